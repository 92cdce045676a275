"""A figure's ends: its least and most, and whether it is undefined."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.assessing.causes import Evidence, RowsUsed
from scoring.terms import terms as t
from scoring.terms.terms import FALSE, NOTHING, Term


@dataclass(frozen=True)
class Ends:
    """A figure's least and most: the same term unless it may still grow; None: not known."""

    low: Term
    high: Term
    is_undefined: Term = FALSE
    """Whether it is, or rests on, a rate of nothing."""
    is_of_nothing: Term = FALSE
    """Whether it is itself a rate with the denominator 0."""
    evidence: tuple[Evidence, ...] = ()
    rows: tuple[RowsUsed, ...] = ()

    @property
    def single(self) -> Term:
        """The value where it is one; None where it is not known or still open."""
        if self.low is self.high:
            return self.low
        return t.choose(t.is_equal(self.low, self.high), self.low, NOTHING)

    @property
    def is_single(self) -> bool:
        """Whether it can never be a range."""
        return self.low is self.high
