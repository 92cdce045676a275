"""What is known: cells, dated rows and the roster; and for whom and when a part is scored."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeVar

Value = Fraction | bool | datetime.date | str
Spec = dict[str, Any]
"""A table of a scheme document."""

YEAR = tuple(range(1, 13))
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Unit:
    """One line of the roster; months count within the scheme's year."""

    name: str
    kind: str = ""
    group: str = ""
    own: Mapping[str, Any] = field(default_factory=dict)
    first: int = 1
    last: int = 12
    not_for: Mapping[str, str] = field(default_factory=dict)  # clause → treatment
    assessments: tuple[str, ...] = ()  # none: all


@dataclass
class Facts:
    """Cells by form.column, unit and month (no blanks); rows by date; months reported by form."""

    units: list[Unit]
    cells: dict[tuple[str, str, int], Value] = field(default_factory=dict)
    rows: list[Spec] = field(default_factory=list)
    reported: dict[str, set[int]] = field(default_factory=dict)

    def months_of(self, column: str) -> set[int]:
        """Return the months in which a column is reported: as said, or where any unit has it."""
        form = column.rpartition(".")[0]
        if column in self.reported or form in self.reported:
            return self.reported.get(column, self.reported.get(form, set()))
        return {m for (name, _, m) in self.cells if name.rpartition(".")[0] == form}


@dataclass
class Year:
    """A scheme, what is known as of a month, the chosen readings, and what was asked already."""

    scheme: Spec
    facts: Facts
    month: int = 12
    is_final: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    only: tuple[int, ...] = ()  # score this one period alone
    answers: dict[tuple[str, str, int], Any] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        """Write a node's period on its clauses."""
        if is_handed(self.scheme.get("total", {})):
            self.scheme = {**self.scheme, "total": hand_down(self.scheme["total"], {})}
        if any(is_handed(one["total"]) for one in self.scheme.get("assessment", [])):
            several = [
                {**one, "total": hand_down(one["total"], {})} for one in self.scheme["assessment"]
            ]
            self.scheme = {**self.scheme, "assessment": several}

    def once(self, question: str, unit: str, part: Spec, answer: Callable[[], Answer]) -> Answer:
        """Answer a question about a unit and a part the first time, and say the same again.

        The part is kept beside its answer, so that no later table can take its place in memory.
        """
        key = (question, unit, id(part))
        if key not in self.answers:
            self.answers[key] = (part, answer())
        found: Answer = self.answers[key][1]
        return found

    def choice(self, reading: str) -> str:
        """Return the chosen option of a reading: its first by default."""
        return str(self.choices.get(reading, self.scheme["readings"][reading][0]))

    def form(self, name: str) -> Spec:
        """Return how a form is read; one that the scheme does not name is an inspection."""
        found: Spec = self.scheme.get("form", {}).get(name, {"type": "inspection"})
        return found

    def month_in_year(self, day: datetime.date) -> int:
        """Return the month of the scheme's year that a day lies in; outside 1–12: another year."""
        first = int(self.scheme.get("first_month", 1))
        begins = int(self.scheme.get("year", 2021)) - bool(self.scheme.get("starts_before"))
        return (day.year - begins) * 12 + day.month - first + 1

    def day_in(self, month: int, day: int) -> datetime.date:
        """Return a day of a month of the scheme's year."""
        begins = self.scheme.get("year", 2021) - bool(self.scheme.get("starts_before"))
        months = begins * 12 + self.scheme.get("first_month", 1) - 1 + month - 1
        return datetime.date(months // 12, months % 12 + 1, day)


HANDED = ("period", "months", "combine", "round_period", "new_unit")


def is_handed(node: Spec) -> bool:
    """Return whether a node, or one within it, has a period that holds for its clauses."""
    inner = node.get("clauses", [])
    return bool(inner) and ("period" in node or any(is_handed(one) for one in inner))


def hand_down(node: Spec, handed: Spec) -> Spec:
    """Return a node whose period is written on its clauses instead, unless they have their own."""
    own = {key: node[key] for key in HANDED if key in node}
    if "clauses" not in node:
        return node if "period" in own or not handed else {**handed, **node}
    handed = own if "period" in own else {**handed, **own}
    rest = {key: value for key, value in node.items() if key not in HANDED}
    return {**rest, "clauses": [hand_down(one, handed) for one in node["clauses"]]}


@dataclass(frozen=True)
class At:
    """For whom, in which window and under which full mark a part is scored."""

    year: Year
    unit: Unit
    peers: tuple[Unit, ...]  # whom the clause concerns: places and means are among them
    full: Fraction | None = None
    months: tuple[int, ...] = YEAR
    is_period: bool = False
    known_only: bool = False  # an addition shows only what is known

    @property
    def window(self) -> list[int]:
        """Return the window's months in which the unit is on the roster."""
        return [m for m in self.months if self.unit.first <= m <= self.unit.last]
