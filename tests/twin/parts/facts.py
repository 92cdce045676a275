"""What is known: cells, dated rows and the roster; and for whom and when a part is scored."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Value = Fraction | bool | datetime.date | str
Spec = dict[str, Any]
"""A table of a scheme document."""

YEAR = tuple(range(1, 13))


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
    """A scheme, what is known as of a month, the chosen readings, and scores already made."""

    scheme: Spec
    facts: Facts
    month: int = 12
    is_final: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    only: tuple[int, ...] = ()  # score this one period alone
    scores: dict[tuple[str, int], Any] = field(default_factory=dict)

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
