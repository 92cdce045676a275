"""How complete a month is: which forms have arrived, for all and for one assessment."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import streamlit as st

from dashboard.runtime.read_cache import read_cached
from dashboard.shell.form_words import name_short
from dashboard.shell.months import name_month
from scoring.scheme import Scheme
from warehouse.results.scores import parse_month
from warehouse.views import read_progress
from warehouse.views.progress import Arrived
from warehouse.views.progress import judge_arrived as _judge_arrived

MAX_MONTHS = 2
"""Incomplete months that are named one by one."""


def show_month_state(scheme: Scheme, month: str, assessment: str | None = None) -> None:
    """Show above a page's figures which forms of an incomplete month have arrived.

    If nothing of the given assessment has arrived, add that its figures are of earlier months.
    """
    text = describe_month_state(scheme, month)
    if assessment is not None and judge_arrived(scheme, assessment, month) == "none":
        text += "本项考核本月未报，以下是此前各月的数据。"
    if text:
        st.info(text)


def describe_month_state(scheme: Scheme, month: str) -> str:
    """Return which forms of the month have arrived and which are missing; '' if complete."""
    number = parse_month(scheme, month)
    progress = read_cached(read_progress, scheme)
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
        parts.append("未报数据")
    earlier = _find_earlier(progress, number)
    if not earlier.is_empty():
        parts.append("此前还缺" + "、".join(_name_months(scheme, earlier)))
    return f"{name_month(scheme, number)}：{'，'.join(parts)}，名次未定。"


def _find_earlier(progress: pl.DataFrame, month: int) -> pl.DataFrame:
    """Return the forms missing in earlier months, after the last one issued or sealed."""
    before = progress.filter(pl.col("month") < month)
    closed = before.filter("is_closed").get_column("month").to_list()
    return before.filter(
        pl.col("month") > max(closed, default=0), pl.col("is_expected") & ~pl.col("is_in")
    )


def _name_months(scheme: Scheme, missing: pl.DataFrame) -> Iterator[str]:
    """Yield each month with its forms; for many months only the first and the last."""
    months = missing.get_column("month").unique(maintain_order=True).to_list()
    if len(months) > MAX_MONTHS:
        first, last = name_month(scheme, months[0]), name_month(scheme, months[-1])
        yield f"{first}至{last}的{missing.height}份"
        return
    for month in months:
        yield f"{name_month(scheme, month)}的{_name_all(missing.filter(month=month))}"


def _name_all(forms: pl.DataFrame) -> str:
    return "、".join(name_short(row) for row in forms.iter_rows(named=True))


def judge_arrived(scheme: Scheme, assessment: str, month: str) -> Arrived:
    """Return how much of an assessment's month has arrived."""
    progress = read_cached(read_progress, scheme)
    return _judge_arrived(progress, scheme, assessment, parse_month(scheme, month))
