"""Causes: what the lines of the ledger are made of, while points become a published figure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from scoring.assessing.facts import CellRef
from scoring.assessing.scope import Length
from scoring.assessing.texts import Text, When
from scoring.terms.terms import FALSE, ONE, TRUE, ZERO, Term, choose


@dataclass(frozen=True)
class Evidence:
    """Cells that a cause rests on: a column, and the months whose cells it read."""

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
    missed: tuple[Evidence, ...] | None = None
    """Of a line that counts by period: the cells of the periods that brought nothing."""
    missed_reason: Text = ()
    """What is then said of those."""
    rows: RowsUsed | None = None
    takes: bool = False
    """Whether the line can only take points."""
    is_start: bool = False
    """Whether it is what the lines are added to."""
    awaits: Term | None = None
    """Whether its figure is not known yet."""
    awaited: Text = ()
    """The forms and columns that it then waits for."""
    awaited_months: Term | None = None
    """Of a line that counts by period: the months that it waits for."""
    factor: Term | None = None
    """What a row's own points are multiplied by; None: 1."""

    def scale(self, factor: Term) -> Cause:
        """Return the cause with its points multiplied."""
        inner = factor if self.factor is None else self.factor * factor
        return replace(self, points=self.points * factor, factor=inner)

    def where(self, condition: Term) -> Cause:
        """Return the cause as it counts only where the condition is True."""
        if condition is TRUE:
            return self
        factor = self._count_rows(condition, ONE if self.factor is None else self.factor, ZERO)
        return replace(self, points=choose(condition, self.points, ZERO), factor=factor)

    def unless(self, condition: Term) -> Cause:
        """Return the cause as it counts only where the condition is not True."""
        if condition is FALSE:
            return self
        factor = self._count_rows(condition, ZERO, ONE if self.factor is None else self.factor)
        return replace(self, points=choose(condition, ZERO, self.points), factor=factor)

    def _count_rows(self, condition: Term, then: Term, otherwise: Term) -> Term | None:
        """Return the factor of a ledger's rows, each of which is a line of its own."""
        if self.rows is None or self.rows.price is None:
            return self.factor
        return choose(condition, then, otherwise)

    def tell_left_out(self, is_chosen: Term) -> Cause:
        """Return the cause with the note, where another line is taken, that it is left out."""
        return replace(self, reason=(*self.reason, When(is_chosen, (), ("，不取此项",))))
