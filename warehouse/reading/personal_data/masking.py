"""Mask texts: replace each personal number by a placeholder that names its kind."""

from __future__ import annotations

from typing import NamedTuple

from warehouse.reading.personal_data.plain_digits import has_digits, make_plain
from warehouse.reading.personal_data.recognising import Kind, find_numbers
from warehouse.reading.personal_data.surroundings import is_phone_mentioned

TITLES: dict[Kind, str] = {
    "mobile": "手机号",
    "landline": "座机号",
    "identity": "身份证号",
    "card": "银行卡号",
}


class Masked(NamedTuple):
    """A masked text, and the kinds of the numbers removed from it, in order."""

    text: str
    kinds: tuple[Kind, ...] = ()


def mask(text: str, before: str = "") -> Masked:
    """Return a text with every personal number masked.

    No digit of a number is kept: with a name beside them, the last four identify its owner.
    `before` is the text that precedes this one on the sheet, such as the label of a cell.
    """
    if not has_digits(text, few=True):
        return Masked(text)
    # Seven digits count as a telephone number only where a word for telephone occurs.
    has_phone_word = is_phone_mentioned(text) or is_phone_mentioned(before)
    if not has_phone_word and not has_digits(text, few=False):
        return Masked(text)
    plain = make_plain(text)
    pieces: list[str] = []
    kinds: list[Kind] = []
    done = 0
    for found in find_numbers(plain.text, before):
        start, end = plain.places[found.start], plain.places[found.end - 1] + 1
        pieces += [text[done:start], format_placeholder(found.kind)]
        kinds.append(found.kind)
        done = end
    return Masked("".join([*pieces, text[done:]]), tuple(kinds)) if kinds else Masked(text)


def mask_text(text: str) -> str:
    """Return only the masked text, for logs and reasons."""
    return mask(text).text


def is_masked(text: str) -> bool:
    """Return whether a text contains the placeholder of a masked number."""
    return any(format_placeholder(kind) in text for kind in TITLES)


def format_placeholder(kind: Kind) -> str:
    """Return the placeholder of a kind of number."""
    return f"〔{TITLES[kind]}已隐去〕"
