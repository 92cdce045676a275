"""The tables of 单项否决: the events, and how far units are from the pass mark and bonus line."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from dashboard.theme import SIGNS
from dashboard.widgets.table_data import Cell, Heading, PageTable
from documents.wording import BLANK, KIND_TITLES, format_grade, format_place, format_points
from scoring.scheme import Assessment

MAX_OTHERS = 10
"""Units listed that are neither vetoed, at risk nor failing; the nearest to failing first."""


def list_events(events: pl.DataFrame, places: Mapping[tuple[int, int], str]) -> PageTable:
    """Return one row per event: date, reason, document, clause, and its place in the file."""
    rows: list[list[Cell]] = [
        [
            row["date"].isoformat(),
            row["reason"],
            row["document"] or BLANK,
            row["clause"],
            places.get((row["batch"], row["row"]), BLANK),
        ]
        for row in events.iter_rows(named=True)
    ]
    headings = [
        Heading("日期", width=110),
        Heading("事由", "wrap", 260),
        Heading("依据文件", "wrap", 220),
        Heading("条款", width=90),
        Heading("出处", "wrap", 300),
    ]
    return PageTable(
        caption="否决和预警的事由",
        headings=headings,
        rows=rows,
        ids=[f"{number}" for number in range(len(rows))],
        head=0,
        has_tools=False,
    )


def list_margins(margins: pl.DataFrame, assessment: Assessment) -> PageTable:
    """Return how far units are from the pass mark, and from the points above which bonus counts.

    Lists all units vetoed, at risk or failing, and the nearest others. A vetoed unit's points are
    for reference and muted.
    """
    shown, others = [], 0
    for row in margins.iter_rows(named=True):
        is_named = row["is_vetoed"] or row["is_at_risk"] or row["to_pass"] < 0
        others += not is_named
        if is_named or others <= MAX_OTHERS:
            shown.append(row)
    headings = [
        Heading("单位", "wrap", 130),
        Heading("状态", width=130),
        Heading("重点考核" if assessment.has_bonus else "得分", "points", 86),
        Heading(f"距{_mark(margins, 'pass_mark')}分", "wrap", 110, help="合格线"),
    ]
    if assessment.has_bonus:
        headings.append(
            Heading(f"距{_mark(margins, 'bonus_above')}分", "wrap", 120, help="高于它才计加分")
        )
    headings.append(Heading("类别", width=70))
    rows = [_to_row(row, has_bonus=assessment.has_bonus) for row in shown]
    return PageTable(
        caption="离线多远：点一行看单位详情",
        headings=headings,
        rows=rows,
        ids=[str(row["unit"]) for row in shown],
        frozen=1,
        head=0,
        acts="open",
        muted=[number for number, row in enumerate(shown) if row["is_vetoed"]],
        has_tools=False,
    )


def describe_state(row: dict[str, Any]) -> str:
    """Return a unit's state with its sign."""
    if row["is_vetoed"]:
        return f"{SIGNS['veto']} 已否决"
    if row["is_at_risk"]:
        return f"{SIGNS['risk']} 预警"
    return format_grade(row["grade"], is_settled=row["grade_settled"]) or "未定"


def describe_distance(points: Decimal, *, is_strict: bool = False) -> str:
    """Return the distance from a line; `is_strict`: a unit must be above the line, not on it."""
    if points < 0:
        return f"差 {format_points(-points)}"
    if points == 0:
        return "正好，须高于" if is_strict else "正好"
    return f"高出 {format_points(points)}"


def _to_row(row: dict[str, Any], *, has_bonus: bool) -> list[Cell]:
    cells: list[Cell] = [
        row["unit"],
        describe_state(row),
        row["points"],
        describe_distance(row["to_pass"]),
    ]
    if has_bonus:
        cells.append(describe_distance(row["to_bonus"], is_strict=True))
    return [*cells, KIND_TITLES[row["kind"]]]


def _mark(margins: pl.DataFrame, column: str) -> str:
    mark = margins.get_column(column)[0]
    return f"{mark.normalize():f}"


def name_places(vetoes: pl.DataFrame) -> dict[tuple[int, int], str]:
    """Return the place of each row: (batch, row) → file · sheet · row."""
    return {
        (row["batch"], row["row"]): format_place(row["file"], row["sheet"], row["row"])
        for row in vetoes.iter_rows(named=True)
    }
