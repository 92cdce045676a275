"""Where a part is scored: for which units, in which window, under which full mark."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

import polars as pl

from scoring.clauses.forms import Forms
from scoring.clauses.sentences.voice import Voice
from scoring.terms.terms import FALSE, TRUE, ByMonth, Flag, Input, Term, all_of, any_of, is_at_most

Length = Literal["month", "quarter", "half", "year"]
LENGTHS: Mapping[Length, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
MONTHS = range(1, 13)

Seen = Literal["now", "unseen", "missed", "ahead"]
"""What of the sources is read: as they stand; nothing yet; nothing at the year's close (a period
that was missed); or the least and most that they may still come to."""


@dataclass
class Desk:
    """What all clauses of a scheme share while they become terms."""

    forms: Forms
    voice: Voice
    """How sentences call the scheme's figures."""
    is_final: bool = False
    """Whether the year is closed: what is not known then brings the least that it can."""
    has_dated_roster: bool = False
    """Whether any unit is on the roster for a part of the year."""
    score_of: Callable[[str, str | None], Term] | None = None
    """(id, assessment) → the points of a clause, node or assessment; None while they are open."""
    range_of: Callable[[str, str | None], tuple[Term, Term]] | None = None
    """(id, assessment) → the least and most that they may be, for conditions."""
    is_vetoed: Callable[[], Term] = lambda: FALSE
    prepared: dict[str, pl.Expr] = field(default_factory=dict)
    """Columns that the frame needs besides the facts: name → expression over the facts' frame."""
    month_days: tuple[int, ...] = (31,) * 12
    """The days of the months 1-12 of the scheme's year."""
    most_own: Mapping[str, int] = field(default_factory=dict)
    """A bound of each own figure, in millionths."""
    cells: dict[object, Term] = field(default_factory=dict)
    """Terms of cells that are made once."""
    counted_rows: dict[str, Any] = field(default_factory=dict)
    """The sources of dated rows (ledger_rows.CountedRows) that the frame needs sums of, by name."""

    def prepare(self, name: str, expression: pl.Expr) -> str:
        """Add a column to the frame and return its name."""
        self.prepared.setdefault(name, expression)
        return name


@dataclass(frozen=True)
class At:
    """For whom, in which window and under which full mark a part is scored."""

    desk: Desk
    peers: Term = TRUE
    """Whether the clause concerns the unit: places and means are among those."""
    full: Term | None = None
    mark_worth: Term | None = None
    """What a full mark is worth where there is no full mark: the ceiling of the addition."""
    window: Length = "year"
    seen: Seen = "now"
    month_ahead: int | None = None
    """The last month of a period to come, where conditions look at it; None: the present one."""
    known_only: bool = False
    """Whether only what is known counts, as in an addition."""

    @property
    def is_period(self) -> bool:
        """Whether the window is a period by itself."""
        return self.window != "year"

    @property
    def over(self) -> Literal["year", "half", "quarter"]:
        """The window in which terms over months run; a month needs none."""
        return "year" if self.window == "month" else self.window


MONTH = ByMonth(tuple(Fraction(month) for month in MONTHS))
"""The as-of month."""

FROM, TO = Input("from_month", most=12), Input("to_month", most=12)


def last_month(length: Length) -> ByMonth:
    """Return the last month of the period in which the as-of month lies."""
    size = LENGTHS[length]
    return ByMonth(tuple(Fraction(-(-month // size) * size) for month in MONTHS))


def is_present(desk: Desk) -> Term:
    """Return whether the unit is on the roster in the as-of month."""
    if not desk.has_dated_roster:
        return TRUE
    return all_of([is_at_most(FROM, MONTH), is_at_most(MONTH, TO)])


def was_present(desk: Desk, length: Length) -> Term:
    """Return whether the unit is on the roster in any month of the window."""
    if not desk.has_dated_roster:
        return TRUE
    size = LENGTHS[length]
    first = ByMonth(tuple(Fraction((month - 1) // size * size + 1) for month in MONTHS))
    return all_of([is_at_most(FROM, last_month(length)), is_at_most(first, TO)])


def is_over(at: At, *, by_calendar: bool = False) -> Term:
    """Return whether the window has reached its last month in which the unit is on the roster.

    `by_calendar`: its last month, also for a unit that has left before.
    """
    if at.window == "month":
        return TRUE
    size = LENGTHS[at.window]
    ends = Flag(at.desk.prepare(f"ends:{at.window}", pl.col("as_of") % size == 0))
    if by_calendar or not at.desk.has_dated_roster:
        return ends
    return any_of([ends, is_at_most(TO, MONTH)])


def count_months(at: At) -> Term:
    """Return how many months the window has in which the unit is on the roster."""
    size = LENGTHS[at.window]
    length = ByMonth((Fraction(size),) * 12)
    if not at.desk.has_dated_roster:
        return length
    name = f"months:{at.window}"
    first = (pl.col("as_of").cast(pl.Int64) - 1) // size * size + 1
    inside = pl.min_horizontal(first + size - 1, pl.col("to_month").cast(pl.Int64)) - (
        pl.max_horizontal(first, pl.col("from_month").cast(pl.Int64)) - 1
    )
    return Input(at.desk.prepare(name, inside.clip(0)), most=12)
