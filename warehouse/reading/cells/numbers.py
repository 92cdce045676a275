"""Parse numbers as people write them: digits, separators, Chinese numerals."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from warehouse.reading.sheets.cell import Cell
from warehouse.reading.words.chinese_numerals import chinese_number
from warehouse.reading.words.folding import fold, has_odd_digits

_PLAIN = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+")
# Two numbers in one cell (12 34): folding would make 1234 of them.
_APART = re.compile(r"\d(?:\s|_x000[aAdD]_)+\d")
_LARGEST = Decimal(10) ** 12
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
"""A spreadsheet shows at most 15 digits of a number; one written as text counts alike."""


def read_number(text: str) -> Decimal | None:
    """Return the number of a folded text, None where the text is anything but one number."""
    if len(text) > 40:
        return None
    if _PLAIN.fullmatch(text):
        return _FIFTEEN.plus(Decimal(text.replace(",", "")))
    return chinese_number(text)


def value_text(cell: Cell) -> str:
    """Return a cell's text folded; '' where folding would invent a number (3², 12 34)."""
    if has_odd_digits(cell.raw) or _APART.search(cell.raw):
        return ""
    return fold(cell.raw).replace("−", "-")


def is_huge(number: Decimal) -> bool:
    """Return whether a number is larger than anything that forms count."""
    return abs(number) > _LARGEST
