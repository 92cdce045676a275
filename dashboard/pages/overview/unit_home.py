"""A unit's first page: its ranks, the points it lost, the points it can still win."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard.runtime.read_cache import read_cached
from dashboard.shell.assessment_words import (
    format_unit_grade,
    name_assessment,
    name_beside,
    name_item,
    name_veto_list,
    read_veto_words,
    read_words,
    take_added,
)
from dashboard.shell.filters import carry_assessment
from dashboard.shell.month_before import blank_uncompared
from dashboard.shell.page_frame import go_to_page
from dashboard.shell.terms import explain
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import Cell, Heading, build_link_table
from documents.wording import (
    BLANK,
    PROVISIONAL_LOST,
    describe_change,
    describe_lost,
    format_points,
)
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.views import read_leaderboard, read_unit_indicators

MAX_ITEMS = 8

LOST = {"lost": "失分", "provisional_lost": f"其中{PROVISIONAL_LOST}", "full": "满分"}
OPEN = {"open": "可争取", "pending": "待定", "provisional_lost": PROVISIONAL_LOST}
"""Figure of an indicator → its heading; the table is sorted by the first."""


def show_unit(scheme: Scheme, unit: str, month: str) -> None:
    """Show a unit's standing in each of its assessments, its losses, and what is open."""
    assessments = [
        assessment
        for assessment in scheme.assessments
        if any(member.name == unit for member in scheme.roster(assessment.id))
    ]
    with st.grid(columns="auto", min_column_width=200):
        for assessment in assessments:
            show_card(scheme, assessment, unit, month)
    items = [
        row | {"assessment": assessment.id, "open": row["pending"] + row["provisional_lost"]}
        for assessment in assessments
        for row in read_cached(
            read_unit_indicators, scheme, assessment.id, unit, month
        ).iter_rows(named=True)
    ]  # fmt: skip
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("失分情况", help=explain("失分") + explain("暂失"))
        show_items(scheme, _rank(items, "lost"), LOST, unit, "截至本月没有失分。")
    with right:
        st.subheader("可争取分值", help=f"待定：{explain('待定')}暂失：{explain('暂失')}")
        show_items(scheme, _rank(items, "open"), OPEN, unit, "没有待定或暂失的分值。")


def show_card(scheme: Scheme, assessment: AssessmentOutline, unit: str, month: str) -> None:
    """Show the unit's rank and figures in one assessment."""
    board = read_cached(read_leaderboard, scheme, assessment.id, month)
    board = blank_uncompared(board, scheme, assessment.id, month)
    row = board.filter(pl.col("unit") == unit).row(0, named=True)
    if assessment.ranks_within != "all":
        board = board.filter(pl.col(assessment.ranks_within) == row[assessment.ranks_within])
    ranked = board.get_column("rank").drop_nulls().len()
    with st.container(border=True, height="stretch"):
        change = describe_change(row["rank"], row["previous_rank"])
        st.markdown(f"**{escape(name_assessment(scheme, assessment))}**")
        st.metric("名次", f"第{row['rank']}名" if row["rank"] else "未排名")
        st.caption(describe_standing(row, scheme, assessment, ranked, change))


def describe_standing(
    row: dict[str, Any], scheme: Scheme, assessment: AssessmentOutline, ranked: int, change: str
) -> str:
    """Return the small print of a unit's card."""
    if row["is_vetoed"]:
        return f"✕ 已{read_veto_words(scheme, assessment.id).passive}，不再计分、不参加排名"
    if row["pending"] == row["full"]:
        return "尚无数据"
    moved = f"较上月{change}" if change and change != BLANK else "与上月相同" if change else ""
    among = {"group": "本组", "kind": "同类"}.get(assessment.ranks_within, "")
    parts = [f"{among}共{ranked}个单位", moved, f"总分{format_points(row['total'])}"]
    if row["vetoes"]:
        parts.insert(0, f"✕ {name_veto_list(scheme, assessment.id, row['vetoes'])}")
    added = take_added(row)
    if assessment.additions and added is not None:
        beside = name_beside(read_words(scheme, assessment.id))
        parts.append(f"其中{beside} {format_points(added)}")
    parts.append(f"失分{describe_lost(row['lost'], row['provisional_lost'])}")
    if row["pending"]:
        parts.append(f"还有待定{format_points(row['pending'])}")
    if row["grade"]:
        parts.append(format_unit_grade(row, scheme, assessment.id))
    return "；".join(part for part in parts if part)


def show_items(
    scheme: Scheme, items: list[dict[str, Any]], figures: dict[str, str], unit: str, nothing: str
) -> None:
    """Show the indicators with most of a figure; a click opens the ledger behind it."""
    if not items:
        st.caption(nothing)
        return
    rows: list[list[Cell]] = [
        [name_item(row["indicator"], row["name"]), *(row[key] for key in figures), row["clause"]]
        for row in items
    ]
    (key, caption), *others = figures.items()
    table = build_link_table(
        caption,
        [
            Heading("指标", "wrap"),
            Heading(caption, "points", 80, phone="side"),
            *(Heading(title, "points", 80) for _, title in others),
            Heading("依据", width=110),
        ],
        rows,
        [f"{row['assessment']}:{row['indicator']}" for row in items],
    )
    opened = show_table(table, f"{key}:{unit}").opened
    if opened:
        carry_assessment(scheme, opened.partition(":")[0], unit=unit)
        go_to_page("unit")


def _rank(items: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Return the indicators with most of a figure, the greatest first; a bonus is never lost."""
    return sorted((row for row in items if row[key]), key=lambda row: -row[key])[:MAX_ITEMS]
