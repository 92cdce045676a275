"""Rounding and comparisons as formulas: what is decided, whatever stands behind the 15 digits."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from documents.proof.formulas import (
    FALSE,
    LOOSE,
    NEAR,
    PRODUCT,
    SUM,
    TIGHT,
    TRUE,
    Formula,
    Operand,
    bracket,
    constant,
    join_parts,
)


def floor(number: Formula) -> Formula:
    """Return INT(…) of a number without the noise behind 11 decimals."""
    return _decide("INT(ROUND({},11))", number, lambda value: Fraction(math.floor(value)))


def ceiling(number: Formula) -> Formula:
    """Return the next whole number from a number on."""
    return _decide("-INT(-ROUND({},11))", number, lambda value: Fraction(math.ceil(value)), SUM)


def _decide(
    template: str, number: Formula, act: Callable[[Fraction], Fraction], binds: int = TIGHT
) -> Formula:
    value = number.number
    if value is None:
        return join_parts(template.format(number.text), None, binds, (number,))
    if number.is_literal:
        return constant(act(value))
    close = number.is_close or 0 < abs(value - round(value)) < NEAR
    return Formula(template.format(bracket(number, SUM)), act(value), binds, close)


def half_up(number: Formula, decimals: int = 2) -> Formula:
    """Return a number half up (0.125 → 0.13, -0.125 → -0.12), as published figures are rounded."""
    value, unit = number.number, 10**decimals
    if number.is_literal and value is not None and (value * unit).denominator == 1:
        return number
    text = f"INT(ROUND({bracket(number, PRODUCT)}*{unit},8)+0.5)/{unit}"
    if value is None:
        return join_parts(text, None, PRODUCT, (number,))
    scaled = value * unit + Fraction(1, 2)
    close = number.is_close or 0 < abs(scaled - round(scaled)) < NEAR
    return Formula(text, Fraction(math.floor(scaled), unit), PRODUCT, close)


def tidy(number: Formula) -> Formula:
    """Return a sum or difference without noise, so that equal figures are equal doubles."""
    if number.binds != SUM or number.is_literal:
        return number
    return join_parts(f"ROUND({number.text},9)", number.value, TIGHT, (number,))


def exceeds(left: Formula, right: Operand) -> Formula:
    """Return whether a number is greater than another, whatever stands behind 11 decimals."""
    return _weigh(left, ">", constant(right), lambda a, b: a > b)


def reaches(left: Formula, right: Operand) -> Formula:
    """Return whether a number is at least another, whatever stands behind 11 decimals."""
    return _weigh(left, ">=", constant(right), lambda a, b: a >= b)


def matches(left: Formula, right: Operand) -> Formula:
    """Return whether two numbers are equal, whatever stands behind 11 decimals."""
    return _weigh(left, "=", constant(right), lambda a, b: a == b)


def _weigh(
    left: Formula, sign: str, right: Formula, act: Callable[[Fraction, Fraction], bool]
) -> Formula:
    a, b = left.number, right.number
    if left.is_literal and right.is_literal and a is not None and b is not None:
        return TRUE if act(a, b) else FALSE
    shown = f"ROUND({left.text},11)" if right.is_literal else f"ROUND({(left - right).text},11)"
    text = f"{shown}{sign}{bracket(right, SUM) if right.is_literal else 0}"
    if a is None or b is None:
        return join_parts(text, None, LOOSE, (left, right))
    close = left.is_close or right.is_close or 0 < abs(a - b) < NEAR
    return Formula(text, act(a, b), LOOSE, close)
