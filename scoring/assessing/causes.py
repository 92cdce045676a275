"""Causes: what the lines of the ledger are made of, while points become a published figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from scoring.assessing.facts import CellRef
from scoring.assessing.scope import Length
from scoring.assessing.texts import Text, When
from scoring.terms.terms import FALSE, ONE, TRUE, ZERO, Term, choose


@dataclass(frozen=True)
class Evidence:
    """Cells that a cause rests on: a column, and the months whose cells it read.

    Of a ledger: its form without a column, and the months whose files are landed.
    """

    cell: CellRef
    months: Term
    """A mask of months."""


@dataclass(frozen=True)
class RowsUsed:
    """The dated rows that a cause rests on: each becomes a line of its own."""

    name: str
    """The frame of rows that the ledger is written from."""
    price: Fraction | None = None
    """Points for one of the rows' worth; None: they cannot be parted by row."""
    by_period: Length | None = None
    """The periods in which the rows count, one after the other."""


@dataclass(frozen=True)
class Cause:
    """Points that one line of a clause brings or takes, where its figure is known."""

    points: Term
    """Signed; 0 where nothing is known."""
    reason: Text
    """The figure in words; what it brings or takes is said by the line."""
    name: str = ""
    """What the figure is called."""
    evidence: tuple[Evidence, ...] = ()
    read: tuple[Evidence, ...] = ()
    """Of a line that counts by period: the cells of all periods that are known."""
    missed: tuple[Evidence, ...] | None = None
    """Of a line that counts by period: the cells of the periods that fell short."""
    missed_reason: Text = ()
    """What is then said of those."""
    states: tuple[str, str] = ("", "")
    """Of a yes or no: what is said of the periods that brought or took points, and of the rest."""
    rows: RowsUsed | None = None
    takes: bool = False
    """Whether the line can only take points."""
    is_start: bool = False
    """Whether it is what the lines are added to."""
    is_absent: bool = False
    """Whether it is what the periods count in which the unit is not on the roster."""
    awaits: Term | None = None
    """Whether its figure is not known yet."""
    awaited: Text = ()
    """The forms and columns that it then waits for."""
    awaited_months: Term | None = None
    """Of a line that counts by period: the months that it waits for."""
    factor: Term | None = None
    """What a row's own points are multiplied by; None: 1."""
    factors: tuple[Term, ...] = ()
    """The same for the rows of each period of the year, of a line that counts by period."""

    def scale(self, factor: Term) -> Cause:
        """Return the cause with its points multiplied."""
        scaled = self.map_factors(lambda one: factor if one is None else one * factor)
        return replace(scaled, points=self.points * factor)

    def map_factors(self, change: Callable[[Term | None], Term | None]) -> Cause:
        """Return the cause with what its rows are multiplied by changed."""
        if self.factors:
            return replace(self, factors=tuple(_require(change(one)) for one in self.factors))
        return replace(self, factor=change(self.factor))

    def where(self, condition: Term) -> Cause:
        """Return the cause as it counts only where the condition is True."""
        if condition is TRUE:
            return self
        counted = self._count_rows(lambda one: choose(condition, one, ZERO))
        return replace(counted, points=choose(condition, self.points, ZERO))

    def unless(self, condition: Term) -> Cause:
        """Return the cause as it counts only where the condition is not True."""
        if condition is FALSE:
            return self
        counted = self._count_rows(lambda one: choose(condition, ZERO, one))
        return replace(counted, points=choose(condition, ZERO, self.points))

    @property
    def is_split(self) -> bool:
        """Whether each row of a ledger is a line of its own."""
        return self.rows is not None and self.rows.price is not None

    def _count_rows(self, change: Callable[[Term], Term]) -> Cause:
        """Return the cause with the factors of a ledger's rows changed."""
        if not self.is_split:
            return self
        return self.map_factors(lambda one: change(ONE if one is None else one))

    def tell_left_out(self, is_chosen: Term) -> Cause:
        """Return the cause with the note, where another line is taken, that it is left out."""
        return replace(self, reason=(*self.reason, When(is_chosen, (), ("，不取此项",))))


def _require(factor: Term | None) -> Term:
    assert factor is not None, "a factor of a period is changed to another"
    return factor
