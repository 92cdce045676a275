"""Integer columns with a bound, and the numbers that are made of them.

Polars wraps an Int128 that overflows and says nothing. So every integer expression is built here,
with a bound on its absolute value that is known before any row is read.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce
from operator import mul
from typing import NamedTuple

import polars as pl

from scoring.terms.units import count_units

MOST = 1 << 126
"""No integer of a column may pass this, nor a product on the way to one."""
_NARROW = 1 << 62
"""Below this the columns are Int64: two to five times as fast as Int128."""


class TooLarge(ValueError):
    """Numbers of a scheme that do not fit the columns; the message is for its author."""

    def __init__(self, bound: int) -> None:
        super().__init__(
            f"本方案的计算中可能出现{len(str(bound))}位的整数，超出了精确计算的范围（37位）。"
            "请减小数值的上限、小数位数，或减少相乘的项。"
        )


@dataclass(frozen=True, eq=False)
class Whole:
    """An integer expression and a bound on its absolute value; Int64 where that fits."""

    expr: pl.Expr
    bound: int
    plain: bool = False
    """Whether it is a column or a literal, which costs nothing to name twice."""

    def __post_init__(self) -> None:
        if self.bound > MOST:
            raise TooLarge(self.bound)

    @property
    def dtype(self) -> type[pl.Int64 | pl.Int128]:
        """Int64 where the bound allows it, else Int128."""
        return pl.Int64 if self.bound < _NARROW else pl.Int128

    def __add__(self, other: Whole) -> Whole:
        bound = self.bound + other.bound
        return Whole(self.wide(bound) + other.wide(bound), bound)

    def __mul__(self, other: Whole) -> Whole:
        bound = self.bound * other.bound
        return Whole(self.wide(bound) * other.wide(bound), bound)

    def __neg__(self) -> Whole:
        return Whole(0 - self.expr, self.bound)  # Polars negates no Int128

    def __floordiv__(self, other: Whole) -> Whole:
        """Return the quotient rounded down; the divisor is at least 1."""
        widest = max(self.bound, other.bound)
        return Whole(self.wide(widest) // other.wide(widest), widest).within(self.bound)

    def times_within(self, other: Whole, bound: int) -> Whole:
        """Return the product under a bound that the caller has proved."""
        return Whole(self.wide(bound) * other.wide(bound), bound)

    def times(self, factor: int) -> Whole:
        """Return the product with a constant."""
        return self if factor == 1 else self * whole(factor)

    def within(self, bound: int) -> Whole:
        """Return the same integer under a smaller bound, which the caller has proved."""
        if bound >= self.bound:
            return self
        narrow = Whole(self.expr, bound, self.plain)
        if narrow.dtype is self.dtype:
            return narrow
        return Whole(self.expr.cast(narrow.dtype), bound)

    def wide(self, bound: int) -> pl.Expr:
        """Return the expression in the type that integers up to a bound need."""
        narrow = max(bound, self.bound) < _NARROW
        return self.expr if narrow or self.dtype is pl.Int128 else self.expr.cast(pl.Int128)


@lru_cache(maxsize=4_096)
def whole(value: int) -> Whole:
    """Return a constant."""
    dtype = pl.Int64 if abs(value) < _NARROW else pl.Int128
    return Whole(pl.lit(value, dtype=dtype), abs(value), plain=True)


NULL = Whole(pl.lit(None, dtype=pl.Int64), 0, plain=True)


class Range(NamedTuple):
    """The least and greatest value that a number can have."""

    low: Fraction
    high: Fraction

    @property
    def size(self) -> Fraction:
        """The greatest absolute value."""
        if self.low.numerator >= 0:
            return self.high
        if self.high.numerator <= 0:
            return -self.low
        return max(-self.low, self.high)

    def __neg__(self) -> Range:
        return Range(-self.high, -self.low)

    def times(self, other: Range) -> Range:
        """Return the range of the products."""
        ends = [a * b for a in self for b in other]
        return Range(min(ends), max(ends))

    def joined(self, other: Range) -> Range:
        """Return the range of values from one of the two."""
        return Range(min(self.low, other.low), max(self.high, other.high))


def within(size: Fraction | int) -> Range:
    """Return the range of numbers of at most this size."""
    size = Fraction(size) if isinstance(size, int) else size
    return Range(-size, size)


class Factor(NamedTuple):
    """A column that divides: never null, from 1 up to a bound."""

    name: str
    bound: int

    @property
    def whole(self) -> Whole:
        """The column."""
        return Whole(pl.col(self.name), self.bound, plain=True)


Factors = tuple[Factor, ...]


def most(factors: Factors) -> int:
    """Return the bound on the product of factors."""
    return math.prod(factor.bound for factor in factors)


def union(several: list[Factors]) -> Factors:
    """Return the least list of factors that holds each of the lists."""
    if all(factors == several[0] for factors in several):
        return tuple(sorted(several[0]))
    total: Counter[Factor] = Counter()
    for factors in several:
        total |= Counter(factors)
    return tuple(sorted(total.elements()))


def without(factors: Factors, others: Factors) -> Factors:
    """Return the factors that the others lack."""
    if not factors or factors == others:
        return ()
    return tuple(sorted((Counter(factors) - Counter(others)).elements()))


def multiplied(value: Whole, factors: Factors) -> Whole:
    """Return an integer times some factors; 0 and null stay what they are."""
    for factor in factors if value.bound else ():
        value *= factor.whole
    return value


def divisor_of(times: int, factors: Factors) -> Whole:
    """Return the product of factors and a constant."""
    if not factors:
        return whole(times)
    return reduce(mul, (factor.whole for factor in factors)).times(times)


@dataclass(frozen=True, eq=False)
class Number:
    """A number in each row: from low to high, times `unit`, divided by the factors of `over`.

    low and high are one and the same where the columns hold the number exactly. Otherwise they are
    floor and ceiling of what is not a decimal fraction; in rows where they are equal, it is one.
    """

    low: Whole
    high: Whole
    unit: Fraction
    over: Factors
    range: Range

    @property
    def is_exact(self) -> bool:
        """Whether the columns hold the number itself in every row."""
        return self.low is self.high

    @property
    def ends(self) -> list[Whole]:
        """The low and the high end; one if the number is exact."""
        return [self.low] if self.is_exact else [self.low, self.high]

    @property
    def bound(self) -> int:
        """A bound on the integers of both ends."""
        return max(self.low.bound, self.high.bound)

    @property
    def size(self) -> Fraction:
        """A bound on the absolute value of both ends."""
        return self.range.size if self.is_exact else self.bound * self.unit


def number(
    ends: list[Whole], unit: Fraction, over: Factors = (), range_: Range | None = None
) -> Number:
    """Return a number of one end (exact) or two; an exact one is bound by its range as well."""
    if range_ is None or len(ends) == 2:  # ends may lie beyond the range
        range_ = range_ or within(max(one.bound for one in ends) * unit)
        return Number(ends[0], ends[-1], unit, over, range_)
    only = ends[0].within(count_units(range_.size, unit, most(over)))
    return Number(only, only, unit, over, range_)


def constant(value: Fraction) -> Number:
    """Return the same number for every row."""
    top = whole(value.numerator)
    return Number(top, top, Fraction(1, value.denominator), (), Range(value, value))


NOWHERE = Number(NULL, NULL, Fraction(1), (), within(0))
"""The number that is not known in any row."""


def mask(value: Number) -> Whole:
    """Return a number's integers, which are sets of months as bits."""
    if not value.is_exact or value.over or value.unit.denominator > 1:
        raise TypeError("a set of months is an integer")
    return value.low.times(value.unit.numerator)
