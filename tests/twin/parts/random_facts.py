"""Random facts for random clauses: many blanks, thresholds and ties."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import strategies as st

from .facts import Facts, Unit
from .random_clauses import COUNTED, MONTHLY, UNITS, numbers


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """Draw a roster, cells with many blanks and edges, and a ledger."""
    units = [
        Unit(
            name,
            group=draw(st.sampled_from(["东", "西"])),
            own={"任务": draw(numbers), "系数": 1},
            first=draw(st.sampled_from([1, 1, 1, 3])),
            last=draw(st.sampled_from([12, 12, 12, 8])),
        )
        for name in UNITS[: draw(st.integers(1, 4))]
    ]
    found = Facts(units)
    whole_year = st.just(set(range(1, 13)))
    months = draw(st.one_of(whole_year, whole_year, st.sets(st.integers(1, 12))))
    for unit in units:
        for column in [*COUNTED, "last:表.a"]:
            for month in months if column in MONTHLY else [draw(st.integers(1, 12))]:
                if draw(st.integers(0, 9)):
                    found.cells[column, unit.name, month] = draw(numbers)
        for column in ("表.查", "表.办结"):
            if draw(st.integers(0, 3)):
                found.cells[column, unit.name, draw(st.integers(1, 12))] = draw(st.booleans())
        for _ in range(draw(st.integers(0, 2))):
            found.rows.append(draw(rows(unit.name)))
    found.reported = {"月": set(months), "率": set(months)}
    return found


@st.composite
def rows(draw: st.DrawFn, unit: str) -> dict[str, Any]:
    """Draw a ledger row."""
    return {
        "form": "账",
        "unit": unit,
        "date": datetime.date(2021, draw(st.integers(1, 12)), draw(st.integers(1, 28))),
        "分": draw(numbers),
        "级别": draw(st.sampled_from(["省", "市"])),
        "事项": draw(st.sampled_from(["一", "二"])),
    }
