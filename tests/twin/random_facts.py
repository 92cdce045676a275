"""Random facts for random clauses: many blanks, thresholds and ties."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from .facts import Facts, Unit, Value
from .random_clauses import COUNTED, FILED, KINDS, MONTHLY, UNITS, numbers

LAST_YEAR = ["last:表.a", "last:月.a", "last:率.a"]


@st.composite
def units(draw: st.DrawFn, least: int = 1) -> list[Unit]:
    """Draw a roster; some units come later or leave earlier, some figures change."""
    tasks = st.one_of(numbers, numbers, st.tuples(numbers, numbers))
    found = []
    for name in UNITS[: draw(st.integers(least, 4))]:
        task = draw(tasks)
        found.append(
            Unit(
                name,
                kind=draw(st.sampled_from(KINDS)),
                group=draw(st.sampled_from(["东", "西"])),
                own={"任务": [[1, task[0]], [7, task[1]]] if isinstance(task, tuple) else task}
                | {"系数": draw(st.sampled_from([1, 1, 2]))},
                first=draw(st.sampled_from([1, 1, 1, 3])),
                last=draw(st.sampled_from([12, 12, 12, 8])),
            )
        )
    return found


@st.composite
def facts(draw: st.DrawFn, least: int = 1) -> Facts:
    """Draw a roster, cells with many blanks and edges, and a ledger."""
    found = Facts(draw(units(least)))
    whole_year = st.just(list(range(1, 13)))
    months = draw(st.one_of(whole_year, whole_year, st.sets(st.integers(1, 12)).map(sorted)))
    for unit in found.units:
        for column in [*COUNTED, *LAST_YEAR]:
            monthly = column.removeprefix("last:") in MONTHLY
            for month in months if monthly else [draw(st.integers(1, 12))]:
                if draw(st.integers(0, 9)):
                    found.cells[column, unit.name, month] = draw(cells(column))
        for column in ("表.查", "表.评", *FILED):
            if draw(st.integers(0, 3)):
                month = draw(st.integers(1, 12))
                found.cells[column, unit.name, month] = draw(answers(column, month))
        for _ in range(draw(st.integers(0, 3))):
            found.rows.append(draw(rows(unit.name)))
    found.reported = {form: set(months) for form in ("月", "率", "混", "last:月", "last:率")}
    return found


def cells(column: str) -> st.SearchStrategy[Value]:
    """Return the values of a column of numbers; a count has no decimals."""
    return numbers.filter(lambda one: one.denominator == 1) if column == "表.c" else numbers


def answers(column: str, month: int) -> st.SearchStrategy[Value]:
    """Return what an inspector or a filing may say; 0 points are stored as a no."""
    if column in FILED:
        days = [datetime.date(2021, month, day) for day in (5, 20, 21, 28)]
        late = datetime.date(2021 + month // 12, month % 12 + 1, 1)
        return st.sampled_from([True, False, *days, late])
    return st.one_of(st.booleans(), st.sampled_from([1, 2])).map(
        lambda one: one if isinstance(one, bool) else Fraction(one)
    )


@st.composite
def rows(draw: st.DrawFn, unit: str) -> dict[str, Any]:
    """Draw a ledger row, perhaps of the year before, perhaps without an amount."""
    year = draw(st.sampled_from([2021, 2021, 2021, 2020]))
    found = {
        "form": "账",
        "unit": unit,
        "date": datetime.date(year, draw(st.integers(1, 12)), draw(st.integers(1, 28))),
        "级别": draw(st.sampled_from(["省", "市"])),
        "事项": draw(st.sampled_from(["一", "二"])),
    }
    return {**found, "分": draw(numbers)} if draw(st.integers(0, 3)) else found
