"""Folding: what two spellings have in common once width, white space and brackets are gone."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

# White space, zero-width and direction marks, variation selectors, and Excel's escaped breaks.
_INVISIBLE = re.compile(
    r"_x000[aAdD]_|[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
# What folding leaves as it is: most cells of a large file, told by one look.
_FOLDED = re.compile(r"[\u4e00-\u9fff0-9A-Za-z%+\-./,]*")
_BRACKETS = str.maketrans(dict.fromkeys("[{〔【〖〈<", "(") | dict.fromkeys("]}〕】〗〉>", ")"))
_ORNAMENTS = re.compile("[\"'“”‘’„「」『』〝〞、,;:·*★☆※▲]")

_DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "元": 1, "二": 2, "两": 2, "三": 3, "四": 4} | {
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_TENS = {"十": 10, "百": 100, "千": 1000}


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """Return the text in NFKC, without white space and invisible marks, brackets unified."""
    if _FOLDED.fullmatch(text):
        return text
    # Twice: NFKC itself makes white space of some characters (´, ¨ and others).
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))
    return plain.translate(_BRACKETS)


@lru_cache(maxsize=1 << 12)
def fold_label(text: str) -> str:
    """Return a header folded, without quotation marks, commas, colons and stars, in lower case."""
    return _ORNAMENTS.sub("", fold(text)).lower()


def tidy(text: str) -> str:
    """Return the text as a person sees it on one line."""
    if not _INVISIBLE.search(text):
        return text
    return " ".join(_INVISIBLE.sub(" ", text).split())


def has_odd_digits(text: str) -> bool:
    """Tell whether NFKC would turn a mark such as ² or ① into a plain digit."""
    return any(unicodedata.category(character) == "No" for character in text)


def chinese_number(text: str) -> Decimal | None:
    """Return the value of a Chinese numeral below 10,000 (十二, 二〇二一, 九十八点五), or None."""
    whole, point, fraction = text.partition("点")
    value = _whole_number(whole)
    if value is None:
        return None
    if not point:
        return Decimal(value)
    if not fraction or any(character not in _DIGITS for character in fraction):
        return None
    return Decimal(f"{value}." + "".join(str(_DIGITS[character]) for character in fraction))


def _whole_number(text: str) -> int | None:
    if not text or any(c not in _DIGITS and c not in _TENS for c in text):
        return None
    if not any(c in _TENS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for position, character in enumerate(text):
        if character in _TENS:
            total += (digit or (1 if position == 0 else 0)) * _TENS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit
