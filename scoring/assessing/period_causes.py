"""Causes over periods: what each brought in all, in which months, and what it still waits for."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from scoring.assessing.causes import Cause, Evidence
from scoring.assessing.cell_months import MONTH_BIT
from scoring.assessing.period_scores import Year
from scoring.assessing.scope import MONTHS, was_present
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
        return tuple(
            self._combine_absent(cause, divisor)
            if cause.is_absent
            else self._combine_one(cause, divisor)
            for cause in self._year.now.causes
        )

    def _combine_one(self, cause: Cause, divisor: Term) -> Cause:
        """Return a cause summed over the periods."""
        has_points = t.negate(t.is_equal(cause.points, ZERO))
        is_met = t.all_of([self._year.is_due, has_points])
        evidence = tuple(
            Evidence(one.cell, self._union(one.months, is_met)) for one in cause.evidence
        )
        read = tuple(self._find_read(one, cause) for one in cause.evidence)
        missed = tuple(
            self._find_missed(one, cause, everything)
            for one, everything in zip(cause.evidence, read, strict=True)
        )
        waits = self._find_awaited(cause)
        return replace(
            cause,
            points=self._year.sum_up(cause.points) / divisor,
            reason=_tell_months(cause.name, evidence, cause.states[0]),
            evidence=evidence,
            read=read,
            missed=missed,
            missed_reason=_tell_months(cause.name, missed, cause.states[1]),
            rows=cause.rows and replace(cause.rows, by_period=self._year.period.length),
            factors=self._list_factors(cause, divisor),
            awaits=t.negate(t.is_equal(waits, ZERO)),
            awaited_months=waits,
        )

    def _combine_absent(self, cause: Cause, divisor: Term) -> Cause:
        """Return what a cause counts in the periods in which the unit is not on the roster."""
        is_absent = t.negate(was_present(self._year.desk, self._year.period.length))
        months = self._union(self._period_months, t.all_of([self._year.is_due, is_absent]))
        told = (cause.name, When(t.is_less(ZERO, months), ("（", Months(months), "不在名册）")))
        points = self._year.sum_up(cause.points) / divisor
        return replace(cause, points=points, reason=told, missed=(), missed_reason=told)

    @property
    def _period_months(self) -> Term:
        """The months of the period in which the as-of month lies."""
        size = self._year.period.months_each
        return ByMonth(
            tuple(
                Fraction(sum(1 << one for one in range(12) if one // size == (month - 1) // size))
                for month in MONTHS
            )
        )

    def _list_factors(self, cause: Cause, divisor: Term) -> tuple[Term, ...]:
        """Return what the rows of each period are multiplied by in the year: 0 if not counted."""
        if not cause.is_split:
            return ()
        size = self._year.period.months_each
        period = ByMonth(tuple(Fraction((month - 1) // size) for month in MONTHS))
        own = ONE if cause.factor is None else cause.factor
        return tuple(
            self._year.sum_up(t.choose(t.is_equal(period, t.as_term(number)), own, ZERO)) / divisor
            for number in range(len(MONTHS) // size)
        )

    def _find_awaited(self, cause: Cause) -> Term:
        """Return the due months of the periods that a cause still waits for."""
        due = sum(1 << (month - 1) for month in self._year.period.months)
        if cause.awaits is None:
            return ZERO
        has_come = t.all_of([self._year.closed, t.negate(cause.awaits)])
        if self._year.now.is_skipped is not t.FALSE:  # of a period without cases nothing is due
            conditions = [self._year.is_due, self._year.is_over, self._year.now.is_skipped]
            has_come = t.any_of([has_come, t.all_of(conditions)])
        return t.as_term(due) - OverMonths("sum", self._period_months, has_come)

    def _find_read(self, evidence: Evidence, cause: Cause) -> Evidence:
        """Return the cells of the periods in which a cause is known."""
        is_known = t.TRUE if cause.awaits is None else t.negate(cause.awaits)
        months = self._find_cells(evidence)
        return Evidence(evidence.cell, self._union(months, t.all_of([self._year.is_due, is_known])))

    def _find_missed(self, evidence: Evidence, cause: Cause, read: Evidence) -> Evidence:
        """Return the cells of the periods in which a cause fell short; if in none, of all."""
        conditions = [self._year.is_due, t.negate(self._year.now.is_open), self._falls_short(cause)]
        months = self._union(self._find_cells(evidence), t.all_of(conditions))
        return Evidence(evidence.cell, t.choose(t.is_equal(months, ZERO), read.months, months))

    def _falls_short(self, cause: Cause) -> Term:
        """Return whether a period brought nothing by a cause, or less than its full mark."""
        now, full = self._year.now, self._year.full
        if full is None or len(now.causes) > 1:
            return t.is_equal(cause.points, ZERO)
        return t.is_less(now.high, full)

    def _find_cells(self, evidence: Evidence) -> Term:
        """Return the months of a period whose cells are read; without any, those reported."""
        is_reported = Flag(f"{evidence.cell.name}:reported")
        reported: Term = t.choose(is_reported, MONTH_BIT, ZERO)
        length = self._year.period.length
        if length != "month":
            reported = OverMonths("sum", MONTH_BIT, is_reported, length)
        return t.choose(t.is_equal(evidence.months, ZERO), reported, evidence.months)

    def _union(self, months: Term, where: Term) -> Term:
        ended = OverMonths("sum", months, t.all_of([self._year.closed, where]))
        return ended + t.choose(t.all_of([self._year.is_current, where]), months, ZERO)


def _tell_months(name: str, evidence: tuple[Evidence, ...], state: str) -> Text:
    """Return what a cause is called, the months of the periods that are meant, and their state."""
    if not evidence:
        return (name or "各期",)
    months = evidence[0].months
    return (name, When(t.is_less(ZERO, months), ("（", Months(months), "）", state)))
