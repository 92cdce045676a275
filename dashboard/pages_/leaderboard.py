"""排行榜: rank, change, earned / lost / pending, rate and grade; export of what is filtered."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from dashboard.charts import draw_board
from dashboard.exports import export_leaderboard, export_side_by_side
from dashboard.filters import pick_assessment, pick_kinds, pick_month, pick_scheme
from dashboard.frame import open_unit, show_source, stop_if_empty
from dashboard.live import follow_store
from dashboard.open_store import held_store
from dashboard.tables import show_board, show_side_by_side
from scoring.scheme import Assessment, Scheme
from warehouse.pages import read_leaderboard, read_side_by_side
from warehouse.store import Cursor


def show_one(
    cursor: Cursor, scheme: Scheme, assessment: Assessment, month: str, kinds: list[str]
) -> None:
    """Show the board of one assessment; a click on a row opens the unit."""
    board = filter_kinds(read_leaderboard(cursor, scheme, assessment.id, month), kinds)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        unit = show_board(board, assessment)
    with right:
        st.altair_chart(draw_board(board, assessment), alt="各单位的得分、失分和待定")
    if unit:
        open_unit(unit)
    show_source(cursor, scheme, "leaderboard")


def show_all(cursor: Cursor, scheme: Scheme, month: str, kinds: list[str]) -> None:
    """Show the totals of all assessments beside each other."""
    totals = filter_kinds(read_side_by_side(cursor, scheme, month), kinds)
    unit = show_side_by_side(totals, scheme)
    if scheme.reference_mean:
        st.caption(f"“{scheme.reference_mean}”为参考，文件没有规定各项考核合并计算。")
    if unit:
        open_unit(unit)
    show_source(cursor, scheme, "side_by_side")


def filter_kinds(frame: pl.DataFrame, kinds: list[str]) -> pl.DataFrame:
    """Return the rows of these kinds of unit; of all where none is named."""
    return frame.filter(pl.col("kind").is_in(kinds)) if kinds else frame


def offer_export(
    scheme: Scheme, assessment: Assessment | None, month: str, kinds: list[str]
) -> None:
    """Offer what is filtered as a workbook, built when it is asked for."""
    store = held_store()
    if assessment is None:
        name = f"各项得分-{scheme.short_title}-{month}.xlsx"
        build = partial(export_side_by_side, store, scheme.id, month, kinds=kinds)
    else:
        name = f"排行榜-{scheme.short_title}-{assessment.id}-{month}.xlsx"
        build = partial(export_leaderboard, store, scheme.id, assessment.id, month, kinds=kinds)
    st.download_button(
        "导出 Excel", build, file_name=name, icon=":material/download:", on_click="ignore"
    )


st.title("排行榜")
follow_store()
with held_store().reader() as cursor:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        scheme = pick_scheme(cursor)
        assessment = pick_assessment(scheme, side_by_side=True)
        month = pick_month(cursor, scheme)
        kinds = pick_kinds(scheme, assessment)
        offer_export(scheme, assessment, month, kinds)
    stop_if_empty(cursor, scheme)
    if assessment is None:
        show_all(cursor, scheme, month, kinds)
    else:
        show_one(cursor, scheme, assessment, month, kinds)
