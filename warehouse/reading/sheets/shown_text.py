"""Format a cell's value by its number format, and tell whether the result states the value."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from warehouse.reading.sheets.format_digits import show_in_section
from warehouse.reading.sheets.format_sections import Section, sections_of
from warehouse.reading.words.folding import fold

OVERFLOW = "####"
"""Shown where no section applies, or for a date outside the calendar."""
_QUANTITY = re.compile(
    r"[零〇一二两三四五六七八九十百千万亿兆半几约近余多超不未无非负减扣逾第倍折]|以[上下内外]|成$"
)
"""Words that change the quantity of the digits beside them: 3万, 第3, 3以上, 9成."""
_SPACING = re.compile(r"[\s¥￥$€]*")
_UNIT = re.compile(r"[^\W\d_a-zA-Z]*(?:\([^\W\d_a-zA-Z]*\))?")


class ShownText(NamedTuple):
    """A value as it is shown."""

    text: str
    is_plain: bool
    """Whether the text states the value, rounded at most."""
    is_percent: bool = False
    """Whether the value is a fraction of 1 shown as a percentage."""
    has_percent_sign: bool = False
    """Whether a % follows the digits without multiplying them (98.5 as 98.5%)."""


def show_number(number: Decimal, code: str) -> ShownText:
    """Return a number as this format shows it."""
    form = sections_of(code)
    section = form.section(number)
    # A section may show a word for 0 or 1: the number is on the scale of the other sections.
    is_percent = any(part.percents for part in form.numbers)
    if section is None or section.kind == "date":
        return ShownText(OVERFLOW, False, is_percent)
    text = show_in_section(number, section).strip()
    if section.kind == "literal":
        return ShownText(text, False, is_percent)
    is_percent = section.percents > 0
    has_sign = not is_percent and fold(text).endswith("%")
    has_figures = any(character.isnumeric() for character in text)
    return ShownText(text, _is_faithful(section) and has_figures, is_percent, has_sign)


def show_text(text: str, code: str) -> ShownText:
    """Return a text as this format shows it."""
    section = sections_of(code).text
    if section is None:
        return ShownText(text, True)
    shown = "".join(text if piece.kind == "text" else piece.text for piece in section.pieces)
    copies = sum(piece.kind == "text" for piece in section.pieces)
    return ShownText(shown, copies == 1 and _is_faithful(section))


def changes_texts(code: str) -> bool:
    """Return whether a format adds something to texts or hides them."""
    section = sections_of(code).text
    return section is not None and [piece.kind for piece in section.pieces] != ["text"]


@lru_cache(maxsize=512)
def _is_faithful(section: Section) -> bool:
    """Return whether a section shows the number's own digits, with at most a unit beside them."""
    if section.kind == "literal" and all(piece.kind != "text" for piece in section.pieces):
        return False
    before, within, after = (fold(literal) for literal in section.affixes())
    if section.kind == "fraction":  # the 8 of ?/8 is a literal, and no other quantity
        within, after = "", after.lstrip("0123456789")
    if section.drops_sign:
        if not before.startswith(("-", "(")) or (before[0] == "(" and not after.endswith(")")):
            return False
        before, after = before.lstrip("-("), after.removesuffix(")")
    is_scaled = section.thousands > 0 or section.percents > 1
    if is_scaled or within:
        return False
    return _is_harmless(before.rstrip(":")) and _is_harmless(after)


def _is_harmless(literal: str) -> bool:
    """Return whether words beside digits only name what is counted: 条, 分, ¥."""
    bare = _SPACING.sub("", literal)
    return not _QUANTITY.search(bare) and bool(_UNIT.fullmatch(bare))
