"""How far a month is, in words: which forms are in, and what of it an assessment has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import polars as pl
import streamlit as st

from dashboard.runtime.read_cache import recall
from dashboard.shell.form_words import name_short
from scoring.scheme import Scheme
from warehouse.views import read_progress
from warehouse.views.progress import find_missing, pick_forms

MOST_MONTHS = 2

Arrived = Literal["all", "some", "none", "unasked"]
"""What is in of an assessment's month; unasked: nothing is, and the notice asks for nothing."""


def show_month_state(scheme: Scheme, month: str, assessment: str | None = None) -> None:
    """Say above a page's figures which forms of a month under way are in.

    Of a single assessment of which nothing is in: that its figures are of the months before.
    """
    said = describe_month_state(scheme, month)
    if assessment is not None and judge_arrived(scheme, assessment, month) == "none":
        said += "本项考核本月未报，以下是此前各月的数据。"
    if said:
        st.info(said)


def describe_month_state(scheme: Scheme, month: str) -> str:
    """Return which forms of the month are in and which are not; nothing of a complete month."""
    number = int(month[5:])
    progress = recall(read_progress, scheme)
    own = progress.filter(month=number)
    if own.get_column("is_complete").any():
        return ""
    expected = own.filter("is_expected")
    missing = expected.filter(~pl.col("is_in"))
    parts = []
    if not missing.is_empty():
        arrived = expected.height - missing.height
        parts.append(f"{expected.height}份报表到了{arrived}份（缺{_name_all(missing)}）")
    elif not own.get_column("is_in").any():
        parts.append("没有报来数据")
    earlier = _find_earlier(progress, number)
    if not earlier.is_empty():
        parts.append("此前还缺" + "、".join(_name_months(earlier)))
    return f"{number}月：{'，'.join(parts)}，名次未定。"


def _find_earlier(progress: pl.DataFrame, month: int) -> pl.DataFrame:
    """Return what is missing of the months before, since the last that was issued or sealed."""
    before = progress.filter(pl.col("month") < month)
    closed = before.filter("is_closed").get_column("month").to_list()
    return before.filter(
        pl.col("month") > max(closed, default=0), pl.col("is_expected") & ~pl.col("is_in")
    )


def _name_months(missing: pl.DataFrame) -> Iterator[str]:
    """Yield each month with its forms; of many months only the first and the last."""
    months = missing.get_column("month").unique(maintain_order=True).to_list()
    if len(months) > MOST_MONTHS:
        yield f"{months[0]}月至{months[-1]}月的{missing.height}份"
        return
    for month in months:
        yield f"{month}月的{_name_all(missing.filter(month=month))}"


def _name_all(forms: pl.DataFrame) -> str:
    return "、".join(name_short(row) for row in forms.iter_rows(named=True))


def judge_arrived(scheme: Scheme, assessment: str, month: str) -> Arrived:
    """Return what is in of an assessment's month."""
    number = int(month[5:])
    progress = recall(read_progress, scheme)
    own = pick_forms(progress, scheme, assessment, number)
    if own.get_column("is_in").any():
        missing = find_missing(progress, scheme, assessment, number)
        return "all" if missing.is_empty() else "some"
    return "none" if own.get_column("is_expected").any() else "unasked"
