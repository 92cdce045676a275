"""Lines on the sheet 计分: figure → standing → gap → curve → points, a column for each step."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from documents.proof.book import At, Book
from documents.proof.borders import reaches
from documents.proof.curves import (
    Get,
    count_steps,
    find_bounds,
    find_gap,
    give_points,
    level,
    list_rows,
    list_summed,
    share_steps,
)
from documents.proof.figures import Ends, Ticks, measure
from documents.proof.formulas import (
    BLANK,
    ENDLESS,
    FALSE,
    FAR,
    NO_BASE,
    ONE,
    ZERO,
    Formula,
    constant,
)
from documents.proof.functions import (
    both,
    either,
    flag,
    greatest_of,
    is_number,
    least_of,
    negate,
    or_zero,
    when,
)
from documents.proof.quantities import of_unit
from documents.proof.spans import Span, close
from documents.proof.standings import Held, hold
from documents.proof.traits import has_rate
from scoring.clauses.curves import Each, Mark
from scoring.clauses.figures import Best, find_rate
from scoring.clauses.parts import Line
from scoring.clauses.sentences.voice import name_figure

Rows = Mapping[int, int]
"""Position of a unit → its row of the sheet 计分."""


def score_line(book: Book, at: At, line: Line, rows: Rows) -> dict[int, Span]:
    """Write a line's columns into the units' rows, and return its points."""
    if isinstance(line.curve, Mark):
        return _score_mark(book, at, line, line.curve, rows)
    values = measure(book, at, line.figure)
    held: Mapping[int, Held] = {}
    if line.standing is not None:
        single = {unit: ends.single for unit, ends in values.items()}
        held = hold(book, at, single, line.standing, name_figure(line.figure, book.voice))
    writers = {unit: _LineWriter(book, at, line, unit, rows[unit], held.get(unit)) for unit in rows}
    return {unit: writer.write(values[unit]) for unit, writer in writers.items()}


def _score_mark(book: Book, at: At, line: Line, mark: Mark, rows: Rows) -> dict[int, Span]:
    """Return an inspector's mark: yes is full, no is 0, a number is itself (× full ÷ out)."""
    fulls = at.full if at.full is not None else at.worth
    out = None if mark.out is None else constant(mark.out)
    worth = {
        unit: out if out is not None else ZERO if fulls is None else or_zero(fulls[unit])
        for unit in at.units
    }
    nothing = dict.fromkeys(at.units, ZERO)
    ticks = Ticks(nothing, worth) if mark.reversed else Ticks(worth, nothing)
    values, found = measure(book, at, line.figure, ticks), {}
    for unit in at.units:
        value = book.points.put(rows[unit], "数", values[unit].single)
        full = None if fulls is None else fulls[unit]
        points = value * full / out if out is not None and full is not None else value
        known = is_number(value)
        points = book.points.put(rows[unit], "得分", when(known, points, BLANK))
        low, high = close(book, at, ZERO, constant(FAR) if full is None else full)
        found[unit] = Span(when(known, points, low), when(known, points, high), flag(negate(known)))
    return found


