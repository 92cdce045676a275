"""Convert cells between canonical text (the reader's output) and the typed columns of the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.dataset import Column

Physical = tuple[Any, ...]
"""One value per physical column; all of them None for a blank cell."""

RATE_SCALE = 10**15
"""The largest denominator kept of a written decimal: a spreadsheet has 15 significant digits."""

YES, NO = "yes", "no"


def to_physical(column: Column, text: str | None) -> Physical:
    """Return the typed values of a canonical text; None takes the column's default."""
    text = column.default if text is None else text
    if text is None:
        return (None,) * len(_BLANKS[column.type])
    return _PARSERS[column.type](text)


def to_text(column: Column, physical: Sequence[Any]) -> str | None:
    """Return the canonical text of typed values; None for a blank cell."""
    if all(value is None for value in physical):
        return None
    if column.type == "rate":
        return format_rate(physical[0], physical[1])
    if column.type in {"filing", "mark"} and physical[1] is not None:
        return _format_value(physical[1])
    return _format_value(physical[0])


def format_rate(numerator: int, denominator: int) -> str:
    """Return a rate as a decimal fraction, rounded to 15 places if it does not terminate."""
    value = Decimal(numerator) / Decimal(denominator)
    return f"{round(value, 15).normalize():f}"


def _format_value(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def _parse_bool(text: str) -> Physical:
    return (text == YES,)


def _parse_filing(text: str) -> Physical:
    if text in {YES, NO}:
        return (text == YES, None)
    return (None, date.fromisoformat(text))


def _parse_rate(text: str) -> Physical:
    # Numerator and denominator are kept, never a quotient: a rate stays exact.
    value = Fraction(text)
    if value.denominator > RATE_SCALE:
        value = Fraction(round(value * RATE_SCALE), RATE_SCALE)
    return (value.numerator, value.denominator)


def _parse_mark(text: str) -> Physical:
    if text in {YES, NO}:
        return (text == YES, None)
    return (None, Decimal(text))


_PARSERS: dict[str, Callable[[str], Physical]] = {
    "tick": _parse_bool,
    "filing": _parse_filing,
    "count": lambda text: (int(text),),
    "quantity": lambda text: (Decimal(text),),
    "rate": _parse_rate,
    "points": lambda text: (Decimal(text),),
    "mark": _parse_mark,
    "fault": _parse_bool,
    "date": lambda text: (date.fromisoformat(text),),
    "choice": lambda text: (text,),
    "text": lambda text: (text,),
}

_BLANKS: dict[str, Physical] = {
    kind: (None, None) if kind in {"filing", "rate", "mark"} else (None,) for kind in _PARSERS
}
