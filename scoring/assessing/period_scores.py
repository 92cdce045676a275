"""The periods of one part scored: the ended ones, the present one, those to come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from scoring.assessing.causes import Cause
from scoring.assessing.period_counts import list_starts, prepare_count
from scoring.assessing.scope import At, is_over, was_present
from scoring.assessing.spans import ENDLESS, Span, either, point
from scoring.clauses.parts import Period
from scoring.terms import terms as t
from scoring.terms.terms import (
    FALSE,
    ONE,
    ZERO,
    Flag,
    OverMonths,
    Term,
)

Scorer = Callable[[At], Span]
"""Scores one window."""


@dataclass(frozen=True)
class Ahead:
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
        self.period, self.desk = period, at.desk
        self.count = count
        self.is_ahead = at.seen == "ahead"
        self.part_full, self.known_only = at.full, at.known_only
        full = at.full
        if full is not None and has_full and period.combine == "sum":
            full = full / count
        self.full = full if has_full else None
        here = replace(at, window=period.length, full=full)
        is_dated = at.desk.has_dated_roster
        self._counts_absent = is_dated and period.new_unit != "own_months"
        self.ahead = self._look_ahead(here, score, by_month=by_month)
        self._absent = self._score_absent(here, score) if self._counts_absent else point(ZERO)
        self.now = self._score_window(here, score)
        self.is_due = self._find_due(here)
        self.is_over = is_over(here, by_calendar=True)
        self.closed = t.all_of([self.is_due, self.is_over, t.negate(self.now.is_skipped)])
        is_current = [self.is_due, t.negate(self.is_over), t.negate(self.now.is_skipped)]
        self.is_current = t.all_of(is_current)

    def _look_ahead(self, here: At, score: Scorer, *, by_month: bool) -> list[Ahead]:
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
            found.append(Ahead(span, t.choose(span.is_skipped, ZERO, count), skipped))
            if self._counts_absent:
                absent = self._score_absent(at, score)
                count = prepare_count(here, self.period, after=True, absent=True, starts=some)
                found.append(Ahead(absent, count))
        return found

    @property
    def is_skipping(self) -> bool:
        """Whether a period may leave the count."""
        spans = [self.now, *(one.span for one in self.ahead)]
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
            full = ZERO if self.full is None else self.full
            return point(full, [Cause(full, ("不在名册",), is_absent=True)])
        span = score(replace(here, seen="missed", known_only=False))
        low = t.choose(t.is_at_most(span.low, -ENDLESS), ZERO, span.low)
        causes = tuple(
            replace(one, is_absent=True, evidence=(), awaits=None, awaited=())
            for one in span.causes
        )
        return replace(span, low=low, high=low, is_open=FALSE, is_skipped=FALSE, causes=causes)

    def _hold_open(self, span: Span) -> Span:
        """Hold what an open period may bring to its full mark; looking ahead, it may be more."""
        if self.full is None or span.high is span.low or self.is_ahead:
            return span
        high = t.choose(
            span.is_open, t.least([span.high, t.greatest([self.full, span.low])]), span.high
        )
        return replace(span, high=high)

    def _round(self, span: Span) -> Span:
        """Round a published period: what is earned and what is lost, each once."""
        if not self.period.round_period:
            return span
        low = t.round_half_up(span.low)
        full = ZERO if self.full is None else self.full
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
        return t.add([ended, current, *(one.skipped for one in self.ahead)])

    def sum_up(self, now: Term) -> Term:
        """Σ over the ended periods and the present one."""
        ended = OverMonths("sum", now, self.closed)
        return ended + t.choose(self.is_current, now, ZERO)
