"""Convert digits of any width or script to ASCII digits, and keep each one's original position."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

NUMERALS = {
    sign: str(digit)
    for digit, signs in enumerate(
        ("〇零○", "一壹幺", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for sign in signs
}
"""Chinese numerals, as written and as spoken."""
NUMERAL_SIGNS = "".join(NUMERALS)
ALIKE = {"O": "0", "o": "0", "I": "1", "l": "1"}
"""Letters that are typed, or read by a scanner, in place of digits."""
ALIKE_SIGNS = "".join(ALIKE)
_OTHER_DIGITS = "⁰¹²³⁴-⁹₀-₉①-⑨⓪❶-❾"
_INVISIBLE = r"\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
_GAP = rf"[\s{_INVISIBLE}\-‐-―−－.．。·•()（）_/,，、;；*＊×~～∼:：|｜¦#＃^'’\\]"
"""A character that people write between the digits of one number."""
_DIGIT = rf"[\d{_OTHER_DIGITS}{NUMERAL_SIGNS}{ALIKE_SIGNS}ＯｏＩｌ]"

_LONG = re.compile(rf"{_DIGIT}(?:{_GAP}{{0,8}}{_DIGIT}){{10}}")
_SHORT = re.compile(rf"{_DIGIT}(?:{_GAP}{{0,8}}{_DIGIT}){{6}}")
_BETWEEN = "\x00"
"""Separates texts that are searched in one pass; no number contains it."""
_SUSPECT = re.compile(rf"(?:(?<![0-9A-Za-z])|(?<=[belnrtxBELTX])){_SHORT.pattern}")
"""The same, but not within a code; the letters allowed before it end tel, phone, vx and so on."""
_MOVING = re.compile(rf"[{_INVISIBLE}]|_x000")
"""What makes the converted text shorter than the original."""
_PIECE = re.compile(r"_x000[aAdD]_|.", re.DOTALL)
_DASHES = frozenset("‐‑‒–—―−－")
_SAME = {
    "＋": "+",
    "（": "(",
    "）": ")",
    "．": ".",
    "。": ".",
    "•": "·",
    **dict(zip("ＸｘＯｏＩｌ／", "XxOoIl/", strict=True)),
}
_SKIPPED = re.compile(f"[{_INVISIBLE}]")


class PlainText(NamedTuple):
    """A converted text, and for each of its characters the position in the original text."""

    text: str
    places: Sequence[int]


def has_digits(text: str, *, few: bool) -> bool:
    """Return whether a text holds as many digits as a mobile number (11), or with `few` 7."""
    return (_SHORT if few else _LONG).search(text) is not None


def find_suspects(texts: Sequence[str]) -> list[int]:
    """Return the positions of the texts that hold at least 7 digits, in one search over all."""
    if not texts:
        return []
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    joined = _BETWEEN.join(texts)
    positions = (bisect_right(starts, match.start()) - 1 for match in _SUSPECT.finditer(joined))
    return list(dict.fromkeys(positions))


def make_plain(text: str) -> PlainText:
    """Return a text with its digits, blanks, dashes and brackets in ASCII.

    Chinese numerals stay as they are: 一 is an ordinary word, and only its neighbours show
    whether it is a digit.
    """
    if not _MOVING.search(text):
        return PlainText(text.translate(_TABLE), range(len(text) + 1))
    signs: list[str] = []
    places: list[int] = []
    for piece in _PIECE.finditer(text):
        sign = _plain_sign(piece[0])
        if sign:
            signs.append(sign)
            places.append(piece.start())
    return PlainText("".join(signs), [*places, len(text)])


def _plain_sign(sign: str) -> str:
    """Return the plain form of a character, "" for an invisible one."""
    if sign in _SAME:
        return _SAME[sign]
    if len(sign) > 1 or sign.isspace():
        return " "
    if sign in _DASHES:
        return "-"
    if sign.isascii() or _SKIPPED.match(sign):
        return sign if sign.isascii() else ""
    digit = unicodedata.digit(sign, None)
    return sign if digit is None else str(digit)


class _Table(dict[int, str]):
    """The plain form of each character, computed when the character first occurs."""

    def __missing__(self, code: int) -> str:
        self[code] = _plain_sign(chr(code))
        return self[code]


_TABLE = _Table()
