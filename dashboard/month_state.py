"""How far a month is, in words: which forms are in, and what of it an assessment has."""

from __future__ import annotations

from typing import Literal

import polars as pl
import streamlit as st

from dashboard.calendar_tables import name_short
from dashboard.readings import recall
from scoring.scheme import Scheme
from warehouse.pages import read_progress
from warehouse.pages.progress import find_missing, pick_forms

Arrived = Literal["all", "some", "none", "unasked"]
"""What is in of an assessment's month; unasked: nothing is, and the notice asks for nothing."""


def show_month_state(scheme: Scheme, month: str) -> None:
    """Say above a page's figures which forms of a month under way are in."""
    said = say_month_state(scheme, month)
    if said:
        st.info(said)


def say_month_state(scheme: Scheme, month: str) -> str:
    """Return which forms of the month are in and which are not; nothing of a complete month."""
    number = int(month[5:])
    own = recall(read_progress, scheme).filter(month=number)
    if own.get_column("is_complete").any():
        return ""
    expected = own.filter("is_expected")
    missing = expected.filter(~pl.col("is_in"))
    if expected.is_empty():
        return f"{number}月：还没有报来数据，以下是此前各月的数据。"
    if missing.height == expected.height and not own.get_column("is_in").any():
        return f"{number}月：{expected.height}份报表都没有报来，以下是此前各月的数据。"
    names = "、".join(name_short(row) for row in missing.iter_rows(named=True))
    arrived = expected.height - missing.height
    return f"{number}月：{expected.height}份报表到了{arrived}份（缺{names}），名次未定。"


def judge_arrived(scheme: Scheme, assessment: str, month: str) -> Arrived:
    """Return what is in of an assessment's month."""
    number = int(month[5:])
    progress = recall(read_progress, scheme)
    own = pick_forms(progress, scheme, assessment, number)
    if own.get_column("is_in").any():
        missing = find_missing(progress, scheme, assessment, number)
        return "all" if missing.is_empty() else "some"
    return "none" if own.get_column("is_expected").any() else "unasked"
