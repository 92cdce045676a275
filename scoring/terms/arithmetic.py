"""Arithmetic of numbers in columns: exact while it fits, else between two decimal ends."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Literal

import polars as pl

from scoring.terms.plan import Plan
from scoring.terms.units import common_unit, count_units
from scoring.terms.wholes import (
    Factors,
    Number,
    Range,
    Whole,
    divisor_of,
    most,
    multiplied,
    number,
    union,
    whole,
    without,
)

DIGITS = 18
"""As many decimals has a number that cannot be exact, if there is room."""


def most_digits(fits: Callable[[int], bool]) -> int:
    """Return the most decimals, from 18 down to 0, with which something fits."""
    return next((digits for digits in range(DIGITS, 0, -1) if fits(digits)), 0)


def decimal(plan: Plan, value: Number, digits: int) -> Number:
    """Return a number as a decimal fraction: exact in rows where it is one, else between two."""
    unit = Fraction(1, 10**digits)
    ratio = value.unit / unit
    if ratio.denominator == 1 and not value.over:
        return number([one.times(ratio.numerator) for one in value.ends], unit, (), value.range)
    bound = math.ceil(value.size / unit) + 1
    divisor = plan.cheap(divisor_of(ratio.denominator, value.over))
    low, is_whole = divided(plan, value.low, ratio.numerator, divisor, bound)
    high = low
    if not value.is_exact:
        high, is_whole = divided(plan, value.high, ratio.numerator, divisor, bound)
    step = pl.when(is_whole).then(whole(0).wide(bound)).otherwise(whole(1).wide(bound))
    high = Whole(high.wide(bound) + step, bound)  # the ceiling: the floor, and 1 if it is below
    return Number(low, high, unit, (), value.range)


def divided(
    plan: Plan, value: Whole, times: int, divisor: Whole, bound: int
) -> tuple[Whole, pl.Expr]:
    """Return floor(value × times ÷ divisor), which is at most `bound`, and whether it is exact.

    Where the product would not fit, whole quotient and remainder are divided apart.
    """
    before: Whole | None = None
    if value.bound * times > plan.limit:
        value = plan.cheap(value)
        before = plan.cheap(value // divisor)
        value = _rest(value, before, divisor)
        before = before.within(bound // times + 1)
    top = plan.cheap(value.times(times))
    floor = plan.cheap((top // divisor).within(bound))
    room = top.bound + divisor.bound
    is_whole = floor.times_within(divisor, room).wide(room) == top.wide(room)
    return (floor if before is None else before.times(times) + floor).within(bound), is_whole


def _rest(value: Whole, quotient: Whole, divisor: Whole) -> Whole:
    bound = value.bound + divisor.bound
    rest = value.wide(bound) - quotient.times_within(divisor, bound).expr
    return Whole(rest, bound).within(divisor.bound)


def divides(plan: Plan, value: Number, digits: int) -> bool:
    """Return whether a number can become a decimal fraction of so many digits."""
    ratio = value.unit * 10**digits
    divisor = ratio.denominator * most(value.over)
    return bool(min(value.bound, divisor) * ratio.numerator <= plan.limit)


def aligned(plan: Plan, numbers: Sequence[Number]) -> list[Number]:
    """Return numbers in one unit over the same factors, with room for their sum.

    They are exact over all factors while that fits, else decimal fractions.
    """
    live = [one for one in numbers if one.bound] or list(numbers)
    over = union([one.over for one in live])
    unit = common_unit([one.unit for one in live])
    room = sum(
        one.bound * count_units(one.unit, unit, most(without(over, one.over))) for one in live
    )
    grows = most(over) > plan.factor_limit and any(one.over != over for one in live)
    if room > plan.limit or grows:
        digits = decimals_for(plan, live)
        unit, over = Fraction(1, 10**digits), ()
        numbers = [decimal(plan, one, digits) if one.bound else one for one in numbers]
    return [_scaled(one, unit, over) for one in numbers]


def decimals_for(plan: Plan, numbers: Sequence[Number], times: int = 1) -> int:
    """Return with how many decimals the sum of some numbers, so many times, still fits."""

    def fits(digits: int) -> bool:
        room = sum(one.size * 10**digits + 1 for one in numbers)
        return room * times <= plan.limit and all(divides(plan, one, digits) for one in numbers)

    return most_digits(fits)


def _scaled(value: Number, unit: Fraction, over: Factors) -> Number:
    """Return a number in a unit that divides its own, over more factors."""
    if not value.bound:
        return Number(value.low, value.high, unit, over, value.range)
    times, extra = count_units(value.unit, unit), without(over, value.over)
    ends = [multiplied(one.times(times), extra) for one in value.ends]
    return number(ends, unit, over, value.range)


def by_end(numbers: Sequence[Number]) -> list[list[Whole]]:
    """Return the low ends of numbers and, unless all are exact, the high ends."""
    low, high = [one.low for one in numbers], [one.high for one in numbers]
    return [low] if all(one.is_exact for one in numbers) else [low, high]


def total(plan: Plan, numbers: Sequence[Number]) -> Number:
    """Return the sum of numbers."""
    numbers = aligned(plan, numbers)
    ends = [reduce(add, end) for end in by_end(numbers)]
    low, high = (sum(end) for end in zip(*(one.range for one in numbers), strict=True))
    return number(ends, numbers[0].unit, numbers[0].over, Range(Fraction(low), Fraction(high)))


def extreme(plan: Plan, which: Literal["least", "greatest"], numbers: Sequence[Number]) -> Number:
    """Return the least or greatest of numbers; null where one is null."""
    numbers = [plan.kept(one) for one in aligned(plan, numbers)]
    pick = min if which == "least" else max
    ends = [_row_extreme(which, end) for end in by_end(numbers)]
    low, high = (pick(end) for end in zip(*(one.range for one in numbers), strict=True))
    return number(ends, numbers[0].unit, numbers[0].over, Range(low, high))


def _row_extreme(which: Literal["least", "greatest"], wholes: list[Whole]) -> Whole:
    bound = max(one.bound for one in wholes)
    exprs = [one.wide(bound) for one in wholes]
    pick = pl.min_horizontal if which == "least" else pl.max_horizontal
    are_known = pl.all_horizontal(one.expr.is_not_null() for one in wholes)
    return Whole(pl.when(are_known).then(pick(exprs)), bound)


def scaled(value: Number, times: Fraction) -> Number:
    """Return a number times a constant other than 0: a change of its unit."""
    ends = value.ends if times > 0 else [-one for one in reversed(value.ends)]
    low, high = (end * times for end in value.range)
    range_ = Range(low, high) if times > 0 else Range(high, low)
    return number(ends, value.unit * abs(times), value.over, range_)


def product(plan: Plan, left: Number, right: Number) -> Number:
    """Return the product of two numbers."""
    left, right = _with_room_for_product(plan, left, right)
    over = tuple(sorted(left.over + right.over))
    range_ = left.range.times(right.range)
    unit = left.unit * right.unit
    if left.is_exact and right.is_exact:
        return number([left.low * right.low], unit, over, range_)
    left, right = plan.kept(left), plan.kept(right)
    corners = [a * b for a in left.ends for b in right.ends]
    bound = max(one.bound for one in corners)
    exprs = [one.wide(bound) for one in corners]
    low, high = Whole(pl.min_horizontal(exprs), bound), Whole(pl.max_horizontal(exprs), bound)
    return number([low, high], unit, over, range_)


def _with_room_for_product(plan: Plan, left: Number, right: Number) -> list[Number]:
    """Return two numbers, one or both as decimal fractions if the product would not fit."""
    both = [left, right]
    grows = left.over and right.over and most(left.over + right.over) > plan.factor_limit
    if left.bound * right.bound <= plan.limit and not grows:
        return both
    moved = [one for one in both if one.over or not one.is_exact]
    digits = _digits_for_product(plan, both, moved)
    if digits < DIGITS // 3:
        moved = both
        digits = _digits_for_product(plan, both, moved)
    return [decimal(plan, one, digits) if one in moved else one for one in both]


def _digits_for_product(plan: Plan, both: list[Number], moved: list[Number]) -> int:
    def fits(digits: int) -> bool:
        sizes = (one.size * 10**digits + 1 if one in moved else one.bound for one in both)
        return math.prod(sizes) <= plan.limit and all(divides(plan, one, digits) for one in moved)

    return most_digits(fits)
