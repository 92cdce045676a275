"""Periods (分期): each by itself under its own full mark, then combined (合成)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from scoring.assessing.period_causes import PeriodCauses
from scoring.assessing.period_counts import count_periods, list_starts, prepare_count
from scoring.assessing.scope import At, is_over, was_present
from scoring.assessing.spans import ENDLESS, Span, either, point
from scoring.assessing.texts import Text
from scoring.clauses.parts import Period
from scoring.terms import terms as t
from scoring.terms.terms import (
    FALSE,
    ONE,
    TRUE,
    ZERO,
    Flag,
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

Scorer = Callable[[At], Span]
"""Scores one window."""


def over_periods(
    at: At, period: Period, score: Scorer, *, has_full: bool, by_month: bool = False
) -> Span:
    """Return a part's periods combined over the year; one that is skipped leaves their number.

    `by_month`: whether its conditions look at the month, so that periods to come are not alike.
    """
    count = count_periods(at, period)
    year = Year(at, period, score, count, has_full=has_full, by_month=by_month)
    if period.combine != "sum" or not has_full or not year.is_skipping:
        return year.combine()
    # Periods without cases leave their full mark to those left, also to the ended ones, so each
    # number of periods that may be left is scored by itself.
    found = year.combine()
    for left in range(1, period.count + 1):
        number = t.as_term(left)
        shared = Year(at, period, score, number, has_full=has_full, by_month=by_month)
        found = either(t.is_equal(year.left, number), shared.combine(count=count), found)
    return found


@dataclass(frozen=True)
class _Ahead:
    """Periods to come that are alike: their span, and how many of them there are."""

    span: Span
    count: Term
    """Without skipped ones."""
    skipped: Term = ZERO


class Year:
    """The periods of one part, under a number of periods that share its full mark."""

    def __init__(
        self,
        at: At,
        period: Period,
        score: Scorer,
        count: Term,
        *,
        has_full: bool,
        by_month: bool,
    ) -> None:
        self.period = period
        self.count = count
        self._is_ahead = at.seen == "ahead"
        self._part_full, self._known_only = at.full, at.known_only
        full = at.full
        if full is not None and has_full and period.combine == "sum":
            full = full / count
        self._full = full if has_full else None
        here = replace(at, window=period.length, full=full)
        is_dated = at.desk.has_dated_roster
        self._counts_absent = is_dated and period.new_unit != "own_months"
        self._ahead = self._look_ahead(here, score, by_month=by_month)
        self._absent = self._score_absent(here, score) if self._counts_absent else point(ZERO)
        self.now = self._score_window(here, score)
        self.is_due = self._find_due(here)
        self.is_over = is_over(here, by_calendar=True)
        self.closed = t.all_of([self.is_due, self.is_over, t.negate(self.now.is_skipped)])
        is_current = [self.is_due, t.negate(self.is_over), t.negate(self.now.is_skipped)]
        self.is_current = t.all_of(is_current)

    def _look_ahead(self, here: At, score: Scorer, *, by_month: bool) -> list[_Ahead]:
        """Return the periods to come: all alike, or one by one where conditions see the month."""
        starts, size = list_starts(self.period), self.period.months_each
        alike = [[one] for one in starts] if by_month else [starts]
        found = []
        for some in alike:
            month = some[0] + size - 1 if by_month else None
            at = replace(here, month_ahead=month)
            count: Term = prepare_count(here, self.period, after=True, starts=some)
            span = self._round(self._hold_open(score(replace(at, seen="unseen"))))
            skipped = t.choose(span.is_skipped, count, ZERO)
            found.append(_Ahead(span, t.choose(span.is_skipped, ZERO, count), skipped))
            if self._counts_absent:
                absent = self._score_absent(at, score)
                count = prepare_count(here, self.period, after=True, absent=True, starts=some)
                found.append(_Ahead(absent, count))
        return found

    @property
    def is_skipping(self) -> bool:
        """Whether a period may leave the count."""
        spans = [self.now, *(one.span for one in self._ahead)]
        return any(span.is_skipped is not FALSE for span in spans)

    def _score_window(self, here: At, score: Scorer) -> Span:
        """Return the span of the period that the as-of month lies in."""
        span = self._round(self._hold_open(score(here)))
        if not self._counts_absent:
            return span
        return either(was_present(here.desk, here.window), span, self._absent)

    def _score_absent(self, here: At, score: Scorer) -> Span:
        """Return the points of a period in which the unit is not on the roster: full, or missed."""
        if self.period.new_unit == "absent_full":
            return point(ZERO if self._full is None else self._full)
        span = score(replace(here, seen="missed", known_only=False))
        low = t.choose(t.is_at_most(span.low, -ENDLESS), ZERO, span.low)
        return replace(span, low=low, high=low, is_open=FALSE, is_skipped=FALSE)

    def _hold_open(self, span: Span) -> Span:
        """Hold what an open period may bring to its full mark; looking ahead, it may be more."""
        if self._full is None or span.high is span.low or self._is_ahead:
            return span
        high = t.choose(
            span.is_open, t.least([span.high, t.greatest([self._full, span.low])]), span.high
        )
        return replace(span, high=high)

    def _round(self, span: Span) -> Span:
        """Round a published period: what is earned and what is lost, each once."""
        if not self.period.round_period:
            return span
        low = t.round_half_up(span.low)
        full = ZERO if self._full is None else self._full
        high = t.choose(
            t.is_equal(span.low, span.high), low, full - t.round_half_up(full - span.high)
        )
        return replace(span, low=low, high=high)

    def _find_due(self, here: At) -> Term:
        """Return whether the as-of month's period is due, and counted for the unit."""
        starts, size = list_starts(self.period), self.period.months_each
        first = (pl.col("as_of").cast(pl.Int64) - 1) // size * size + 1
        name = here.desk.prepare(f"due:{size}:{starts}", first.is_in(starts))
        due = Flag(name)
        if self.period.new_unit != "own_months":
            return due
        return t.all_of([due, was_present(here.desk, here.window)])

    @property
    def left(self) -> Term:
        """How many periods count: the due ones without those that are skipped."""
        return self.count - self._skipped()

    @property
    def kept(self) -> Term:
        """How many periods count, at least 1."""
        return t.greatest([self.left, ONE])

    def _skipped(self) -> Term:
        """Return how many periods are skipped: ended ones, the present one, those to come."""
        is_skipped = t.all_of([self.is_due, self.now.is_skipped])
        ended = OverMonths("sum", ONE, t.all_of([is_skipped, self.is_over]))
        current = t.choose(t.all_of([is_skipped, t.negate(self.is_over)]), ONE, ZERO)
        return t.add([ended, current, *(one.skipped for one in self._ahead)])

    def sum_up(self, now: Term) -> Term:
        """Σ over the ended periods and the present one."""
        ended = OverMonths("sum", now, self.closed)
        return ended + t.choose(self.is_current, now, ZERO)

    def _sum_ends(self) -> tuple[Term, Term]:
        """Return Σ of the least and of the most of all periods, with those to come."""
        low = [one.span.low * one.count for one in self._ahead]
        high = [one.span.high * one.count for one in self._ahead]
        return t.add([self.sum_up(self.now.low), *low]), t.add([self.sum_up(self.now.high), *high])

    def combine(self, *, count: Term | None = None) -> Span:
        """Return the year's span; `count`: the periods of the year, where fewer share its mark."""
        self.count = self.count if count is None else count
        none_left: Term = FALSE
        if self.is_skipping or not isinstance(self.count, t.Constant):
            none_left = t.is_at_most(self.left, ZERO)
        match self.period.combine:
            case "best":
                low = self._greatest(self.now.low, [one.span.low for one in self._ahead])
                high = self._greatest(self.now.high, [one.span.high for one in self._ahead])
                is_open = t.is_less(low, high)
            case "sum" | "mean":
                low, high = self._sum_ends()
                is_open = self._any(self.now.is_open, [one.span.is_open for one in self._ahead])
                if self.period.combine == "mean":
                    low, high = low / self.kept, high / self.kept
            case _:
                low, high, is_open = self._to_date()
        flags = [one.span.is_undefined for one in self._ahead]
        undefined = self._any(self.now.is_undefined, flags)
        span = Span(low, high, is_open, undefined, causes=PeriodCauses(self).combine())
        span = replace(span, limit_words=LIMIT_WORDS.get(self.period.combine, ()))
        if none_left is FALSE:
            return span
        return either(none_left, self._nothing(), span)

    def _nothing(self) -> Span:
        """Return the span of a part of which no period counts: it can never be known."""
        most = ZERO if self._part_full is None else self._part_full
        return Span(ZERO, ZERO if self._known_only else most, TRUE, TRUE)

    def _any(self, now: Term, later: list[Term]) -> Term:
        found: list[Term] = []
        if now is not FALSE:
            found.append(t.is_less(ZERO, OverMonths("sum", ONE, t.all_of([self.closed, now]))))
            found.append(t.all_of([self.is_current, now]))
        for one, flag in zip(self._ahead, later, strict=True):
            if flag is not FALSE:
                found.append(t.all_of([t.is_less(ZERO, one.count), flag]))
        return t.any_of(found)

    def _greatest(self, now: Term, later: list[Term]) -> Term:
        found: Term = OverMonths("greatest", now, self.closed)
        counts = [t.is_less(ZERO, one.count) for one in self._ahead]
        for condition, value in [
            (self.is_current, now),
            *zip(counts, later, strict=True),
        ]:
            more = t.choose(known(found), t.greatest([t.or_else(found, ZERO), value]), value)
            found = t.choose(condition, more, found)
        return t.or_else(found, ZERO)

    def _to_date(self) -> tuple[Term, Term, Term]:
        """Return the last ended and known period, or the mean of those; without any all is open."""
        if self._is_ahead:
            return self._to_end()
        where = t.all_of([self.closed, t.negate(self.now.is_open)])
        count = OverMonths("sum", ONE, where)
        has_any = t.is_less(ZERO, count)
        if self.period.combine == "last":
            low: Term = OverMonths("last", self.now.low, where)
            first, last = self._find_last()
        else:
            low = OverMonths("sum", self.now.low, where) / count
            first, last = (end / self.kept for end in self._sum_ends())
        return t.choose(has_any, low, first), t.choose(has_any, low, last), self._waits(has_any)

    def _waits(self, has_any: Term) -> Term:
        """Return whether the periods to date are open: none has ended and is known."""
        if self.period.combine == "mean_to_date":
            is_open = self._any(self.now.is_open, [one.span.is_open for one in self._ahead])
        else:
            later = [t.choose(one.span.is_open, ONE, ZERO) for one in self._ahead]
            now = t.choose(self.now.is_open, ONE, ZERO)
            is_open = t.is_equal(self._pick_last(now, later), ONE)
        return t.all_of([t.negate(has_any), is_open])

    def _find_last(self) -> tuple[Term, Term]:
        """Return the ends of the year's last period."""
        return (
            self._pick_last(self.now.low, [one.span.low for one in self._ahead]),
            self._pick_last(self.now.high, [one.span.high for one in self._ahead]),
        )

    def _to_end(self) -> tuple[Term, Term, Term]:
        """Return what the year ends with, when all its periods are closed."""
        if self.period.combine == "last":
            low, high = self._find_last()
        else:
            low, high = (end / self.kept for end in self._sum_ends())
        return low, high, t.is_less(low, high)

    def _pick_last(self, now: Term, later: list[Term]) -> Term:
        """Return what holds of the year's last period: to come, present or ended.

        The periods to come stand in order; after one that the unit is on the roster in, those
        follow in which it has left.
        """
        ended = t.or_else(OverMonths("last", now, self.closed), ZERO)
        found = t.choose(self.is_current, now, ended)
        for one, value in zip(self._ahead, later, strict=True):
            found = t.choose(t.is_less(ZERO, one.count), value, found)
        return found
