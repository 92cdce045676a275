"""A unit's points line by line: what was lost and why, what was not, and the rows of the files."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from dashboard.pages.unit.evidence_rows import show_evidence
from dashboard.pages.unit.ledger_table import show_ledger
from dashboard.runtime.read_cache import recall
from dashboard.shell.export_description import describe_shown
from dashboard.shell.objection_offer import offer_objection
from dashboard.widgets.error_box import complaining
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.row_tables import show_rows
from dashboard.widgets.table import Export
from documents.wording import COUNTS_TO_TITLES, describe_signed, format_points, format_sum
from scoring.scheme import Assessment, Scheme
from warehouse.database.connection import Cursor
from warehouse.views import (
    read_evidence,
    read_unit_changes,
    read_unit_ledger,
    read_unit_standing,
)

SHOWN = 3
"""Strengths and weaknesses that are named."""


@dataclass(frozen=True)
class LedgerContext:
    """What the page is about."""

    scheme: Scheme
    assessment: Assessment
    unit: str
    month: str

    @property
    def arguments(self) -> tuple[Scheme, str, str, str]:
        """What the warehouse asks for to read it."""
        return self.scheme, self.assessment.id, self.unit, self.month

    @property
    def month_number(self) -> int:
        """The month as 1–12."""
        return int(self.month[5:])


def show_standing(place: LedgerContext) -> None:
    """Show where the unit is ahead of its kind of unit, and where it is behind."""
    standing = recall(read_unit_standing, *place.arguments).filter(pl.col("part") != "bonus")
    left, right = st.columns(2, gap="large")
    best = standing.filter(pl.col("ahead") > 0).sort("ahead", descending=True).head(SHOWN)
    worst = standing.filter(pl.col("ahead") < 0).sort("ahead").head(SHOWN)
    with left:
        st.subheader("长处")
        _name_items(best, "没有高于同类单位中位数的指标。", "ahead")
    with right:
        st.subheader("短板")
        _name_items(worst, "没有低于同类单位中位数的指标。", "behind")


def show_changes(place: LedgerContext) -> None:
    """Show which indicators' figures differ from the month before."""
    if place.month_number == 1:
        return
    before = place.month_number - 1
    st.subheader("比上月变了什么", help=f"与{before}月各项指标的得分、失分、待定相比。")
    changes = recall(read_unit_changes, *place.arguments)
    if changes.is_empty():
        st.caption(f"各项指标与{before}月相同。")
        return
    rows = [
        {
            "指标": f"{row['indicator']} {row['name']}",
            **{
                title: _describe_changed(row[key], row[f"{key}_change"])
                for title, key in (("得分", "earned"), ("失分", "lost"), ("待定", "pending"))
            },
        }
        for row in changes.iter_rows(named=True)
    ]
    show_rows(rows, "比上月有变化的指标，括号内是变化", key="changes")


def _describe_changed(points: Decimal, change: Decimal) -> str:
    return (
        f"{format_points(points)}（{describe_signed(change)}）" if change else format_points(points)
    )


def _name_items(items: pl.DataFrame, otherwise: str, key: str) -> None:
    if items.is_empty():
        st.caption(otherwise)
        return
    rows = [
        {
            "指标": f"{row['indicator']} {row['name']}",
            "得分": format_points(row["earned"]),
            "同类中位": format_points(row["median"]),
            "相差": describe_signed(row["ahead"]),
        }
        for row in items.iter_rows(named=True)
    ]
    show_rows(rows, "比同类单位中位数高或低的指标", key=f"standing:{key}")


@st.fragment
@complaining
def show_lines(place: LedgerContext) -> None:
    """Show the deductions, other lines on demand, and the evidence of the line that is picked."""
    st.subheader("得分明细")
    lines = recall(read_unit_ledger, *place.arguments)
    lines = lines.with_columns(sum=pl.Series(_format_sums(place, lines), dtype=pl.String))
    evidence = recall(_read_all_evidence, *place.arguments)
    kinds = [one for one in COUNTS_TO_TITLES if one in set(lines.get_column("counts_to"))]
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
    about = f"{place.scheme.id}:{place.assessment.id}:{place.unit}:{place.month}:{shown}"
    picked = show_ledger(lines, evidence, f"ledger:{about}", _offer_export(place, shown))
    if picked is None:
        st.caption("点一行，看它在报表里的原样。")
        return
    line = lines.row(picked, named=True)
    st.markdown(f"**佐证：{escape(line['indicator'] + ' ' + line['name'])}**")
    st.text(f"{line['reason']}（{line['clause']}）")
    if line["sum"]:
        st.text(f"本项：{line['sum']}")
    show_evidence(place.scheme, lines[picked])
    offer_objection(place.scheme, place.assessment.id, place.month, line)


def _offer_export(place: LedgerContext, shown: list[str]) -> Export:
    titles = "、".join(COUNTS_TO_TITLES[one] for one in shown) or "全部"
    filters = [
        ("考核", f"{place.assessment.id} {place.assessment.title}"),
        ("单位", place.unit),
        ("筛选", titles),
    ]
    return Export(
        f"得分明细-{place.unit}-{place.assessment.id}-{place.month}.xlsx",
        "得分明细",
        partial(describe_shown, place.scheme, place.month, filters),
    )


def _format_sums(place: LedgerContext, lines: pl.DataFrame) -> list[str]:
    """Return for each line the arithmetic of its indicator's published figures."""
    standing = recall(read_unit_standing, *place.arguments)
    sums: dict[Any, str] = {
        row["indicator"]: "" if row["part"] == "bonus" else format_sum(row)
        for row in standing.iter_rows(named=True)
    }
    return [sums.get(one, "") for one in lines.get_column("indicator")]


def _read_all_evidence(
    cursor: Cursor, scheme: Scheme, assessment: str, unit: str, as_of: str
) -> pl.DataFrame:
    """Return the evidence of every line of a unit at once."""
    lines = read_unit_ledger(cursor, scheme, assessment, unit, as_of)
    return read_evidence(cursor, scheme, lines)
