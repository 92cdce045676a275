"""Causes over periods: what each brought in all, in which months, and what it still waits for."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from scoring.assessing.causes import Cause, Evidence
from scoring.assessing.cell_months import MONTH_BIT
from scoring.assessing.period_scores import Year
from scoring.assessing.scope import MONTHS
from scoring.assessing.texts import Months, Text, When
from scoring.terms import terms as t
from scoring.terms.terms import (
    ONE,
    ZERO,
    ByMonth,
    Flag,
    OverMonths,
    Term,
)


class PeriodCauses:
    """The causes of a part summed over its periods."""

    def __init__(self, year: Year) -> None:
        self._year = year

    def combine(self) -> tuple[Cause, ...]:
        """Return the causes summed over the periods, with the months that brought points."""
        divisor: Term = ONE
        if self._year.period.combine == "mean":
            divisor = self._year.kept if self._year.is_skipping else self._year.count
        causes = []
        for cause in self._year.now.causes:
            points = self._year.sum_up(cause.points) / divisor
            has_points = t.negate(t.is_equal(cause.points, ZERO))
            evidence = tuple(
                Evidence(
                    one.cell, self._union(one.months, t.all_of([self._year.is_due, has_points]))
                )
                for one in cause.evidence
            )
            missed = tuple(self._find_missed(one, cause) for one in cause.evidence)
            waits = self._find_awaited(cause)
            causes.append(
                replace(
                    cause,
                    points=points,
                    reason=_tell_months(cause.name, evidence),
                    evidence=evidence,
                    missed=missed,
                    missed_reason=_tell_months(cause.name, missed),
                    rows=cause.rows and replace(cause.rows, by_period=self._year.period.length),
                    factor=_divide(cause, divisor),
                    awaits=t.negate(t.is_equal(waits, ZERO)),
                    awaited=(*cause.awaited, "（", Months(waits), "）"),
                    awaited_months=waits,
                )
            )
        return tuple(causes)

    def _find_awaited(self, cause: Cause) -> Term:
        """Return the due months of the periods that a cause still waits for."""
        due = sum(1 << (month - 1) for month in self._year.period.months)
        if cause.awaits is None:
            return ZERO
        size = self._year.period.months_each
        # The months of the period in which the as-of month lies.
        bits = ByMonth(
            tuple(
                Fraction(sum(1 << one for one in range(12) if one // size == (month - 1) // size))
                for month in MONTHS
            )
        )
        has_come = t.all_of([self._year.closed, t.negate(cause.awaits)])
        return t.as_term(due) - OverMonths("sum", bits, has_come)

    def _find_missed(self, evidence: Evidence, cause: Cause) -> Evidence:
        """Return the reported months in which a cause brought nothing."""
        is_reported = Flag(f"{evidence.cell.name}:reported")
        nothing = [t.is_equal(cause.points, ZERO), t.negate(self._year.now.is_open), is_reported]
        return Evidence(
            evidence.cell, self._union(MONTH_BIT, t.all_of([self._year.is_due, *nothing]))
        )

    def _union(self, months: Term, where: Term) -> Term:
        ended = OverMonths("sum", months, t.all_of([self._year.closed, where]))
        return ended + t.choose(t.all_of([self._year.is_current, where]), months, ZERO)


def _tell_months(name: str, evidence: tuple[Evidence, ...]) -> Text:
    """Return what a cause is called, and the months of the periods that are meant."""
    if not evidence:
        return (name or "各期",)
    months = evidence[0].months
    return (name, When(t.is_less(ZERO, months), ("（", Months(months), "）")))


def _divide(cause: Cause, divisor: Term) -> Term | None:
    """Return what the points of a cause's rows are multiplied by in the year."""
    if cause.rows is None or cause.rows.price is None:
        return cause.factor
    return (ONE if cause.factor is None else cause.factor) / divisor
