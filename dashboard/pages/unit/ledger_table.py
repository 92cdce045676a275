"""The table of a unit's ledger lines, each with the first place of its evidence."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard.shell.assessment_words import name_item
from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import Heading, PageTable
from dashboard.widgets.table_export import Export
from documents.wording import PROVISIONAL_LOST, describe_counts_to, format_place
from scoring.months import format_months
from scoring.scheme import Scheme

ACCOUNT_SIGNS = {
    "得分": "earned", "失分": "lost", PROVISIONAL_LOST: "provisional", "待定": "pending",
    "不计入": "none",
}  # fmt: skip


def show_ledger(
    lines: pl.DataFrame,
    evidence: pl.DataFrame,
    scheme: Scheme,
    key: str,
    export: Export | None = None,
) -> int | None:
    """Show ledger lines; return the position of the picked one."""
    if lines.is_empty():
        st.caption("没有明细。")
        return None
    table = build_ledger(lines, evidence, scheme)
    picked = show_table(table, key, export=export).picked
    return list(table.ids).index(picked) if picked is not None else None


def build_ledger(lines: pl.DataFrame, evidence: pl.DataFrame, scheme: Scheme) -> PageTable:
    """Return the table of ledger lines, in their order."""
    places = _name_places(evidence)
    months = format_months(pl.col("months"), scheme.calendar.first_month)
    rows = [
        [
            name_item(line["indicator"], line["name"]),
            describe_counts_to(line["counts_to"], is_provisional=line["is_provisional"]),
            line["points"],
            line["reason"],
            line.get("sum", ""),
            line["clause"],
            line["month_names"],
            places.get(line["line_id"], ""),
        ]
        for line in lines.with_columns(
            month_names=pl.when(pl.col("months") > 0).then(months)
        ).iter_rows(named=True)
    ]
    headings = [
        Heading("指标", "wrap", 140),
        Heading("去向", "sign", 84, phone="side"),
        Heading("分值", "exact", 104, phone="side"),
        Heading("原因", "wrap", 250, phone="below"),
        Heading("本项算式", "wrap", 140, help="满分 − 失分 − 待定 = 得分", phone="more"),
        Heading("依据", "wrap", 90, help="通知中的条款"),
        Heading("月份", "wrap", 84),
        Heading("佐证", "wrap", 194, help="报表中的位置，点击一行查看原始数据", phone="more"),
    ]
    return PageTable(
        "得分明细：点击一行查看佐证",
        headings,
        rows,
        [str(line_id) for line_id in lines.get_column("line_id")],
        head=0,
        acts="pick",
        signs=ACCOUNT_SIGNS,
    )


def _name_places(evidence: pl.DataFrame) -> dict[Any, str]:
    """Return line id → the first place of its evidence, and how many there are."""
    places: dict[Any, list[str]] = {}
    for row in evidence.iter_rows(named=True):
        place = format_place(row["file"], row["sheet"], row["row"])
        places.setdefault(row["line_id"], []).append(place)
    return {
        line: texts[0] + (f" 等{len(texts)}处" if len(texts) > 1 else "")
        for line, texts in places.items()
    }
