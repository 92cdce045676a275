"""Periods (分期): each by itself under its own full mark, then combined (合成)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import polars as pl

from scoring.assessing.causes import Cause, Evidence
from scoring.assessing.cell_months import MONTH_BIT
from scoring.assessing.scope import MONTHS, At, is_over, was_present
from scoring.assessing.spans import Span, either, point
from scoring.assessing.texts import Months, Text, When
from scoring.clauses.parts import Period
from scoring.terms import terms as t
from scoring.terms.terms import FALSE, ONE, TRUE, ZERO, ByMonth, Flag, Input, OverMonths, Term

LIMIT_WORDS: dict[str, Text] = {
    "best": ("取得分最高的一期",),
    "last": ("取最近的一期",),
    "mean_to_date": ("按已计入的各期平均",),
}
"""Way of combining → what the ledger says where the year is not the sum of its periods."""

Scorer = Callable[[At], Span]
"""Scores one window."""


def over_periods(at: At, period: Period, score: Scorer, *, has_full: bool) -> Span:
    """Return a part's periods combined over the year; one that is skipped leaves their number."""
    count = _count_periods(at, period)
    year = _Year(at, period, score, count, has_full=has_full)
    if period.combine == "sum" and has_full and year.now.is_skipped is not FALSE:
        # Periods without cases leave their full mark to the others: full ÷ those left.
        year = _Year(at, period, score, year.kept, has_full=has_full)
    return year.combine()


def _count_periods(at: At, period: Period) -> Term:
    """Return in how many of the due periods the unit is on the roster."""
    if not at.desk.has_dated_roster or period.new_unit != "own_months":
        return t.as_term(period.count)
    return _prepare_count(at, period, after=False)


