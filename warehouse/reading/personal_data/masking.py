"""Masking: a person's number in a text gives way to a word that says what stood there."""

from __future__ import annotations

from typing import NamedTuple

from warehouse.reading.personal_data.plain_digits import has_digits, make_plain
from warehouse.reading.personal_data.recognising import Kind, find_numbers
from warehouse.reading.personal_data.surroundings import is_talk_mentioned

TITLES: dict[Kind, str] = {
    "mobile": "手机号",
    "landline": "座机号",
    "identity": "身份证号",
    "card": "银行卡号",
}


class Masked(NamedTuple):
    """A text without personal numbers, and the kinds of those that stood in it, in order."""

    text: str
    kinds: tuple[Kind, ...] = ()


def mask(text: str, before: str = "") -> Masked:
    """Return a text with every personal number masked.

    Nothing of a number stays: its last digits would, with a name beside them, tell whose it is.
    `before` is what a reader saw before the text, such as the label of a cell.
    """
    if not has_digits(text, few=True):
        return Masked(text)
    # Seven digits are a telephone's only where one is spoken of.
    is_talk = is_talk_mentioned(text) or is_talk_mentioned(before)
    if not is_talk and not has_digits(text, few=False):
        return Masked(text)
    plain = make_plain(text)
    pieces: list[str] = []
    kinds: list[Kind] = []
    done = 0
    for found in find_numbers(plain.text, before):
        start, end = plain.places[found.start], plain.places[found.end - 1] + 1
        pieces += [text[done:start], describe_masked(found.kind)]
        kinds.append(found.kind)
        done = end
    return Masked("".join([*pieces, text[done:]]), tuple(kinds)) if kinds else Masked(text)


def mask_text(text: str) -> str:
    """Return a text with every personal number masked: for logs and reasons."""
    return mask(text).text


def is_masked(text: str) -> bool:
    """Tell whether a number was masked in a text."""
    return any(describe_masked(kind) in text for kind in TITLES)


def describe_masked(kind: Kind) -> str:
    """Return what stands where a number of a kind stood."""
    return f"〔{TITLES[kind]}已隐去〕"
