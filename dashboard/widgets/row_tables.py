"""Tables that pages share: a unit's ledger, rules, and rows of plain texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard.widgets.table import Export, Heading, Kind, Table, show_table
from documents.wording import PROVISIONAL_LOST, say_home, say_place
from scoring.months import say_months
from scoring.scheme import Indicator

KINDS: dict[str, Kind] = {
    "名次": "whole", "变化": "change", "得分": "points", "失分": "points", "待定": "points",
    "重点考核": "points", "加分": "points", "总分": "points", "得分率": "percent",
    "分值": "exact", "行": "whole", "同类中位": "points", "相差": "difference",
}  # fmt: skip
"""How the cells of a column are written and sorted, by its title; all others are text."""

ACCOUNT_SIGNS = {
    "得分": "earned", "失分": "lost", PROVISIONAL_LOST: "provisional", "待定": "pending",
    "不计入": "none",
}  # fmt: skip
SMALL = 8
"""Up to this many rows a table needs no search."""


def show_ledger(
    lines: pl.DataFrame, evidence: pl.DataFrame, key: str, export: Export | None = None
) -> int | None:
    """Show ledger lines with their first place of evidence; return which one is picked."""
    if lines.is_empty():
        st.caption("没有明细。")
        return None
    table = build_ledger(lines, evidence)
    picked = show_table(table, key, export=export).picked
    return list(table.ids).index(picked) if picked is not None else None


def build_ledger(lines: pl.DataFrame, evidence: pl.DataFrame) -> Table:
    """Return the table of ledger lines, in their order."""
    places = _name_places(evidence)
    rows = [
        [
            f"{line['indicator']} {line['name']}",
            say_home(line["counts_to"], is_provisional=line["is_provisional"]),
            line["points"],
            line["reason"],
            line.get("sum", ""),
            line["clause"],
            line["said_months"],
            places.get(line["line_id"], ""),
        ]
        for line in lines.with_columns(
            said_months=pl.when(pl.col("months") > 0).then(say_months(pl.col("months")))
        ).iter_rows(named=True)
    ]
    headings = [
        Heading("指标", "wrap", 150),
        Heading("去向", "sign", 84),
        Heading("分值", "exact", 70),
        Heading("原因", "wrap", 250),
        Heading("本项算式", "wrap", 150, help="满分 − 失分 − 待定 = 得分"),
        Heading("依据", "wrap", 90, help="通知中的条款"),
        Heading("月份", "wrap", 84),
        Heading("佐证", "wrap", 210, help="报表中的位置，点一行看原样"),
    ]
    return Table(
        "得分明细：点一行看佐证",
        headings,
        rows,
        [str(one) for one in lines.get_column("line_id")],
        head=0,
        acts="pick",
        signs=ACCOUNT_SIGNS,
    )


def show_rows(rows: Sequence[Mapping[str, str]], alt: str, key: str | None = None) -> None:
    """Show rows of texts as they are."""
    table = Table(
        alt,
        _to_headings(list(rows[0])),
        [list(row.values()) for row in rows],
        [str(number) for number in range(len(rows))],
        head=0,
        has_tools=len(rows) > SMALL,
    )
    show_table(table, key or f"rows:{alt}")


def show_rules(indicators: Sequence[Indicator], choices: Mapping[str, str]) -> None:
    """Show indicators with full points, rule in a sentence, clause and provider."""
    has_provider = any(one.provider for one in indicators)
    rows = [
        {
            "指标": f"{one.id} {one.name}",
            **({"满分": str(one.full)} if one.full else {}),
            "怎样计分": one.resolve(choices).describe(),
            "依据": one.clause,
            **({"数据提供": one.provider or ""} if has_provider else {}),
        }
        for one in indicators
    ]
    st.table(pl.DataFrame(rows), border="horizontal", hide_index=True, alt="指标与计分规则")


def _to_headings(titles: Sequence[str]) -> list[Heading]:
    return [Heading(title, KINDS.get(title, "text")) for title in titles]


def _name_places(evidence: pl.DataFrame) -> dict[Any, str]:
    """Return line → its first place in a file, and how many more there are."""
    places: dict[Any, list[str]] = {}
    for one in evidence.iter_rows(named=True):
        said = say_place(one["file"], one["sheet"], one["row"])
        places.setdefault(one["line_id"], []).append(said)
    return {
        line: said[0] + (f" 等{len(said)}处" if len(said) > 1 else "")
        for line, said in places.items()
    }
