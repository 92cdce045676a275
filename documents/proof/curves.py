"""Lines on the sheet 计分: figure → standing → gap → curve → points, a column for each step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from documents.proof.book import At, Book, Cells
from documents.proof.figures import Ends, Ticks, has_rate, measure
from documents.proof.formulas import (
    BLANK,
    ENDLESS,
    FAR,
    FALSE,
    NO_BASE,
    ONE,
    ZERO,
    Formula,
    add_up,
    both,
    ceiling,
    constant,
    either,
    exceeds,
    flag,
    floor,
    greatest_of,
    is_number,
    least_of,
    matches,
    negate,
    or_zero,
    reaches,
    when,
)
from documents.proof.quantities import evaluate, require
from documents.proof.spans import Span, close, point
from documents.proof.standings import Held, hold
from scoring.clauses.curves import Each, Mark, Places, Table, Tiers
from scoring.clauses.figures import Place, find_rate
from scoring.clauses.parts import Gap, Line
from scoring.clauses.quantities import Quantity
from scoring.clauses.sentences.voice import name_figure

Rows = Mapping[int, int]
"""Position of a unit → its row of the sheet 计分."""


def score_line(book: Book, at: At, line: Line, rows: Rows) -> dict[int, Span]:
    """Write a line's columns into the units' rows, and return its points."""
    if isinstance(line.curve, Mark):
        return _score_mark(book, at, line, line.curve, rows)
    writer = _LineWriter(book, at, line)
    return {unit: writer.write(unit, rows[unit]) for unit in at.units}


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


@dataclass(frozen=True)
class _Amount:
    """What a curve is taken of, at one end of the figure."""

    value: Formula
    is_known: Formula


class _LineWriter:
    """Writes one line for unit after unit."""

    def __init__(self, book: Book, at: At, line: Line) -> None:
        self._book, self._at, self._line = book, at, line
        self._values = measure(book, at, line.figure)
        self._held: dict[int, Held] | None = None
        if line.standing is not None:
            values = {unit: ends.single for unit, ends in self._values.items()}
            words = name_figure(line.figure, book.voice)
            self._held = hold(book, at, values, line.standing, words)
        gap = line.gap
        self._targets = require(book, at, gap.target, line.figure) if gap else None
        rate = find_rate(line.figure)
        self._empty = rate.empty if rate else "pending"

    def _put(self, row: int, title: str, formula: Formula) -> Formula:
        return self._book.points.put(row, title, formula)

    def write(self, unit: int, row: int) -> Span:
        """Write a unit's line and return its points."""
        ends = self._find_ends(unit, row)
        target = None if self._targets is None else self._put(row, "目标", self._targets[unit])
        is_one = ends.low is ends.high
        known = is_number(ends.low) if target is None else both(is_number(ends.low), is_number(target))
        low = self._find_points(unit, row, _Amount(ends.low, known), target)
        low = self._put(row, "得分", low)
        high = low if is_one else self._find_points(unit, None, _Amount(ends.high, known), target)
        return self._to_span(unit, ends, target, low, high)

    def _find_ends(self, unit: int, row: int) -> Ends:
        """Return the figure, or its place or ratio."""
        ends = self._values[unit]
        low = self._put(row, "数", ends.low)
        if self._held is not None:
            value = self._put(row, "名次", self._held[unit].value)
            return Ends(value, value)
        if ends.low is ends.high:
            return Ends(low, low)
        return Ends(low, self._put(row, "数上限", ends.high))

    def _find_points(
        self, unit: int, row: int | None, amount: _Amount, target: Formula | None
    ) -> Formula:
        """Return the points of an amount, "" where something is not known; `row`: where steps go."""
        value, curve = amount.value, self._line.curve
        if self._line.gap is not None and target is not None:
            distance = when(amount.is_known, find_gap(self._line.gap, value, target), BLANK)
            value = distance if row is None else self._put(row, "差距", distance)
        known = is_number(value) if row is not None else amount.is_known
        match curve:
            case Each():
                return self._price(unit, row, curve, _Amount(value, known), target)
            case Tiers():
                points = self._sum_tiers(unit, curve, value)
            case Table():
                points = self._look_up(unit, curve, value)
            case Places():
                points = self._look_up_place(unit, curve, value)
            case _:
                raise AssertionError("a mark is no curve of an amount")
        return when(known, points, BLANK)

    def _quantity(self, unit: int, quantity: Quantity) -> Formula:
        return require(self._book, self._at, quantity)[unit]

    def _price(
        self, unit: int, row: int | None, each: Each, amount: _Amount, target: Formula | None
    ) -> Formula:
        """Return price × steps."""
        price, per = self._quantity(unit, each.price), self._quantity(unit, each.per)
        if row is not None:
            price = self._put(row, "单价", price)
            per = per if per == ONE else self._put(row, "每", per)
        shared = self._share_places(unit, each, target)
        steps = count_steps(each, amount.value, per) if shared is None else shared
        known = both(amount.is_known, is_number(per), is_number(price))
        if not per.is_literal:
            known = both(known, negate(per.equals(0)))
        steps = when(known, steps, BLANK)
        if row is None:
            return when(known, price * steps, BLANK)
        steps = self._put(row, "步数", steps)
        return when(is_number(steps), price * steps, BLANK)

    def _share_places(self, unit: int, each: Each, target: Formula | None) -> Formula | None:
        """Return the mean steps of shared places (ties = mean) beyond a place T; None: none shared.

        Of the places p to p + s - 1 the distances to T add up to G(p + s - 1) - G(p - 1) with
        G(p) = q(q + 1) ÷ 2, q = max(0, p - T).
        """
        place = self._line.standing
        is_shared = isinstance(place, Place) and place.ties == "mean" and not place.share
        if not is_shared or self._held is None or target is None:
            return None
        held = self._held[unit]
        last = held.first + held.shared - 1
        if each.steps == "once":
            mean = least_of(greatest_of(0, last - target), held.shared) / held.shared
        else:
            past = greatest_of(0, last - target), greatest_of(0, held.first - 1 - target)
            mean = (past[0] * (past[0] + 1) / 2 - past[1] * (past[1] + 1) / 2) / held.shared
        return when(held.first >= constant(FAR), constant(FAR), mean)

    def _sum_tiers(self, unit: int, curve: Tiers, value: Formula) -> Formula:
        """Σ price × the part of the amount that lies in the tier."""
        starts = [constant(tier.from_) for tier in curve.tiers]
        ends = [*starts[1:], None]
        return add_up(
            self._quantity(unit, tier.price)
            * greatest_of(0, (value if end is None else least_of(value, end)) - start)
            for tier, start, end in zip(curve.tiers, starts, ends, strict=True)
        )

    def _look_up(self, unit: int, table: Table, value: Formula) -> Formula:
        """Return the points of the highest row that is reached."""
        found = ZERO if table.below_table is None else self._quantity(unit, table.below_table)
        for row in table.rows:
            test = exceeds if table.edge == "exclusive" else reaches
            found = when(test(value, row.from_), self._quantity(unit, row.points), found)
        return found

    def _look_up_place(self, unit: int, places: Places, value: Formula) -> Formula:
        """Return the points of a place; of shared places (ties = mean) the mean of their points."""
        points = [self._quantity(unit, one) for one in places.points]
        beyond = points[-1] if places.beyond is None else self._quantity(unit, places.beyond)
        place = self._line.standing
        if isinstance(place, Place) and place.ties == "mean" and self._held is not None:
            held = self._held[unit]
            last = held.first + held.shared - 1
            found = sum_places(points, beyond, last) - sum_places(points, beyond, held.first - 1)
            found = found / held.shared
        else:  # a place that the form gives with decimals counts as the whole one before
            found = beyond
            for number, one in reversed(list(enumerate(points, start=1))):
                is_here = value <= number if number == len(points) else value < number + 1
                found = when(is_here, one, found)
        return when(value >= constant(FAR), 0, found)

    def _to_span(
        self, unit: int, ends: Ends, target: Formula | None, low: Formula, high: Formula
    ) -> Span:
        """Return the span of a line's points at both ends of its figure."""
        least, most = self._find_bounds(unit)
        known, undefined = is_number(low), self._is_undefined(unit, ends.low)
        skipped = flag(undefined) if self._empty == "skip" else ZERO
        if self._empty == "full":  # nothing taken, or all that can be given
            low, high = (when(undefined, most, one) for one in (low, high))
            known = either(known, undefined)
            undefined = FALSE
        missing = close(self._book, self._at, least, most, flag(undefined))
        is_point = known
        first = last = low
        if ends.low is not ends.high:
            is_point = both(known, ends.low.equals(ends.high))
            first, last = close(self._book, self._at, *self._order(unit, ends, low, high))
            first, last = (when(is_point, low, end) for end in (first, last))
        is_open = flag(negate(is_point))
        if ends.low is not ends.high or self._held is not None:
            endless = either(low >= constant(ENDLESS), low <= constant(-ENDLESS))
            is_open = when(is_point, flag(endless), 1)
        return Span(
            when(known, first, missing[0]),
            when(known, last, missing[1]),
            is_open,
            flag(undefined),
            skipped,
        )

    def _is_undefined(self, unit: int, value: Formula) -> Formula:
        """Return whether the figure is a rate of nothing, or the steps are of a size 0."""
        undefined = FALSE
        if has_rate(self._line.figure) or getattr(self._line.standing, "kind", "") == "best":
            undefined = value.equals(NO_BASE)
        if isinstance(self._line.curve, Each):
            per = self._quantity(unit, self._line.curve.per)
            undefined = undefined if per.is_literal else either(undefined, per.equals(0))
        return undefined

    def _order(self, unit: int, ends: Ends, low: Formula, high: Formula) -> tuple[Formula, Formula]:
        """Return the least and most points between both ends; of a table also the rows between."""
        least, most = least_of(low, high), greatest_of(low, high)
        if isinstance(self._line.curve, Table):
            for row in self._line.curve.rows:
                between = both(reaches(constant(row.from_), ends.low), reaches(ends.high, row.from_))
                points = self._look_up(unit, self._line.curve, constant(row.from_))
                least = when(between, least_of(least, points), least)
                most = when(between, greatest_of(most, points), most)
        return least, most

    def _find_bounds(self, unit: int) -> tuple[Formula, Formula]:
        """Return the least and most that the curve can bring."""
        curve = self._line.curve
        match curve:
            case Table(rows=rows, below_table=below):
                worth = [row.points for row in rows] + ([] if below is None else [below])
                values = [self._quantity(unit, one) for one in worth]
            case Places(points=points, beyond=beyond):
                values = [self._quantity(unit, one) for one in points]
                values.append(ZERO if beyond is None else self._quantity(unit, beyond))
            case Each(price=price, steps="once"):
                values = [self._quantity(unit, price), ZERO]
            case Each(price=price):
                values = [_go_far(self._quantity(unit, price)), ZERO]
            case Tiers(tiers=tiers):
                values = [ZERO, *(_go_far(self._quantity(unit, tier.price)) for tier in tiers)]
            case _:
                raise AssertionError("marks have bounds of their own")
        known = both(*(is_number(one) for one in values))
        low = least_of(*map(or_zero, values))
        high = greatest_of(*map(or_zero, values))
        if isinstance(curve, Each | Tiers):
            return when(known, low, -FAR), when(known, high, FAR)
        return low, high


