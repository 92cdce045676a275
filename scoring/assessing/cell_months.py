"""A column's cells by month, and figures over the months of a window."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scoring.assessing.causes import Evidence
from scoring.assessing.facts import CellRef
from scoring.assessing.scope import MONTHS, At
from scoring.terms.terms import (
    NOTHING,
    ONE,
    TRUE,
    ZERO,
    ByMonth,
    OverMonths,
    Term,
    all_of,
    choose,
    is_equal,
    known,
    or_else,
)

MONTH_BIT = ByMonth(tuple(Fraction(1 << (month - 1)) for month in MONTHS))
"""The as-of month as a mask."""


@dataclass(frozen=True)
class Cells:
    """A column's cells by month, and how terms run over the window."""

    at: At
    ref: CellRef
    value: Term
    is_reported: Term

    def over(self, which: str, value: Term, where: Term = TRUE) -> Term:
        """Return a figure over the window's months up to the as-of month."""
        if self.at.window != "month":
            return OverMonths(which, value, where, self.at.over)  # type: ignore[arg-type]
        if which in {"last", "least"}:
            return choose(where, value, NOTHING)
        return choose(all_of([where, known(value)]), value, ZERO)

    @property
    def count(self) -> Term:
        """How many months have a value."""
        return self.over("sum", choose(known(self.value), ONE, ZERO))

    def evidence(self, where: Term) -> tuple[Evidence, ...]:
        """Return the cells of the months where a condition holds."""
        months = self.over("sum", MONTH_BIT, where)  # a bit for each month: the sum is the set
        return (Evidence(self.ref, self._or_blank(months)),)

    def evidence_of_last(self, where: Term) -> tuple[Evidence, ...]:
        """Return the cell of the last month where a condition holds."""
        months = or_else(self.over("last", MONTH_BIT, where), ZERO)
        return (Evidence(self.ref, self._or_blank(months)),)

    def _or_blank(self, months: Term) -> Term:
        """Return months with a value; at the close, without any, those whose blanks are final."""
        if not self.at.desk.is_final:
            return months
        reported = self.over("sum", MONTH_BIT, self.is_reported)
        return choose(is_equal(months, ZERO), reported, months)
