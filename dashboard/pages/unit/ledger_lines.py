"""A unit's ledger on the page: strengths, changes, lines with their evidence."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from dashboard.pages.unit.evidence_rows import show_evidence
from dashboard.pages.unit.ledger_table import show_ledger
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.assessment_words import name_item
from dashboard.shell.export_description import describe_shown
from dashboard.shell.months import name_month
from dashboard.shell.objection_offer import offer_objection
from dashboard.widgets.error_box import showing_errors
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.row_tables import show_rows
from dashboard.widgets.table_export import Export
from documents.about import name_assessment
from documents.file_names import name_export
from documents.wording import COUNTS_TO_TITLES, describe_signed, format_points, format_sum
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.results.scores import parse_month
from warehouse.views import (
    read_evidence,
    read_unit_changes,
    read_unit_ledger,
    read_unit_standing,
)

MAX_NAMED = 3
"""Indicators listed as strengths, and as weaknesses."""


@dataclass(frozen=True)
class LedgerContext:
    """The unit, assessment and month that the page shows."""

    scheme: Scheme
    assessment: AssessmentOutline
    unit: str
    month: str

    @property
    def arguments(self) -> tuple[Scheme, str, str, str]:
        """The arguments of the warehouse's reading functions."""
        return self.scheme, self.assessment.id, self.unit, self.month

    @property
    def month_number(self) -> int:
        """The month as 1–12."""
        return parse_month(self.scheme, self.month)


def show_standing(context: LedgerContext) -> None:
    """Show the indicators in which the unit is furthest above and below the median of its kind."""
    standing = read_cached(read_unit_standing, *context.arguments).filter("has_full")
    left, right = st.columns(2, gap="large")
    best = standing.filter(pl.col("ahead") > 0).sort("ahead", descending=True).head(MAX_NAMED)
    worst = standing.filter(pl.col("ahead") < 0).sort("ahead").head(MAX_NAMED)
    with left:
        st.subheader("长处")
        _list_items(best, "没有高于同类单位中位数的指标。", "ahead")
    with right:
        st.subheader("短板")
        _list_items(worst, "没有低于同类单位中位数的指标。", "behind")


def show_changes(context: LedgerContext) -> None:
    """Show which indicators' figures differ from the month before."""
    if context.month_number == 1:
        return
    before = name_month(context.scheme, context.month_number - 1)
    st.subheader("较上月变化", help=f"与{before}各项指标的得分、失分、待定相比。")
    changes = read_cached(read_unit_changes, *context.arguments)
    if changes.is_empty():
        st.caption(f"各项指标与{before}相同。")
        return
    rows = [
        {
            "指标": name_item(row["indicator"], row["name"]),
            **{
                title: _describe_changed(row[key], row[f"{key}_change"])
                for title, key in (("得分", "earned"), ("失分", "lost"), ("待定", "pending"))
            },
        }
        for row in changes.iter_rows(named=True)
    ]
    show_rows(rows, "较上月有变化的指标，括号内为变化", "changes", {"得分": "side"})


def _describe_changed(points: Decimal, change: Decimal) -> str:
    return (
        f"{format_points(points)}（{describe_signed(change)}）" if change else format_points(points)
    )


def _list_items(items: pl.DataFrame, if_empty: str, key: str) -> None:
    if items.is_empty():
        st.caption(if_empty)
        return
    rows = [
        {
            "指标": name_item(row["indicator"], row["name"]),
            "得分": format_points(row["earned"]),
            "同类中位": format_points(row["median"]),
            "相差": describe_signed(row["ahead"]),
        }
        for row in items.iter_rows(named=True)
    ]
    show_rows(rows, "高于或低于同类单位中位数的指标", f"standing:{key}", {"相差": "side"})


@st.fragment
@showing_errors
def show_lines(context: LedgerContext) -> None:
    """Show the ledger, lost points first, and the evidence of the picked line."""
    st.subheader("得分明细")
    lines = read_cached(read_unit_ledger, *context.arguments)
    lines = lines.with_columns(sum=pl.Series(_format_sums(context, lines), dtype=pl.String))
    evidence = read_cached(_read_all_evidence, *context.arguments)
    present = set(lines.get_column("counts_to"))
    kinds = [kind for kind in COUNTS_TO_TITLES if kind in present]
    shown = st.pills(
        "只看",
        kinds,
        selection_mode="multi",
        default=["lost"] if "lost" in kinds else [],
        key=f"counts_to:{','.join(kinds)}",
        format_func=COUNTS_TO_TITLES.__getitem__,
        help="不选则全部列出：得分的理由也在其中",
    )
    if shown:
        lines = lines.filter(pl.col("counts_to").is_in(shown))
    about = f"{context.scheme.id}:{context.assessment.id}:{context.unit}:{context.month}:{shown}"
    picked = show_ledger(
        lines, evidence, context.scheme, f"ledger:{about}", _offer_export(context, shown)
    )
    if picked is None:
        st.caption("点击任意一行，查看报表原始数据。")
        return
    line = lines.row(picked, named=True)
    st.markdown(f"**佐证：{escape(name_item(line['indicator'], line['name']))}**")
    st.text(f"{line['reason']}（{line['clause']}）" if line["clause"] else line["reason"])
    if line["sum"]:
        st.text(f"本项：{line['sum']}")
    show_evidence(context.scheme, lines[picked])
    offer_objection(context.scheme, context.assessment.id, context.month, line)


def _offer_export(context: LedgerContext, shown: list[str]) -> Export:
    titles = "、".join(COUNTS_TO_TITLES[account] for account in shown) or "全部"
    filters = [
        *name_assessment(context.scheme, context.assessment),
        ("单位", context.unit),
        ("筛选", titles),
    ]
    return Export(
        f"{name_export(context.unit + context.assessment.title, '得分明细', context.month)}.xlsx",
        "得分明细",
        partial(describe_shown, context.scheme, context.month, filters),
    )


def _format_sums(context: LedgerContext, lines: pl.DataFrame) -> list[str]:
    """Return each line's sum: the published figures of its indicator as arithmetic."""
    standing = read_cached(read_unit_standing, *context.arguments)
    sums: dict[Any, str] = {
        row["indicator"]: format_sum(row) if row["has_full"] else ""
        for row in standing.iter_rows(named=True)
    }
    return [sums.get(indicator, "") for indicator in lines.get_column("indicator")]


def _read_all_evidence(
    cursor: Cursor, scheme: Scheme, assessment: str, unit: str, as_of: str
) -> pl.DataFrame:
    """Return the evidence of every line of a unit at once."""
    lines = read_unit_ledger(cursor, scheme, assessment, unit, as_of)
    return read_evidence(cursor, lines)
