"""Exact numbers, and ranges of points: what is certain, and the most that may still come."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

INF = math.inf
"""The only float here: an end without a bound. A published figure is never infinite."""

Number = Fraction | float
ZERO = Fraction(0)


def exact(value: Any) -> Fraction:
    """Return a TOML number, decimal text or tick (yes = 1) as a fraction; floats are refused."""
    if isinstance(value, float):
        raise TypeError(f"a float is not exact: {value}")
    return Fraction(int(value)) if isinstance(value, bool) else Fraction(value)


def is_number(value: Any) -> bool:
    """Return whether `value` is a number as TOML or a reading's option writes it."""
    if isinstance(value, str):
        return value.lstrip("-").replace(".", "", 1).isdigit()
    return isinstance(value, int | Decimal | Fraction)


def half_up(value: Fraction, decimals: int = 2) -> Fraction:
    """Round half up, once, to a published figure (28.125 → 28.13, −0.125 → −0.12)."""
    unit = 10**decimals
    return Fraction(math.floor(value * unit + Fraction(1, 2)), unit)


def add(one: Number, other: Number) -> Number:
    """Add two ends; what is taken without a bound, nothing makes up for."""
    if isinstance(one, float) or isinstance(other, float):
        return -INF if -INF in (one, other) else INF
    return one + other


def add_all(ends: Iterable[Number]) -> Number:
    """Add any number of ends."""
    result: Number = ZERO
    for end in ends:
        result = add(result, end)
    return result


def multiply(one: Number, other: Number) -> Number:
    """Multiply two ends; nothing of anything is nothing."""
    return one * other if one and other else ZERO


@dataclass(frozen=True)
class Range:
    """Points of a part: one value where it is known, else from `least` to `most`."""

    least: Number
    most: Number
    is_open: bool = False  # something that it rests on is not known yet
    is_undefined: bool = False  # something can never be known: a rate of nothing
    limit: Number = ZERO  # what floors and ceilings changed
    is_skipped: bool = False  # a period without cases, which leaves the count of periods


def point(value: Number) -> Range:
    """Return the range of a known figure."""
    return Range(value, value)


def total(ranges: list[Range]) -> Range:
    """Add ranges: ends and limits add up, what is open in one is open in the sum."""
    return Range(
        add_all(r.least for r in ranges),
        add_all(r.most for r in ranges),
        any(r.is_open for r in ranges),
        any(r.is_undefined for r in ranges),
        add_all(r.limit for r in ranges),
        any(r.is_skipped for r in ranges),
    )


def scale(one: Range, factor: Fraction) -> Range:
    """Multiply a range; a factor under 0 turns its ends round."""
    ends = sorted((multiply(one.least, factor), multiply(one.most, factor)))
    return replace(one, least=ends[0], most=ends[1], limit=multiply(one.limit, factor))


def clamp(one: Range, floor: Number | None, ceiling: Number | None) -> Range:
    """Hold both ends within floor and ceiling; of a known figure the difference is its limit."""
    low = -INF if floor is None else floor
    high = INF if ceiling is None else ceiling
    least, most = max(low, min(high, one.least)), max(low, min(high, one.most))
    changed: Number = ZERO
    if not one.is_open and least != one.least:
        changed = max(add(least, -one.least), add(one.least, -least))
    return replace(one, least=least, most=most, limit=add(one.limit, changed))


class Missing(Enum):
    """Why a figure is not there."""

    BLANK = "not known yet"
    UNDEFINED = "a rate of nothing"


Figure = tuple[Number, Number] | Missing
"""Both ends of a figure: the same, unless it may still grow."""


def known(value: Figure) -> Fraction | None:
    """Return a figure that is one known number, or None."""
    if isinstance(value, Missing) or value[0] != value[1]:
        return None
    return value[0] if isinstance(value[0], Fraction) else None


@dataclass(frozen=True)
class Score:
    """A published figure: points of the full mark, and additions or deductions beside it."""

    full: Fraction | None
    earned: Fraction = ZERO
    lost: Fraction = ZERO
    pending: Fraction = ZERO
    added: Fraction = ZERO  # of parts without a full mark
    limit: Fraction = ZERO
    is_open: bool = False