def _starts(period: Period) -> list[int]:
    size = period.months_each
    return sorted({(month - 1) // size * size + 1 for month in period.months})


def _prepare_count(at: At, period: Period, *, after: bool) -> Input:
    """Count the due periods of the unit's time on the roster; `after`: after the present one."""
    size, starts = period.months_each, _starts(period)
    own = at.desk.has_dated_roster and period.new_unit == "own_months"
    counted = []
    for start in starts:
        is_counted = pl.lit(True)
        if own:
            is_counted = (pl.col("from_month") <= start + size - 1) & (pl.col("to_month") >= start)
        if after:
            is_counted = is_counted & (pl.col("as_of") < start)
        counted.append(is_counted.cast(pl.Int64))
    name = f"periods:{size}:{starts}:{own}:{after}"
    return Input(at.desk.prepare(name, pl.sum_horizontal(counted)), most=12)


class _Year:
    """The periods of one part, under a number of periods that share its full mark."""

    def __init__(
        self, at: At, period: Period, score: Scorer, count: Term, *, has_full: bool
    ) -> None:
        self._period = period
        self._count = count
        self._is_ahead = at.seen == "ahead"
        full = at.full
        if full is not None and has_full and period.combine == "sum":
            full = full / count
        self._full = full if has_full else None
        here = replace(at, window=period.length, full=full)
        self.now = self._score_window(here, score)
        self._later = self._round(self._hold_open(score(replace(here, seen="unseen"))))
        self._is_due = self._find_due(here)
        self._is_over = is_over(here, by_calendar=True)
        self._closed = t.all_of([self._is_due, self._is_over, t.negate(self.now.is_skipped)])
        self._is_current = t.all_of([self._is_due, t.negate(self._is_over)])
        self._after = _prepare_count(at, period, after=True)

    def _score_window(self, here: At, score: Scorer) -> Span:
        """Return the span of the period that the as-of month lies in."""
        span = self._round(self._hold_open(score(here)))
        present = was_present(here.desk, here.window)
        if present is TRUE or self._period.new_unit == "own_months":
            return span
        if self._period.new_unit == "absent_full":
            absent = point(here.full if here.full is not None else ZERO)
        else:
            absent = self._miss(score(replace(here, seen="missed")))
        return either(present, span, absent)

    def _miss(self, span: Span) -> Span:
        return replace(span, high=span.low, is_open=FALSE)

    def _hold_open(self, span: Span) -> Span:
        """Hold what an open period may bring to its own full mark; looking ahead, it may be more."""
        if self._full is None or span.high is span.low or self._is_ahead:
            return span
        high = t.choose(
            span.is_open, t.least([span.high, t.greatest([self._full, span.low])]), span.high
        )
        return replace(span, high=high)

    def _round(self, span: Span) -> Span:
        """Round a published period: what is earned and what is lost, each once."""
        if not self._period.round_period:
            return span
        low = t.round_half_up(span.low)
        full = ZERO if self._full is None else self._full
        high = t.choose(
            t.is_equal(span.low, span.high), low, full - t.round_half_up(full - span.high)
        )
        return replace(span, low=low, high=high)

    def _find_due(self, here: At) -> Term:
        """Return whether the as-of month's period is due, and counted for the unit."""
        starts, size = _starts(self._period), self._period.months_each
        first = (pl.col("as_of").cast(pl.Int64) - 1) // size * size + 1
        name = here.desk.prepare(f"due:{size}:{starts}", first.is_in(starts))
        due = Flag(name)
        if self._period.new_unit != "own_months":
            return due
        return t.all_of([due, was_present(here.desk, here.window)])

    @property
    def kept(self) -> Term:
        """How many periods count: the due ones without those that are skipped."""
        skipped = t.choose(t.all_of([self._is_due, self._is_over, self.now.is_skipped]), ONE, ZERO)
        return t.greatest([self._count - OverMonths("sum", skipped, TRUE), ONE])

    def _sum(self, now: Term, later: Term) -> Term:
        """Σ over ended periods, the present one and those to come."""
        ended = OverMonths("sum", now, self._closed)
        current = t.choose(self._is_current, now, ZERO)
        return t.add([ended, current, later * self._after])

    def combine(self) -> Span:
        """Return the year's span."""
        is_skipping = self.now.is_skipped is not FALSE
        none_left: Term = FALSE
        if is_skipping:
            none_left = t.is_at_most(self._count - self._skipped(), ZERO)
        match self._period.combine:
            case "best":
                low, high = (
                    self._greatest(now, later)
                    for now, later in (
                        (self.now.low, self._later.low),
                        (self.now.high, self._later.high),
                    )
                )
                is_open = t.is_less(low, high)
            case "sum" | "mean":
                low = self._sum(self.now.low, self._later.low)
                high = self._sum(self.now.high, self._later.high)
                is_open = self._any(self.now.is_open, self._later.is_open)
                if self._period.combine == "mean":
                    count = self.kept if is_skipping else self._count
                    low, high = low / count, high / count
            case _:
                low, high, is_open = self._to_date()
        undefined = self._any(self.now.is_undefined, self._later.is_undefined)
        span = Span(low, high, is_open, undefined, causes=self._combine_causes())
        span = replace(span, limit_words=LIMIT_WORDS.get(self._period.combine, ()))
        if none_left is FALSE:
            return span
        nothing = Span(ZERO, ZERO if self._full is None else self._full_year(), TRUE, TRUE)
        return either(none_left, nothing, span)

    def _full_year(self) -> Term:
        assert self._full is not None, "the caller has a full mark"
        return self._full * self._count if self._period.combine == "sum" else self._full

    def _skipped(self) -> Term:
        where = t.all_of([self._is_due, self._is_over, self.now.is_skipped])
        return OverMonths("sum", ONE, where)

    def _any(self, now: Term, later: Term) -> Term:
        if now is FALSE and later is FALSE:
            return FALSE
        found = [t.is_less(ZERO, OverMonths("sum", ONE, t.all_of([self._closed, now])))]
        found.append(t.all_of([self._is_current, now]))
        found.append(t.all_of([t.is_less(ZERO, self._after), later]))
        return t.any_of(found)

    def _greatest(self, now: Term, later: Term) -> Term:
        found: Term = OverMonths("greatest", now, t.any_of([self._closed]))
        for condition, value in (
            (self._is_current, now),
            (t.is_less(ZERO, self._after), later),
        ):
            found = t.choose(
                condition, t.choose(t.known(found), t.greatest([found, value]), value), found
            )
        return t.or_else(found, ZERO)

    def _to_date(self) -> tuple[Term, Term, Term]:
        """Return the last closed period, or the mean of the closed ones; without any all is open."""
        if self._is_ahead:
            return self._to_end()
        where = t.all_of([self._closed, t.negate(self.now.is_open)])
        count = OverMonths("sum", ONE, where)
        has_any = t.is_less(ZERO, count)
        if self._period.combine == "last":
            low: Term = OverMonths("last", self.now.low, where)
            first, last = self._later.low, self._later.high
        else:
            low = OverMonths("sum", self.now.low, where) / count
            whole = self._count
            first = self._sum(self.now.low, self._later.low) / whole
            last = self._sum(self.now.high, self._later.high) / whole
        return (
            t.choose(has_any, low, first),
            t.choose(has_any, low, last),
            t.negate(has_any),
        )

    def _to_end(self) -> tuple[Term, Term, Term]:
        """Return what the year ends with, when all its periods are closed."""
        if self._period.combine == "last":
            is_over = t.is_equal(self._after, ZERO)
            low = t.choose(is_over, OverMonths("last", self.now.low, self._is_due), self._later.low)
            high = t.choose(
                is_over, OverMonths("last", self.now.high, self._is_due), self._later.high
            )
        else:
            count = self._count if self.now.is_skipped is FALSE else self.kept
            low = self._sum(self.now.low, self._later.low) / count
            high = self._sum(self.now.high, self._later.high) / count
        return low, high, t.is_less(low, high)

    def _combine_causes(self) -> tuple[Cause, ...]:
        """Return the causes summed over the periods, with the months in which they brought points."""
        divisor: Term = ONE
        if self._period.combine == "mean":
            divisor = self._count if self.now.is_skipped is FALSE else self.kept
        causes = []
        for cause in self.now.causes:
            points = self._sum(cause.points, ZERO) / divisor
            has_points = t.negate(t.is_equal(cause.points, ZERO))
            evidence = tuple(
                Evidence(one.cell, self._union(one.months, t.all_of([self._is_due, has_points])))
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
                    rows=cause.rows and replace(cause.rows, by_period=self._period.length),
                    factor=_divide(cause, divisor),
                    awaits=t.negate(t.is_equal(waits, ZERO)),
                    awaited=(*cause.awaited, "（", Months(waits), "）"),
                    awaited_months=waits,
                )
            )
        return tuple(causes)

    def _find_awaited(self, cause: Cause) -> Term:
        """Return the due months of the periods that a cause still waits for."""
        due = sum(1 << (month - 1) for month in self._period.months)
        if cause.awaits is None:
            return ZERO
        size = self._period.months_each
        # The months of the period in which the as-of month lies.
        bits = ByMonth(
            tuple(
                Fraction(sum(1 << one for one in range(12) if one // size == (month - 1) // size))
                for month in MONTHS
            )
        )
        known = t.all_of([self._closed, t.negate(cause.awaits)])
        return t.as_term(due) - OverMonths("sum", bits, known)

    def _find_missed(self, evidence: Evidence, cause: Cause) -> Evidence:
        """Return the reported months in which a cause brought nothing."""
        is_reported = Flag(f"{evidence.cell.name}:reported")
        nothing = [t.is_equal(cause.points, ZERO), t.negate(self.now.is_open), is_reported]
        return Evidence(evidence.cell, self._union(MONTH_BIT, t.all_of([self._is_due, *nothing])))

    def _union(self, months: Term, where: Term) -> Term:
        ended = OverMonths("sum", months, t.all_of([self._closed, where]))
        return ended + t.choose(t.all_of([self._is_current, where]), months, ZERO)


def _tell_months(name: str, evidence: tuple[Evidence, ...]) -> Text:
    """Return what a cause is called, and the months of the periods that are meant."""
    if not evidence:
        return (name or "各期",)
    months = evidence[0].months
    return (name, When(t.is_less(ZERO, months), ("（", Months(months), "）")))


def _divide(cause: Cause, divisor: Term) -> Term | None:
    """Return what the points of a cause's rows are multiplied by in the year."""
    if cause.rows is None:
        return cause.factor
    return (ONE if cause.factor is None else cause.factor) / divisor
