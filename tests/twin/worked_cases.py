"""Worked cases as data: the facts of a case, and a figure of it by name."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from . import results, tree
from .concerned import at_of
from .documents import HERE, read_toml
from .exact import Score, exact, half_up
from .facts import Facts, Spec, Unit, Value, Year
from .targets import amount

READ_AS_YEAR = {"year": 2021}


def read_cases() -> list[Spec]:
    """Read every case of this folder's cases/."""
    files = sorted((HERE / "cases").glob("*.toml"))
    return [case for file in files for case in read_toml(file)["case"]]


def read_units(case: Spec) -> list[Unit]:
    """Read a case's roster: 甲 alone where it gives none."""
    units = case.get("units", [{"name": "甲"}])
    return [Unit(**one) for one in units]


def read_value(value: Any) -> Value:
    """Read a cell: a tick, a date or a number."""
    return value if isinstance(value, bool | datetime.date | str) else exact(value)


def read_facts(case: Spec, units: list[Unit], month: int) -> Facts:
    """Read a case's cells (a month each, or the month as of) and dated rows."""
    facts = Facts(units)
    for unit, columns in case.get("cells", {}).items():
        for column, value in columns.items():
            months = value if isinstance(value, dict) else {month: value}
            for number, cell in months.items():
                facts.cells[column, unit, int(number)] = read_value(cell)
    for row in case.get("rows", []):
        facts.rows.append({**row, "date": datetime.date.fromisoformat(row["date"])})
    return facts


def read_year(case: Spec) -> Year:
    """Return a case's scheme with its facts, as of its month."""
    month = int(case.get("as_of", 12))
    facts = read_facts(case, read_units(case), month)
    scheme = READ_AS_YEAR | case
    return Year(scheme, facts, month, case.get("final", False), case.get("choose", {}))


@dataclass
class Reader:
    """Gives the figures of a scored case by the names that `expect` uses."""

    case: Spec
    year: Year

    def __post_init__(self) -> None:
        """Score the case once."""
        self.name = str(self.case.get("unit", self.year.facts.units[0].name))
        wanted = str(self.case.get("of", "total"))
        names = [str(a.get("id")) for a in tree.assessments(self.year)]
        self.all = results.assess(self.year, wanted if wanted in names else names[0])
        self.one = self.all[self.name]
        self.score = self.one.score
        if wanted not in names:
            found = self.part(wanted)
            self.score, self.one.points = found, found.earned + found.added

    def part(self, name: str) -> Score:
        """Return the score of a clause or node."""
        spec, assessment = tree.find(self.year, name)
        units = tree.members(self.year, assessment)
        score = tree.part_score(self.year, self.one.unit, spec, units)
        assert score is not None
        return score

    def read(self, key: str, decimals: int) -> str | None:
        """Return a figure as `expect` writes it."""
        if key in self.case.get("probe", {}):
            return show(self.probe(self.case["probe"][key]), decimals)
        if key == "points" and self.case["expect"][key] == "none":  # nothing final to publish
            is_open = self.one.points is None or self.score.is_open
            return "none" if is_open else show(self.one.points, decimals)
        reader = READERS.get(key)
        if reader is not None:
            found: str | None = reader(self)
            return found
        if key in ("lost", "pending", "full"):
            return show(getattr(self.score, key), decimals)
        if key == "points":
            return show(self.one.points, decimals)
        if key == "limit":
            return show(
                sum((self.part(c["id"]).limit for c in self.clauses()), Fraction(0)), decimals
            )
        part = self.part(key)
        return show(abs(part.earned + part.added), decimals)

    def clauses(self) -> list[Spec]:
        """Return the clauses of the case's total."""
        found: list[Spec] = self.case["total"]["clauses"]
        return found

    def probe(self, target: Spec) -> Fraction | None:
        """Return a figure or target of the case's own, evaluated for its unit."""
        at = at_of(self.year, self.one.unit, {}, self.year.facts.units)
        return amount(at, target, target)

    def ranked(self) -> int:
        """Return how many units are ranked in the unit's group."""
        group = [r for r in self.all.values() if results.same_group(r, self.one)]
        return sum(1 for r in group if r.rank is not None)


def show(value: Fraction | int | None, decimals: int) -> str | None:
    """Print a figure with as many decimals as the case gives."""
    if value is None:
        return None
    whole, part = divmod(abs(int(half_up(Fraction(value), decimals) * 10**decimals)), 10**decimals)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}" + (f".{part:0{decimals}d}" if decimals else "")


def decimals_of(value: Any) -> int:
    """Return how many decimals a figure is written with."""
    return len(value.partition(".")[2]) if isinstance(value, str) else 0


def month_name(reader: Reader, number: int) -> str:
    """Return a month of the scheme's year as year and month."""
    return reader.year.day_in(number, 1).strftime("%Y-%m")


READERS: dict[str, Callable[[Reader], Any]] = {
    "rank": lambda r: None if r.one.rank is None else str(r.one.rank),
    "group": lambda r: r.one.unit.group,
    "of": lambda r: str(r.ranked()),
    "grade": lambda r: r.one.grade,
    "seats": lambda r: str(results.seats(r.case["grades"]["list"][0], len(r.all))),
    "near": lambda r: "、".join(r.one.warnings),
    "among_last": lambda r: results.among({"last": r.case["last"]}, r.one, r.all),
    "first": lambda r: month_name(r, 1),
    "last": lambda r: month_name(r, 12),
    "times": lambda r: str(results.consequences(r.year, r.name)[0][1]),
    "action": lambda r: results.consequences(r.year, r.name)[0][2],
}
