"""Clean texts for XML."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 forbids: control characters, lone surrogates, non-characters."""

_NUMERALS = "〇一二三四五六七八九"


def clean(text: str) -> str:
    """Return a text without characters that XML forbids; line breaks stay, tabs become spaces."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\t", " ")


def to_xml(text: str) -> str:
    """Return a text, on one line, as the content of an XML element."""
    return escape(clean(text).replace("\n", " "))


def format_numeral(number: int) -> str:
    """Return a number from 1 to 99 as headings write it: 一, 十, 二十一."""
    tens, ones = divmod(number, 10)
    last = _NUMERALS[ones] if ones else ""
    if not tens:
        return last
    return f"{_NUMERALS[tens] if tens > 1 else ''}十{last}"
