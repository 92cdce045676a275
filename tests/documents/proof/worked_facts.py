"""The facts of worked and of random cases, as a proof takes them, and its figures by name."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from documents.proof.facts import NO, YES, DatedRow, Fact, Facts, list_sources
from documents.proof.formulas import Value
from documents.proof.proving import Proof
from scoring.clauses.decisions import Assessment
from scoring.clauses.notice import Heading

Cells = Mapping[tuple[str, str, int], Any]
"""(column, unit, month) → value; a column of the year before begins with `last:`."""


def to_facts(
    heading: Heading,
    assessment: Assessment,
    cells: Cells,
    rows: list[dict[str, Any]],
    is_reported: Callable[[str, int], bool],
    as_of: int,
) -> Facts:
    """Return the facts that an assessment reads of the units on its roster, up to a month."""
    sources = list_sources(assessment)
    units = {unit.name for unit in heading.roster(assessment.id)}
    found = [
        _to_fact(ref, unit, month, value)
        for (ref, unit, month), value in cells.items()
        if ref in sources.refs and unit in units and (month <= as_of or ref.startswith("last:"))
    ]
    events = [
        _to_event(heading, number, row, keys)
        for form, keys in sources.ledgers.items()
        for number, row in enumerate(rows)
        if row["form"] == form and row["unit"] in units
    ]
    reported = {
        ref: {
            month: 1
            for month in range(1, 13)
            if is_reported(ref, month) and (month <= as_of or ref.startswith("last:"))
        }
        for ref in sources.refs
    }
    titles = {ref: ref for ref in sources.refs}
    titles |= {f"{form}.{key}": key for form, keys in sources.ledgers.items() for key in keys}
    return Facts(found, [one for one in events if one.month <= as_of], reported, titles)


def _to_fact(ref: str, unit: str, month: int, value: Any) -> Fact:
    if isinstance(value, datetime.date):
        return Fact(unit, ref, month, str(value), Fraction(1), is_filing=True, filed=value)
    if isinstance(value, bool):
        tick = YES if value else NO
        return Fact(unit, ref, month, str(value), Fraction(value), tick=tick, is_filing=True)
    return Fact(unit, ref, month, str(value), Fraction(value))


def _to_event(
    heading: Heading, number: int, row: dict[str, Any], keys: tuple[str, ...]
) -> DatedRow:
    day = row["date"]
    day = datetime.date.fromisoformat(day) if isinstance(day, str) else day
    month = heading.calendar.number(day.year, day.month)
    cells = {key: _to_content(row.get(key)) for key in keys}
    return DatedRow(row["unit"], row["form"], row["form"], day, month, cells, (1, "f", "s", number))


def _to_content(value: Any) -> Fraction | str | None:
    is_number = isinstance(value, int | Decimal | Fraction)
    return Fraction(value) if is_number else value


def read_figures(proof: Proof) -> dict[tuple[str, str, str], Value]:
    """Return (unit, part, side) → what the formulas give, of clauses, nodes and the total."""
    found: dict[tuple[str, str, str], Value] = {}
    for grid in (proof.tree.clauses, proof.tree.nodes):
        for number, row in enumerate(grid.rows):
            sides = ("附加",) if row[5] == "附加" else ("得分", "失分", "待定")
            for side in sides:
                found[str(row[1]), str(row[2]), side] = grid.value(number, side)
    totals = proof.totals.grid
    for number, row in enumerate(totals.rows):
        for side in ("总分", "名次", *(["等次"] if proof.assessment.grades else [])):
            found[str(row[1]), "", side] = totals.value(number, side)
    return found
