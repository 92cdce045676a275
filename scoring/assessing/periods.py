"""Periods (分期): each by itself under its own full mark, then combined (合成)."""

from __future__ import annotations

from dataclasses import replace

from scoring.assessing.period_causes import PeriodCauses
from scoring.assessing.period_counts import count_periods
from scoring.assessing.period_scores import Scorer, Year
from scoring.assessing.scope import At
from scoring.assessing.spans import Span, either
from scoring.assessing.texts import Text
from scoring.clauses.parts import Period
from scoring.terms import terms as t
from scoring.terms.terms import (
    FALSE,
    ONE,
    TRUE,
    ZERO,
    OverMonths,
    Term,
    known,
)

LIMIT_WORDS: dict[str, Text] = {
    "best": ("取得分最高的一期",),
    "last": ("取最近的一期",),
    "mean_to_date": ("按已计入的各期平均",),
}
"""Way of combining → what the ledger says where the year is not the sum of its periods."""


def over_periods(
    at: At, period: Period, score: Scorer, *, has_full: bool, by_month: bool = False
) -> Span:
    """Return a part's periods combined over the year; one that is skipped leaves their number.

    `by_month`: whether its conditions look at the month, so that periods to come are not alike.
    """
    count = count_periods(at, period)
    year = Year(at, period, score, count, has_full=has_full, by_month=by_month)
    if period.combine != "sum" or not has_full or not year.is_skipping:
        return Combination(year).combine()
    # Periods without cases leave their full mark to those left, also to the ended ones, so each
    # number of periods that may be left is scored by itself.
    found = Combination(year).combine()
    for left in range(1, period.count + 1):
        number = t.as_term(left)
        shared = Year(at, period, score, number, has_full=has_full, by_month=by_month)
        shared.count = count  # its periods share the mark of those left, but all of them are due
        found = either(t.is_equal(year.left, number), Combination(shared).combine(), found)
    return found


class Combination:
    """The year of some periods: their sum, mean, best, or the last or mean to date."""

    def __init__(self, year: Year) -> None:
        self._year = year

    def _sum_ends(self) -> tuple[Term, Term]:
        """Return Σ of the least and of the most of all periods, with those to come."""
        year = self._year
        low = [one.span.low * one.count for one in year.ahead]
        high = [one.span.high * one.count for one in year.ahead]
        return t.add([year.sum_up(year.now.low), *low]), t.add([year.sum_up(year.now.high), *high])

    def combine(self) -> Span:
        """Return the year's span."""
        year = self._year
        none_left: Term = FALSE
        if year.is_skipping or not isinstance(year.count, t.Constant):
            none_left = t.is_at_most(year.left, ZERO)
        match year.period.combine:
            case "best":
                low = self._greatest(year.now.low, [one.span.low for one in year.ahead])
                high = self._greatest(year.now.high, [one.span.high for one in year.ahead])
                is_open = t.is_less(low, high)
            case "sum" | "mean":
                low, high = self._sum_ends()
                is_open = self._any(year.now.is_open, [one.span.is_open for one in year.ahead])
                if year.period.combine == "mean":
                    low, high = low / year.kept, high / year.kept
            case _:
                low, high, is_open = self._to_date()
        flags = [one.span.is_undefined for one in year.ahead]
        undefined = self._any(year.now.is_undefined, flags)
        span = Span(low, high, is_open, undefined, causes=PeriodCauses(year).combine())
        span = replace(span, limit_words=LIMIT_WORDS.get(year.period.combine, ()))
        if none_left is FALSE:
            return span
        return either(none_left, self._nothing(), span)

    def _nothing(self) -> Span:
        """Return the span of a part of which no period counts: it can never be known."""
        year = self._year
        most = ZERO if year.part_full is None else year.part_full
        return Span(ZERO, ZERO if year.known_only else most, TRUE, TRUE)

    def _any(self, now: Term, later: list[Term]) -> Term:
        year = self._year
        found: list[Term] = []
        if now is not FALSE:
            found.append(t.is_less(ZERO, OverMonths("sum", ONE, t.all_of([year.closed, now]))))
            found.append(t.all_of([year.is_current, now]))
        for one, flag in zip(year.ahead, later, strict=True):
            if flag is not FALSE:
                found.append(t.all_of([t.is_less(ZERO, one.count), flag]))
        return t.any_of(found)

    def _greatest(self, now: Term, later: list[Term]) -> Term:
        year = self._year
        found: Term = OverMonths("greatest", now, year.closed)
        counts = [t.is_less(ZERO, one.count) for one in year.ahead]
        for condition, value in [
            (year.is_current, now),
            *zip(counts, later, strict=True),
        ]:
            more = t.choose(known(found), t.greatest([t.or_else(found, ZERO), value]), value)
            found = t.choose(condition, more, found)
        return t.or_else(found, ZERO)

    def _to_date(self) -> tuple[Term, Term, Term]:
        """Return the last ended and known period, or the mean of those; without any all is open."""
        year = self._year
        if year.is_ahead:
            return self._to_end()
        where = t.all_of([year.closed, t.negate(year.now.is_open)])
        count = OverMonths("sum", ONE, where)
        has_any = t.is_less(ZERO, count)
        if year.period.combine == "last":
            low: Term = OverMonths("last", year.now.low, where)
            first, last = self._find_last()
        else:
            low = OverMonths("sum", year.now.low, where) / count
            first, last = (end / year.kept for end in self._sum_ends())
        return t.choose(has_any, low, first), t.choose(has_any, low, last), self._waits(has_any)

    def _waits(self, has_any: Term) -> Term:
        """Return whether the periods to date are open: none has ended and is known."""
        year = self._year
        if year.period.combine == "mean_to_date":
            is_open = self._any(year.now.is_open, [one.span.is_open for one in year.ahead])
        else:
            later = [t.choose(one.span.is_open, ONE, ZERO) for one in year.ahead]
            now = t.choose(year.now.is_open, ONE, ZERO)
            is_open = t.is_equal(self._pick_last(now, later), ONE)
        return t.all_of([t.negate(has_any), is_open])

    def _find_last(self) -> tuple[Term, Term]:
        """Return the ends of the year's last period."""
        year = self._year
        return (
            self._pick_last(year.now.low, [one.span.low for one in year.ahead]),
            self._pick_last(year.now.high, [one.span.high for one in year.ahead]),
        )

    def _to_end(self) -> tuple[Term, Term, Term]:
        """Return what the year ends with, when all its periods are closed."""
        if self._year.period.combine == "last":
            low, high = self._find_last()
        else:
            low, high = (end / self._year.kept for end in self._sum_ends())
        return low, high, t.is_less(low, high)

    def _pick_last(self, now: Term, later: list[Term]) -> Term:
        """Return what holds of the year's last period: to come, present or ended.

        The periods to come stand in order; after one that the unit is on the roster in, those
        follow in which it has left.
        """
        year = self._year
        ended = t.or_else(OverMonths("last", now, year.closed), ZERO)
        found = t.choose(year.is_current, now, ended)
        for one, value in zip(year.ahead, later, strict=True):
            found = t.choose(t.is_less(ZERO, one.count), value, found)
        return found
