"""The facts of random stores, cell by cell, against a plain reading of what was landed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from scoring.assessing.facts import MARKED, CellRef
from scoring.scheme import Scheme
from tests.warehouse.results.odd_county import (
    FORMS,
    LEDGER,
    TYPES,
    UNITS,
    land,
    make_scheme,
    open_county,
)
from tests.warehouse.walk import SEEDS
from warehouse.results.facts import read_facts

pytestmark = pytest.mark.seeded

YEARS = ((1, False), (7, True), (4, False), (12, True))
"""First month, and whether it lies in the calendar year before."""
LANDINGS = 40
COMMON = 60
"""In so many of a hundred draws a unit, a column or a cell is there."""

Row = Mapping[str, str | None]


@dataclass(frozen=True)
class Landing:
    """One batch: what a form said of a month."""

    batch: int
    form: str
    month: str
    columns: tuple[str, ...]
    rows: Mapping[str, Row]


def draw_text(dice: Random, kind: str, month: str) -> str | None:
    """Draw the canonical text of a cell."""
    if dice.randrange(100) >= COMMON:
        return None
    near = date.fromisoformat(f"{month}-01") + timedelta(dice.randint(-40, 40))
    drawn = {
        "tick": ["yes", "no"],
        "filing": ["yes", "no", near.isoformat()],
        "count": [str(dice.choice([0, dice.randint(1, 10**6)]))],
        "rate": [f"0.{dice.randint(0, 10**6):06d}", f"{dice.randint(0, 60)}/60", "1"],
        "points": [f"{dice.randint(0, 2000) / 100:.2f}"],
        "mark": ["yes", "no", f"{dice.randint(0, 20)}.5"],
        "fault": ["yes", "no"],
        "quantity": [f"{dice.choice(['', '-'])}{dice.randint(0, 999)}.{dice.randint(0, 999):03d}"],
    }
    return dice.choice(drawn[kind])


def to_text(scheme: Scheme, number: int) -> str:
    """Return the calendar month of a month of the scheme's year."""
    return "{}-{:02d}".format(*scheme.calendar.calendar_month(number))


def draw_months(dice: Random, scheme: Scheme) -> list[str]:
    """Return months of the scheme's year, of the year before, and just outside both."""
    return [to_text(scheme, number) for number in range(-12, 14)]


def draw_landing(dice: Random, scheme: Scheme) -> tuple[str, str, tuple[str, ...], dict[str, Row]]:
    """Draw a form, its month, its columns, and the rows of some units."""
    month = dice.choice(draw_months(dice, scheme))
    columns = tuple(kind for kind in TYPES if dice.randrange(100) < COMMON) or TYPES[:1]
    units = [unit for unit in UNITS if dice.randrange(100) < COMMON]
    rows: dict[str, Row] = {
        unit: {kind: draw_text(dice, kind, month) for kind in columns} for unit in units
    }
    return dice.choice(FORMS), month, columns, rows


def encode(kind: str, text: str | None, month: str) -> dict[str, int | None]:
    """Return what the frame must hold of a cell, by the suffix of its column."""
    second = {"rate": {":over": None}, "filing": {":day": None}}.get(kind, {})
    empty: dict[str, int | None] = {"": None, **second}
    if text is None:
        return empty
    if kind == "filing" and text not in {"yes", "no"}:
        days = date.fromisoformat(text) - date.fromisoformat(f"{month}-01")
        return {"": 1, ":day": days.days + 1}
    if text in {"yes", "no"}:
        yes = MARKED if kind in {"mark", "fault"} else 1
        return empty | {"": yes if text == "yes" else 0}
    value = Fraction(text)
    if kind == "rate":
        return {"": value.numerator, ":over": value.denominator}
    scaled = value * {"count": 1, "quantity": 1000}.get(kind, 100)
    assert scaled.denominator == 1
    return {"": scaled.numerator}


def expect(
    stands: Mapping[tuple[str, str], Landing],
    scheme: Scheme,
    cell: CellRef,
    unit: str,
    as_of: int,
) -> dict[str, int | bool | None]:
    """Return a cell's columns for a unit and month, read from the landings that stand."""
    month = to_text(scheme, as_of - 12 * cell.last)
    landing = stands.get((cell.form, month))
    is_reported = landing is not None and cell.column in landing.columns
    text = landing.rows.get(unit, {}).get(cell.column) if landing and is_reported else None
    values = encode(cell.column, text, month)
    wanted: dict[str, int | bool | None] = {
        f"{cell.name}{suffix}": value for suffix, value in values.items()
    }
    return {**wanted, f"{cell.name}:reported": is_reported}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("first_month", "starts_before"), YEARS)
def test_every_cell_is_what_was_landed_last(
    seed: int, first_month: int, starts_before: bool
) -> None:
    dice = Random(f"{seed} {first_month}")
    scheme = make_scheme(first_month, starts_before=starts_before)
    landings: list[Landing] = []
    with open_county(scheme) as store:
        with store.writer("import") as cursor:
            for _ in range(LANDINGS):
                form, month, columns, rows = draw_landing(dice, scheme)
                batch = land(cursor, scheme, form, month, list(rows.items()), columns)
                landings.append(Landing(batch, form, month, columns, rows))
        known_at, months = dice.choice([LANDINGS, LANDINGS // 2]), dice.choice([12, 12, 7])
        cells = [
            CellRef(form, kind, last) for form in FORMS for kind in TYPES for last in (False, True)
        ]
        cells = dice.sample(cells, len(cells) // 2)
        with store.reader(known_at) as cursor:
            facts = read_facts(cursor, scheme, cells, [LEDGER], [], months)
    stands = {(one.form, one.month): one for one in landings if one.batch <= known_at}
    found = facts.frame.to_dicts()
    assert [(row["unit"], row["as_of"]) for row in found] == [
        (unit, month) for unit in UNITS for month in range(1, months + 1)
    ]
    for row in found:
        for cell in cells:
            wanted = expect(stands, scheme, cell, row["unit"], row["as_of"])
            assert {name: row[name] for name in wanted} == wanted
