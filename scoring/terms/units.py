"""The units in which columns count: whole numbers of them, worked out without a fraction."""

from __future__ import annotations

import math
from fractions import Fraction


def count_units(size: Fraction, unit: Fraction, times: int = 1) -> int:
    """Return how many whole units a number holds, so many times: floor(size ÷ unit × times)."""
    top = size.numerator * unit.denominator * times
    return top // (size.denominator * unit.numerator)


def common_unit(units: list[Fraction]) -> Fraction:
    """Return the greatest number of which all units are multiples."""
    return Fraction(
        math.gcd(*(unit.numerator for unit in units)),
        math.lcm(*(unit.denominator for unit in units)),
    )
