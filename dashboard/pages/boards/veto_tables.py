"""The tables of vetoes: the events, and how far units are from the pass mark and bonus line."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from dashboard.shell.assessment_words import VetoWords, format_unit_grade, read_veto_words
from dashboard.theme import SIGNS
from dashboard.widgets.table_data import Cell, Heading, PageTable
from documents.scheme_words import SchemeWords
from documents.wording import BLANK, format_place, format_points
from scoring.clauses.roster import name_kind
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.views.margins import find_lines

MAX_OTHERS = 10
"""Units listed that are neither vetoed, at risk nor failing; the nearest to failing first."""


def list_events(
    events: pl.DataFrame, places: Mapping[tuple[int, int], str], words: VetoWords
) -> PageTable:
    """Return one row per event: date, reason, document, clause, and its place in the file."""
    rows: list[list[Cell]] = [
        [
            row["date"].isoformat() if row["date"] else BLANK,
            row["reason"],
            row["document"] or BLANK,
            row["clause"],
            places.get((row["batch"], row["row"]), BLANK),
        ]
        for row in events.iter_rows(named=True)
    ]
    headings = [
        Heading("日期", width=110),
        Heading("事由", "wrap", 260, phone="below"),
        Heading("依据文件", "wrap", 220),
        Heading("条款", width=90),
        Heading("出处", "wrap", 300),
    ]
    return PageTable(
        caption=f"{words.act}和预警的事由",
        headings=headings,
        rows=rows,
        ids=[f"{number}" for number in range(len(rows))],
        head=0,
        has_tools=False,
    )


def list_margins(margins: pl.DataFrame, scheme: Scheme, assessment: AssessmentOutline) -> PageTable:
    """Return how far units are from the pass mark, and from the points above which additions count.

    Lists all units vetoed, at risk or failing, and the nearest others. A vetoed unit's points are
    for reference and muted.
    """
    shown, others = [], 0
    for row in margins.iter_rows(named=True):
        below = row["to_pass"] is not None and row["to_pass"] < 0
        is_named = row["is_vetoed"] or row["is_at_risk"] or below
        others += not is_named
        if is_named or others <= MAX_OTHERS:
            shown.append(row)
    first = margins.row(0, named=True)
    part = find_lines(scheme, assessment.id, scheme.choices()).passing
    name = assessment.indicator(part.part).name if part and part.part else "得分"
    headings = [
        Heading("单位", "wrap", 130),
        Heading("状态", width=130, phone="side"),
        Heading(name, "points", 86, phone="side"),
        Heading(f"距{_mark(margins, 'pass_mark')}分", "wrap", 110, help=f"{first['pass_name']}线"),
    ]
    has_gate = first["bonus_above"] is not None
    if has_gate:
        note = f"高于它才计{first['bonus_name'] or '附加分'}"
        headings.append(Heading(f"距{_mark(margins, 'bonus_above')}分", "wrap", 120, help=note))
    headings.append(Heading("类别", width=70))
    act = read_veto_words(scheme, assessment.id).act
    rows = [_to_row(row, scheme, assessment, act, has_gate=has_gate) for row in shown]
    return PageTable(
        caption="与分数线的差距：点击一行查看单位详情",
        headings=headings,
        rows=rows,
        ids=[str(row["unit"]) for row in shown],
        frozen=1,
        head=0,
        acts="open",
        muted=[number for number, row in enumerate(shown) if row["is_vetoed"]],
        has_tools=False,
    )


def name_lines(margins: pl.DataFrame, words: SchemeWords) -> list[str]:
    """Return the names of the lines: the grade, and what counts only above a number of points."""
    first = margins.row(0, named=True)
    gate = words.additions if first["bonus_above"] is not None else ""
    return [name for name in (first["pass_name"], gate) if name]


def describe_state(
    row: dict[str, Any], scheme: Scheme, assessment: AssessmentOutline, act: str
) -> str:
    """Return a unit's state with its sign; `act` is what a veto does."""
    if row["is_vetoed"]:
        return f"{SIGNS['veto']} 已{act}"
    if row["is_at_risk"]:
        return f"{SIGNS['risk']} 预警"
    return format_unit_grade(row, scheme, assessment.id) or "未定"


def describe_distance(points: Decimal | None, *, is_strict: bool = False) -> str:
    """Return the distance from a line; `is_strict`: a unit must be above the line, not on it."""
    if points is None:
        return BLANK
    if points < 0:
        return f"差 {format_points(-points)}"
    if points == 0:
        return "正好，须高于" if is_strict else "正好"
    return f"高出 {format_points(points)}"


def _to_row(
    row: dict[str, Any], scheme: Scheme, assessment: AssessmentOutline, act: str, *, has_gate: bool
) -> list[Cell]:
    cells: list[Cell] = [
        row["unit"],
        describe_state(row, scheme, assessment, act),
        row["points"],
        describe_distance(row["to_pass"]),
    ]
    if has_gate:
        cells.append(describe_distance(row["to_bonus"], is_strict=True))
    return [*cells, name_kind(row["kind"])]


def _mark(margins: pl.DataFrame, column: str) -> str:
    return f"{margins.get_column(column)[0].normalize():f}"


def name_places(vetoes: pl.DataFrame) -> dict[tuple[int, int], str]:
    """Return the place of each row: (batch, row) → file · sheet · row."""
    return {
        (row["batch"], row["row"]): format_place(row["file"], row["sheet"], row["row"])
        for row in vetoes.iter_rows(named=True)
    }
