"""Exact numbers of a scheme: decimal text in, a fraction of two integers out, never a float."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator

from scoring.clauses.faults import show

MOST_DECIMALS = 6
"""Ledger points have 6 decimals; no notice prints a finer price."""

MOST = 10**12
"""Above every quantity that a form reports; keeps products inside 128 bits."""


def to_number(value: Any) -> Fraction:
    """Return an integer, a decimal or decimal text as a fraction; ValueError for all else."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool | float) or not isinstance(value, int | Decimal | str):
        raise ValueError(f"{show(value)} 不是十进制数（允许：3、0.5、-2 这样的数）")
    try:
        decimal = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"{show(value)} 不是数（允许：3、0.5、-2 这样的数）") from None
    if not decimal.is_finite() or abs(decimal) > MOST:
        raise ValueError(f"{value} 太大（允许：绝对值不超过 {MOST}）")
    exact = Fraction(decimal)
    if (exact * 10**MOST_DECIMALS).denominator != 1:
        raise ValueError(f"{value} 的小数位太多（允许：至多{MOST_DECIMALS}位小数）")
    return exact


def is_number(value: Any) -> bool:
    """Return whether a written value is a number (text counts: an option may be called `2`)."""
    try:
        to_number(value)
    except ValueError:
        return False
    return True


def format_number(number: Fraction) -> str:
    """Return a number as decimal text, or as `n/d` where its decimals do not end."""
    scaled = number
    for decimals in range(MOST_DECIMALS + 1):
        if scaled.denominator == 1:
            digits = f"{abs(scaled.numerator):0{decimals + 1}d}"
            whole, part = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
            return ("-" if number < 0 else "") + whole + ("." + part if part else "")
        scaled *= 10
    return f"{number.numerator}/{number.denominator}"


def to_decimal(number: Fraction) -> Decimal:
    """Return a number as an exact decimal; ValueError where its decimals do not end."""
    decimals = 0
    while (number * 10**decimals).denominator != 1:
        decimals += 1
        if decimals > 2 * MOST_DECIMALS:
            raise ValueError(f"{number} has no end as a decimal")
    return Decimal(int(number * 10**decimals)).scaleb(-decimals)


Number = Annotated[
    Fraction, PlainValidator(to_number), PlainSerializer(format_number, return_type=str)
]
"""An exact number: `numerator` and `denominator` are the integers that the engine computes with."""
