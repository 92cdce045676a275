"""Operations that decide: rounding, comparison, division, order.

On numbers between two ends both ends are decided. Where the outcomes differ, the row is in doubt,
and the fractions of `by_fractions` decide it: seldom, and mostly where a number lies on an edge.
"""

from __future__ import annotations

import math
from fractions import Fraction

import polars as pl

from scoring.terms.arithmetic import aligned, decimal, divided, divides, most_digits
from scoring.terms.by_fractions import round_fraction
from scoring.terms.columns import count_in, put
from scoring.terms.plan import Plan, name_of
from scoring.terms.terms import Comparison, Rounded, Term
from scoring.terms.wholes import (
    Number,
    Range,
    Whole,
    divisor_of,
    most,
    multiplied,
    number,
    whole,
    within,
    without,
)
from scoring.terms.work import Work


def rounded(plan: Plan, term: Rounded, value: Number) -> Number:
    """Return a number rounded, as a multiple of its last decimal."""
    unit = Fraction(10) ** -term.decimals
    value = _with_room_to_round(plan, value, term.decimals)
    ratio = value.unit / unit
    divisor = divisor_of(ratio.denominator, value.over)
    ends = [one.times(ratio.numerator) for one in value.ends]
    if ratio.denominator > 1 or value.over:
        if term.how == "half_up":  # floor(n/d + 1/2), for negative numbers too
            divisor = plan.cheap(divisor)
            ends = [(one.times(2) + divisor) // divisor.times(2) for one in ends]
        else:
            ends = [one // divisor for one in ends]
    low, high = (round_fraction(end, term.decimals, term.how) for end in value.range)
    if not value.is_exact:
        ends = [_settled(plan, term, ends, unit)]
    return number(ends, unit, (), Range(low, high))


def _with_room_to_round(plan: Plan, value: Number, decimals: int) -> Number:
    ratio = value.unit * Fraction(10) ** decimals
    divisor = ratio.denominator * most(value.over)
    if 2 * (value.bound * ratio.numerator + divisor) <= plan.limit:
        return value

    def fits(digits: int) -> bool:
        room = value.size * 10 ** max(digits, decimals) + 10**digits + 1
        return 2 * room <= plan.limit and divides(plan, value, digits)

    return decimal(plan, value, most_digits(fits))


def _settled(plan: Plan, term: Term, ends: list[Whole], unit: Fraction) -> Whole:
    """Return the integer that both ends have; where they differ, what fractions say."""
    bound = max(one.bound for one in ends)
    columns = [plan.column(one.wide(bound)) for one in ends]

    def settle(work: Work) -> list[pl.Series]:
        low, high = (work.frame[name_of(one)] for one in columns)
        doubt = low.ne_missing(high)
        if not doubt.any():
            return [low]
        rows, values = work.exactly(term, doubt)
        return [put(low, rows, count_in(unit, values, bound)[0])]

    return Whole(plan.step(columns, settle)[0], bound, plain=True)


def compared(plan: Plan, term: Comparison, left: Number, right: Number) -> pl.Expr:
    """Return whether left < right, left ≤ right or left = right."""
    left, right = aligned(plan, [left, right])
    if left.is_exact and right.is_exact:
        return _test(term.test, left.low, right.low)
    left, right = plan.kept(left), plan.kept(right)
    if term.test == "==":
        points = (_test("==", one.low, one.high) for one in (left, right))
        sure = pl.all_horizontal(_test("==", left.low, right.low), *points)
        possible = _test("<=", left.low, right.high) & _test("<=", right.low, left.high)
    else:
        sure = _test(term.test, left.high, right.low)
        possible = _test(term.test, left.low, right.high)
    columns = [plan.column(sure), plan.column(possible)]

    def decide(work: Work) -> list[pl.Series]:
        certain, other = (work.frame[name_of(one)] for one in columns)
        doubt = certain.ne_missing(other)
        return [put(certain, *work.exactly(term, doubt)) if doubt.any() else certain]

    return plan.step(columns, decide)[0]


def _test(test: str, left: Whole, right: Whole) -> pl.Expr:
    bound = max(left.bound, right.bound)
    a, b = left.wide(bound), right.wide(bound)
    if not a.meta.root_names():
        # A choice whose every row takes a literal is one value to Polars 2.1. It compares a
        # literal on the left with that as if the frame had one row, and refuses the result.
        return {"==": b == a, "<": b > a, "<=": b >= a}[test]
    return {"==": a == b, "<": a < b, "<=": a <= b}[test]


def quotient(plan: Plan, term: Term, top: Number, bottom: Number) -> Number:
    """Return top ÷ bottom; null where bottom is 0. The bottom becomes a factor of its own."""
    extra, left = without(bottom.over, top.over), without(top.over, bottom.over)
    grows = left and most(left) * bottom.bound > plan.factor_limit
    if not bottom.is_exact or grows or top.bound * most(extra) > plan.limit:
        return _quotient_of_ends(plan, term, top, bottom)
    top, below = plan.kept(top), plan.cheap(bottom.low)
    size = max(below.bound, 1)
    at_least_1 = pl.max_horizontal(below.expr.abs(), whole(1).wide(size))
    over = tuple(sorted((*left, plan.factor(Whole(at_least_1, size)))))
    ends = [
        multiplied(_signed(below, *pair), extra)
        for pair in zip(top.ends, top.ends[::-1], strict=True)
    ]
    range_ = within(top.range.size * most(bottom.over) / bottom.unit)
    if bottom.range.low > 0 and top.range.low >= 0:
        range_ = Range(Fraction(0), top.range.high / bottom.range.low)
    return number(ends, top.unit / bottom.unit, over, range_)


def _signed(sign: Whole, value: Whole, opposite: Whole) -> Whole:
    """Return the value where the sign is +, minus the opposite end where it is -, null at 0."""
    bound = max(value.bound, opposite.bound)
    positive = pl.when(sign.expr > 0).then(value.wide(bound))
    return Whole(positive.when(sign.expr < 0).then((-opposite).wide(bound)), bound)


def _quotient_of_ends(plan: Plan, term: Term, top: Number, bottom: Number) -> Number:
    """Return a quotient between ends: its ends come from the ends of top and bottom."""

    def fits(digits: int) -> bool:
        room = max(top.size * 10**digits, bottom.size) * 10**digits + 10**digits
        return 2 * room <= plan.limit and all(divides(plan, one, digits) for one in (top, bottom))

    digits = most_digits(fits)
    unit = Fraction(1, 10**digits)
    above, below = (plan.kept(decimal(plan, one, digits)) for one in (top, bottom))
    sign = plan.stored(
        Whole(pl.when(below.high.expr < 0).then(whole(-1).expr).otherwise(whole(1).expr), 1)
    )
    (top_low, top_high), (low, high) = (
        [plan.stored(_signed(sign, *pair)) for pair in ((one.low, one.high), (one.high, one.low))]
        for one in (above, below)
    )
    is_zero = (low.expr == 0) & (high.expr == 0)
    doubt = plan.column(((low.expr <= 0) & (low.expr != high.expr)).fill_null(value=False))
    floor = top_low.times(10**digits) // _divisor(top_low, high, low)
    ceiling = -(-top_high.times(10**digits) // _divisor(top_high, low, high))
    ends = [Whole(pl.when(~is_zero).then(one.expr), one.bound) for one in (floor, ceiling)]
    return number(_known_ends(plan, term, ends, doubt, unit), unit)


def _divisor(value: Whole, if_positive: Whole, if_negative: Whole) -> Whole:
    """Return the divisor that makes a quotient of the value least or greatest; at least 1."""
    bound = max(if_positive.bound, if_negative.bound, 1)
    positive = pl.when(value.expr >= 0).then(if_positive.wide(bound))
    chosen = positive.otherwise(if_negative.wide(bound))
    return Whole(pl.max_horizontal(chosen, whole(1).wide(bound)), bound)


def _known_ends(
    plan: Plan, term: Term, ends: list[Whole], doubt: pl.Expr, unit: Fraction
) -> list[Whole]:
    """Return the ends, which fractions say where a bottom may be 0 or on either side of it."""
    bound = max(*(one.bound for one in ends), math.isqrt(plan.limit))
    columns = [plan.column(one.wide(bound)) for one in ends]

    def settle(work: Work) -> list[pl.Series]:
        series = [work.frame[name_of(one)] for one in columns]
        if not (in_doubt := work.frame[name_of(doubt)]).any():
            return series
        rows, values = work.exactly(term, in_doubt)
        exact = count_in(unit, values, bound)
        return [put(one, rows, end) for one, end in zip(series, exact, strict=True)]

    return [Whole(one, bound, plain=True) for one in plan.step([*columns, doubt], settle, 2)]


def order_key(plan: Plan, value: Number) -> Whole | None:
    """Return a column that orders and equates as an exact number does; None: there is no room.

    Unequal fractions with denominators up to D differ by 1/D² or more, so the floors of their
    D²-folds differ as well.
    """
    if value.is_exact and not value.over:
        return plan.stored(value.low)
    largest = most(value.over)
    bound = int(value.range.size / value.unit * largest**2) + 1
    if not value.is_exact or bound > plan.limit or largest**3 > plan.limit:
        return None
    divisor = plan.cheap(divisor_of(1, value.over))
    return plan.stored(divided(plan, value.low, largest**2, divisor, bound)[0])
