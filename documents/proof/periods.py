"""Periods (分期): a row of 计分 for each, under its own full mark, and a row for the year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from documents.proof.book import At, Book
from documents.proof.borders import half_up, matches
from documents.proof.conditions import hold_all
from documents.proof.figures import measure
from documents.proof.formulas import ENDLESS, NO_BASE, ONE, ZERO, Formula
from documents.proof.functions import (
    add_up,
    both,
    either,
    flag,
    greatest_of,
    least_of,
    negate,
    when,
)
from documents.proof.spans import Span, either_span, point
from scoring.clauses.figures import find_rate
from scoring.clauses.parts import Clause, Group, Period, walk_lines

Spans = dict[int, Span]
Months = tuple[int, ...]


def list_windows(period: Period) -> list[Months]:
    """Return the months of each due period of the year."""
    size = period.months_each
    starts = sorted({(month - 1) // size * size + 1 for month in period.months})
    return [tuple(range(start, start + size)) for start in starts]


def score_periods(
    book: Book, at: At, part: Clause | Group, words: str, score: Callable[[At], Spans]
) -> Spans:
    """Return a part's periods combined over the year; one that is skipped leaves their number."""
    year = _Year(book, at, part, score)
    rows = {}
    scored = {unit: year.list_spans(unit) for unit in at.units}
    for unit in at.units:
        rows[unit] = book.open_row(book.points, at, unit, f"{words}：各期合成")
    return {
        unit: year.combine(unit, scored[unit], row).put(book.points, row)
        for unit, row in rows.items()
    }