class _LineWriter:
    """Writes one line into one unit's row."""

    def __init__(
        self, book: Book, at: At, line: Line, unit: int, row: int, held: Held | None
    ) -> None:
        self._book, self._at, self._line, self._held, self._unit = book, at, line, held, unit
        self._put = partial(book.points.put, row)
        self._get: Get = lambda quantity: of_unit(book, at, quantity, line.figure, unit)

    def write(self, ends: Ends) -> Span:
        """Write the line and return its points."""
        low = self._put("数", ends.low)
        high = low if ends.low is ends.high else self._put("数上限", ends.high)
        undefined = self._is_undefined(low)
        if self._held is not None:
            low = high = self._put("名次", self._held.value)
            if isinstance(self._line.standing, Best):
                undefined = either(undefined, low.equals(NO_BASE))
        target = None
        if self._line.gap is not None:
            target = self._put("目标", self._get(self._line.gap.target))
        points = self._put("得分", self._find_points(low, target, is_written=True))
        most = points if low is high else self._find_points(high, target, is_written=False)
        return self._to_span(Ends(low, high), undefined, points, most)

    def _find_points(self, value: Formula, target: Formula | None, *, is_written: bool) -> Formula:
        """Return the points of an amount, "" where not known; its steps are written or inside."""
        known = is_number(value)
        if self._line.gap is not None and target is not None:
            known = both(known, is_number(target))
            value = find_gap(self._line.gap, value, target)
            if is_written:
                value = self._put("差距", when(known, value, BLANK))
                known = is_number(value)
        if not isinstance(self._line.curve, Each):
            summed = map(self._get, list_summed(self._line.curve, self._held))
            known = both(known, *map(is_number, summed))
            return when(known, give_points(self._line.curve, self._get, value, self._held), BLANK)
        return self._price(self._line.curve, value, known, target, is_written=is_written)

    def _price(
        self,
        each: Each,
        value: Formula,
        known: Formula,
        target: Formula | None,
        *,
        is_written: bool,
    ) -> Formula:
        """Return price × steps."""
        price, per = self._get(each.price), self._get(each.per)
        if is_written:
            price = self._put("单价", price)
            per = per if per == ONE else self._put("每", per)
        known = both(known, is_number(per), is_number(price))
        if each.steps != "once":
            known = both(known, negate(per.equals(0)))
        steps = self._count(each, value, per, target)
        if not is_written:
            return when(known, price * steps, BLANK)
        steps = self._put("步数", when(known, steps, BLANK))
        return when(is_number(steps), price * steps, BLANK)

    def _count(self, each: Each, value: Formula, per: Formula, target: Formula | None) -> Formula:
        """Return the steps in an amount, of shared places (ties = mean) the mean of theirs."""
        held, gap, steps = self._held, self._line.gap, count_steps(each, value, per)
        if held is None or not held.is_shared:
            return steps
        if gap is not None and target is not None:
            return when(held.first >= FAR, steps, share_steps(each, gap, held, target, per))
        # Places are whole, so whole and started steps of 1 are the places themselves.
        return value if each.steps in {"whole", "started"} else steps

    def _is_undefined(self, value: Formula) -> Formula:
        """Return whether the figure is a rate of nothing, or the steps are of a size 0."""
        undefined = value.equals(NO_BASE) if has_rate(self._line.figure) else FALSE
        if isinstance(self._line.curve, Each) and self._line.curve.steps != "once":
            per = self._get(self._line.curve.per)
            undefined = either(undefined, per.equals(0))
        return undefined

    def _to_span(self, ends: Ends, undefined: Formula, low: Formula, high: Formula) -> Span:
        """Return the span of the line's points at both ends of its figure."""
        book, at, rate = self._book, self._at, find_rate(self._line.figure)
        least, most = find_bounds(self._line.curve, self._get)
        known, empty = is_number(low), "pending" if rate is None else rate.empty
        skipped = flag(undefined) if empty == "skip" else ZERO
        if empty == "full":  # nothing taken, or all that can be given
            whole = ZERO if at.full is None else at.full[self._unit]
            given = when(most >= ENDLESS, whole, most)
            low, high = (when(undefined, given, one) for one in (low, high))
            known, undefined = either(known, undefined), FALSE
        missing = close(book, at, least, most, flag(undefined))
        is_point, first, last = known, low, low
        if ends.low is not ends.high:
            is_point = both(known, ends.low.equals(ends.high))
            between = close(book, at, *self._order(ends, low, high))
            first, last = (when(is_point, low, end) for end in between)
        is_open = flag(negate(is_point))
        if ends.low is not ends.high or self._held is not None:
            endless = either(low >= ENDLESS, low <= -ENDLESS)
            is_open = when(is_point, flag(endless), 1)
            first, last = level(first), level(last)
        span_low, span_high = when(known, first, missing[0]), when(known, last, missing[1])
        return Span(span_low, span_high, is_open, flag(undefined), skipped)

    def _order(self, ends: Ends, low: Formula, high: Formula) -> tuple[Formula, Formula]:
        """Return the least and most points between both ends; of a table also the rows between."""
        least, most = least_of(low, high), greatest_of(low, high)
        for start, points in list_rows(self._line.curve, self._get):
            between = both(reaches(start, ends.low), reaches(ends.high, start))
            least = when(between, least_of(least, points), least)
            most = when(between, greatest_of(most, points), most)
        return least, most
