"""Exact decimals from a spreadsheet's doubles: half up to two places, also for long rates.

A spreadsheet's ROUND works on doubles: 28.125 is exact there, 2.675 is not. So points are computed
in whole numbers, as in the scoring (scoring/exact.py), and divided once. Whole numbers up to 2^53
are exact; the two numbers of a rate, of up to 16 digits, are split before they are multiplied.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from documents.proof.formulas import Formula, Operand, constant, floor, remainder, round_to, when

CENTS = 100
SPLIT = 10**8
"""Where the numbers of a rate are split: each half times a number of 7 digits stays exact."""

Terms = tuple[int, int, int]
"""a, b and d of a share: (a × top + b × bottom) ÷ (d × bottom)."""


def find_scale(*numbers: Decimal) -> int:
    """Return the power of ten, at least 100, that makes all the numbers whole."""
    scale = CENTS
    while any(number * scale % 1 for number in numbers):
        scale *= 10
    return scale


def whole(number: Decimal, scale: int) -> int:
    """Return number × scale."""
    return int(number * scale)


def to_points(amount: Formula, scale: int, divisor: Operand = 1) -> Formula:
    """Return amount ÷ scale ÷ divisor (amount ≥ 0), rounded half up to two decimals."""
    step = scale // CENTS
    if step == 1 and divisor == 1:
        return amount / CENTS
    unit = constant(divisor) if step == 1 else constant(step) * divisor
    # INT((2a + u) ÷ 2u) is a ÷ u half up, in whole numbers until the last division.
    return floor((2 * amount + unit) / (2 * unit)) / CENTS


@dataclass(frozen=True)
class Rate:
    """A rate's two whole numbers, and the halves of each, for exact products."""

    top: Formula
    bottom: Formula
    top_high: Formula
    top_low: Formula
    bottom_high: Formula
    bottom_low: Formula


def split(number: Formula) -> tuple[Formula, Formula]:
    """Return the digits of a number before the last eight, and the last eight."""
    low = remainder(number, SPLIT)
    return (number - low) / SPLIT, low


def compare(left: Operand, right: Operand, rate: Rate) -> Formula:
    """Return left × top − right × bottom, whose sign is exact.

    top and bottom are whole numbers of up to 16 digits, left and right of up to 7.
    """
    left, right = constant(left), constant(right)
    # The four products of halves stay below 2^53. Where high × SPLIT does not, it outweighs the
    # rest by so much that its rounding cannot change the sign.
    high = left * rate.top_high - right * rate.bottom_high
    return high * SPLIT + (left * rate.top_low - right * rate.bottom_low)


def guess(terms: Terms, rate: Rate) -> Formula:
    """Return a rate's share by the terms, rounded; it is off by one at most."""
    a, b, d = terms
    line = a * rate.top
    return round_to((add_whole(line, b, rate.bottom)) / _times(d, rate.bottom))


def correct(terms: Terms, rate: Rate, guessed: Formula) -> Formula:
    """Return the correction that makes a guess exact, half up: 1, 0 or -1."""
    a, b, d = terms
    # share ≥ guess + ½ and share < guess - ½, both multiplied by 2 × d × bottom.
    double = _times(2 * d, guessed)
    above = compare(2 * a, add_whole(double, d - 2 * b), rate) >= 0
    below = compare(2 * a, add_whole(double, -d - 2 * b), rate) < 0
    return when(above, 1, when(below, -1, 0))


def add_whole(line: Formula, number: int, factor: Formula | None = None) -> Formula:
    """Return line + number × factor, written without a redundant sign or zero."""
    if not number:
        return line
    part = constant(abs(number)) if factor is None else _times(abs(number), factor)
    return line + part if number > 0 else line - part


def _times(factor: int, number: Formula) -> Formula:
    return number if factor == 1 else factor * number
