"""Folding: what two spellings have in common once width, white space and brackets are gone."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from warehouse.reading.words.radicals import RADICALS

# White space, zero-width and direction marks, variation selectors, and Excel's escaped breaks.
_INVISIBLE = re.compile(
    r"_x000[aAdD]_|[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
# What folding leaves as it is: most cells of a large file, told by one look.
_FOLDED = re.compile(r"[\u4e00-\u9fff0-9A-Za-z%+\-./,]*")
_BRACKETS = str.maketrans(dict.fromkeys("[{〔【〖〈<", "(") | dict.fromkeys("]}〕】〗〉>", ")"))
_ORNAMENTS = re.compile("[\"'“”‘’„「」『』〝〞、,;:·*★☆※▲]")


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """Return the text in NFKC, radicals as characters, without white space, brackets unified."""
    if _FOLDED.fullmatch(text):
        return text
    # Twice: NFKC itself makes white space of some characters (´, ¨ and others).
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))
    return plain.translate(RADICALS).translate(_BRACKETS)


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
