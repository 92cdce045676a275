"""Fold texts, so that spellings that differ only in width, white space or brackets are equal."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from warehouse.reading.words.radicals import RADICALS

# White space, zero-width and direction marks, variation selectors, and Excel's escaped breaks.
_INVISIBLE = re.compile(
    r"_x000[aAdD]_|[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
# Texts that folding does not change; most cells of a large file are such.
_FOLDED = re.compile(r"[\u4e00-\u9fff0-9A-Za-z%+\-./,]*")
_BRACKETS = str.maketrans(dict.fromkeys("[{〔【〖〈<", "(") | dict.fromkeys("]}〕】〗〉>", ")"))
_ORNAMENTS = re.compile("[\"'“”‘’„「」『』〝〞、,;:·*★☆※▲]")


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """Return the text in NFKC without white space; radicals become characters, brackets ()."""
    if _FOLDED.fullmatch(text):
        return text
    # White space goes twice: NFKC makes some of characters such as ´ and ¨.
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))
    return plain.translate(RADICALS).translate(_BRACKETS)


@lru_cache(maxsize=1 << 12)
def fold_label(text: str) -> str:
    """Return a header folded, in lower case, without quotation marks, commas, colons, stars."""
    return _ORNAMENTS.sub("", fold(text)).lower()


def tidy(text: str) -> str:
    """Return the text on one line: each run of white space and invisible characters as a space."""
    if not _INVISIBLE.search(text):
        return text
    return " ".join(_INVISIBLE.sub(" ", text).split())


def has_odd_digits(text: str) -> bool:
    """Return whether NFKC would turn a mark such as ² or ① into a plain digit."""
    return any(unicodedata.category(character) == "No" for character in text)