def find_gap(gap: Gap, value: Formula, target: Formula) -> Formula:
    """Return max(0, target − value) or max(0, value − target).

    With an inclusive edge the target itself counts as 1; only `once` allows that, so by how much
    does not matter (80%以下 includes 80%: 民法典 1259).
    """
    distance = greatest_of(0, target - value if gap.side == "below" else value - target)
    return distance if gap.edge == "exclusive" else when(matches(value, target), 1, distance)


def count_steps(each: Each, value: Formula, per: Formula) -> Formula:
    """Return the steps in an amount: exact, whole ones, started ones, or one for any."""
    match each.steps:
        case "once":
            return flag(exceeds(value, 0))
        case "whole":
            return floor(value / per)
        case "started":
            return ceiling(value / per)
        case _:
            return value / per


def sum_places(points: list[Formula], beyond: Formula, place: Formula) -> Formula:
    """Return Σ of the points of the places 1 to `place`."""
    up_to = [ZERO]
    for one in points:
        up_to.append(up_to[-1] + one)
    found = up_to[-1] + beyond * (place - len(points))
    for number in range(len(points), -1, -1):
        found = when(place <= number, up_to[number], found)
    return found


def _go_far(price: Formula) -> Formula:
    """Return a price without end in its direction; of nothing it is nothing."""
    if price.is_literal:
        sign = (price.number or 0) > 0, (price.number or 0) < 0
        return constant(FAR * (sign[0] - sign[1]))
    far = when(price > 0, FAR, when(price < 0, -FAR, 0))
    return price if price == BLANK else when(is_number(price), far, BLANK)
