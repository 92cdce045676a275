"""Causes: what the lines of the ledger are made of, while points become a published figure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from scoring.assessing.facts import CellRef
from scoring.assessing.scope import Length
from scoring.assessing.texts import Text
from scoring.terms.terms import ONE, ZERO, Term, choose


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
        return self._choose(condition, is_kept=True)

    def unless(self, condition: Term) -> Cause:
        """Return the cause as it counts only where the condition is not True."""
        return self._choose(condition, is_kept=False)

    def _choose(self, condition: Term, *, is_kept: bool) -> Cause:
        def keep(value: Term) -> Term:
            return choose(condition, value, ZERO) if is_kept else choose(condition, ZERO, value)

        factor = self.factor
        if self.rows is not None:  # its rows count as the cause does
            factor = keep(ONE if factor is None else factor)
        return replace(self, points=keep(self.points), factor=factor)