class _Year:
    """The periods of one part for all units that it concerns."""

    def __init__(
        self, book: Book, at: At, part: Clause | Group, score: Callable[[At], Spans]
    ) -> None:
        assert part.period is not None, "the caller has periods"
        self._book, self._at, self._part, self._period = book, at, part, part.period
        self._has_full = part.full is not None
        self._windows = {
            unit: [one for one in list_windows(self._period) if self._is_counted(unit, one)]
            for unit in at.units
        }
        self._skips = self._find_skips()
        self._counts = {unit: self._count(unit) for unit in at.units}
        self._fulls = self._find_fulls()
        self._spans: dict[Months, Spans] = {}
        for window in list_windows(self._period):
            units = tuple(unit for unit in at.units if window in self._windows[unit])
            self._spans[window] = self._score_window(window, units, score) if units else {}

    def _is_counted(self, unit: int, window: Months) -> bool:
        """Return whether a period counts: the unit is on the roster in it, or absence is scored."""
        is_here = bool(self._book.own_months(unit, window))
        return is_here or self._period.new_unit != "own_months"

    def _at_window(self, window: Months, units: tuple[int, ...]) -> At:
        full = None if self._fulls is None else {unit: self._fulls[unit] for unit in units}
        return replace(self._at, units=units, months=window, is_period=True, full=full)

    def _find_skips(self) -> dict[tuple[int, Months], Formula]:
        """Return 1 for the ended periods that leave the number of periods: without cases."""
        rates = [
            line.figure
            for line in walk_lines(self._part.lines)
            if (rate := find_rate(line.figure)) is not None and rate.empty == "skip"
        ]
        drops = [one.when for one in self._part.not_for if one.when and one.treat == "drop"]
        found = {}
        for window in list_windows(self._period) if rates or drops else ():
            counted = (unit for unit in self._at.units if window in self._windows[unit])
            units = tuple(unit for unit in counted if self._book.own_months(unit, window))
            here = replace(self._at, units=units, months=window, is_period=True)
            values = [measure(self._book, here, figure) for figure in rates]
            answers = [hold_all(self._book, here, one) for one in drops]
            for unit in units if window[-1] <= self._book.as_of else ():
                empty = [one[unit].low.equals(NO_BASE) for one in values]
                gone = [one[unit].equals(1) for one in answers]
                found[unit, window] = flag(either(*empty, *gone))
        return found

    def _count(self, unit: int) -> Formula:
        """Return how many periods count for a unit."""
        skipped = [self._skips.get((unit, window), ZERO) for window in self._windows[unit]]
        return len(self._windows[unit]) - add_up(skipped)

    def _find_fulls(self) -> dict[int, Formula] | None:
        """Return what a period's full mark is: that of the year, or its share under `sum`."""
        if self._at.full is None:
            return None
        if not self._has_full or self._period.combine != "sum":
            return dict(self._at.full)
        return {
            unit: full / greatest_of(self._counts[unit], 1) for unit, full in self._at.full.items()
        }

    def _score_window(
        self, window: Months, units: tuple[int, ...], score: Callable[[At], Spans]
    ) -> Spans:
        here = tuple(unit for unit in units if self._book.own_months(unit, window))
        absent = tuple(unit for unit in units if unit not in here)
        found: Spans = {}
        if here:
            at = self._at_window(window, here)
            spans = self._treat(at, score(at))
            found |= {unit: self._hold(unit, window, span) for unit, span in spans.items()}
        if absent and self._period.new_unit == "absent_full":
            found |= {unit: point(self._full_of(unit)) for unit in absent}
        elif absent:
            at = replace(self._at_window(window, absent), is_missed=True, known_only=False)
            missed = score(at)
            # Points taken without end are none: what was not there cannot be short of anything.
            found |= {
                unit: point(when(span.low <= -ENDLESS, 0, span.low))
                for unit, span in missed.items()
            }
        return found

    def _full_of(self, unit: int) -> Formula:
        """Return the full mark of a period, 0 where the part has none of its own."""
        return ZERO if self._fulls is None or not self._has_full else self._fulls[unit]

    def _treat(self, at: At, spans: Spans) -> Spans:
        """Give the full mark in periods in which the part does not concern the unit."""
        for entry in reversed(self._part.not_for):  # the first that holds decides
            if entry.when:
                holds = hold_all(self._book, at, entry.when)
                given = at.full or dict.fromkeys(spans, ZERO)
                spans = {
                    unit: either_span(holds[unit].equals(1), point(given[unit]), span)
                    for unit, span in spans.items()
                }
        return spans

    def _hold(self, unit: int, window: Months, span: Span) -> Span:
        """Hold what an open period may bring to its full mark; round what is published."""
        low, high = span.low, span.high
        full = self._full_of(unit)
        if self._has_full:
            most = least_of(high, greatest_of(full, low))
            high = when(span.is_open.equals(1), most, high)
        if self._period.round_period:
            rounded = half_up(low)
            high = when(matches(low, high), rounded, full - half_up(full - high))
            low = rounded
        return replace(span, low=low, high=high)

    def list_spans(self, unit: int) -> list[tuple[Months, Span]]:
        """Return a unit's periods, each as a row where its points are held or rounded."""
        return [(window, self._spans[window][unit]) for window in self._windows[unit]]

    def combine(self, unit: int, spans: list[tuple[Months, Span]], row: int) -> Span:
        """Return the year's span of a unit, without the periods that are skipped."""
        count = self._book.points.put(row, "期数", self._counts[unit])
        kept = [self._leave_out(unit, window, span) for window, span in spans]
        is_open = flag(either(*(one.is_open.equals(1) for one in kept)))
        undefined = flag(either(*(one.is_undefined.equals(1) for one in kept)))
        low, high = add_up(one.low for one in kept), add_up(one.high for one in kept)
        match self._period.combine:
            case "best":
                low, high = (
                    self._find_best(kept, [w for w, _ in spans], end) for end in ("low", "high")
                )
                is_open = flag(low < high)
            case "mean":
                divisor = greatest_of(count, 1)
                low, high = low / divisor, high / divisor
            case "last" | "mean_to_date":
                low, high, is_open = self._combine_to_date(unit, spans, kept, count)
        found = Span(low, high, is_open, undefined)
        whole = ZERO if self._at.full is None or not self._has_full else self._at.full[unit]
        nothing = Span(ZERO, whole, ONE, ONE)
        return either_span(count <= 0, nothing, found)

    def _leave_out(self, unit: int, window: Months, span: Span) -> Span:
        """Return a period's span, 0 where it is skipped."""
        skip = self._skips.get((unit, window), ZERO)
        return span if skip == ZERO else either_span(skip.equals(1), point(ZERO), span)

    def _find_best(self, spans: list[Span], windows: list[Months], end: str) -> Formula:
        return greatest_of(*(getattr(span, end) for span in spans)) if spans else ZERO

    def _combine_to_date(
        self, unit: int, spans: list[tuple[Months, Span]], kept: list[Span], count: Formula
    ) -> tuple[Formula, Formula, Formula]:
        """Return the last ended period that is known, or the mean of those; none: all is open."""
        ended = []
        for window, span in spans:
            if window[-1] <= self._book.as_of:
                skip = self._skips.get((unit, window), ZERO)
                known = both(span.is_open.equals(0), skip.equals(0))
                ended.append((flag(known), span.low))
        number = add_up(known for known, _ in ended)
        low: Formula = ZERO
        is_open = either(*(one.is_open.equals(1) for one in kept))
        if self._period.combine == "last":
            for known, points in ended:
                low = when(known.equals(1), points, low)
            first, last = (kept[-1].low, kept[-1].high) if kept else (ZERO, ZERO)
            is_open = kept[-1].is_open.equals(1) if kept else is_open
        else:
            total = add_up(when(known.equals(1), points, 0) for known, points in ended)
            low = total / greatest_of(number, 1)
            divisor = greatest_of(count, 1)
            first = add_up(one.low for one in kept) / divisor
            last = add_up(one.high for one in kept) / divisor
        has_any = number > 0
        is_open = flag(both(negate(has_any), is_open))
        return when(has_any, low, first), when(has_any, low, last), is_open
