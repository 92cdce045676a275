"""Numbers as people write them in a cell: digits, separators, Chinese numerals."""

from __future__ import annotations

import re
from decimal import Decimal

from warehouse.reading.folding import chinese_number, fold, has_odd_digits
from warehouse.reading.grid import Cell

_PLAIN = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+")
_LARGEST = Decimal(10) ** 12


def read_number(text: str) -> Decimal | None:
    """Return the number that a folded text is, None where it is more or less than one."""
    if len(text) > 40:
        return None
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", ""))
    return chinese_number(text)


def value_text(cell: Cell) -> str:
    """Return a cell's text folded for reading; '' where NFKC would invent a digit (3² → 32)."""
    return "" if has_odd_digits(cell.raw) else fold(cell.raw)


def is_huge(number: Decimal) -> bool:
    """Tell whether a number is beyond anything that is counted here."""
    return abs(number) > _LARGEST
