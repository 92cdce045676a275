"""The marks of the notation: where a cell's text is split, quoted and put in braces.

Full- and half-width marks read alike. Inside quotation marks and brackets nothing is split. The
words between the marks stay as they are typed: they may be names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal

SEMICOLON, COMMA, LIST, COLON, EQUALS = "；;", "，,", "、", "：:", "＝="
PLUS, MINUS, TIMES, OVER = "＋", "－−", "×", "÷"
OPEN, CLOSE = "{｛[［", "}｝]］"
QUOTES = {"“": "”", '"': '"', "＂": "＂"}
STRUCTURE = frozenset(
    SEMICOLON + COMMA + LIST + COLON + EQUALS + PLUS + MINUS + TIMES + OVER + OPEN + CLOSE
) | {*QUOTES, "”"}
"""What a bare word inside a larger notation cannot hold."""
IN_TABLE = frozenset(SEMICOLON + EQUALS)
"""What a value within 键＝值；键＝值 cannot hold without braces."""
IN_PHRASES = IN_TABLE | frozenset(COMMA)

NUMBER = re.compile(r"-?\d+(\.\d+)?")
MEASURED = re.compile(r"(-?\d+(?:\.\d+)?)[^\d\s.（(×xX*：:；;，,、=]{1,3}")
"""A number with a measure word, which cells leave out."""


class Unreadable(Exception):
    """A text that is not what its cell may hold."""

    def __init__(self, found: str, allowed: str, key: str = "") -> None:
        super().__init__(found, allowed)
        self.found, self.allowed, self.key = found, allowed, key
        self.more: list[Unreadable] = []

    @property
    def every(self) -> list[Unreadable]:
        """This fault and those of the same row that were found with it."""
        return [self, *self.more]


class Repeated(Unreadable):
    """A name that is given twice: it is not clear what it means elsewhere."""


def raise_all(faults: Sequence[Unreadable]) -> None:
    """Raise the faults of a row as one; nothing if there are none."""
    if faults:
        first, *rest = faults
        first.more = rest
        raise first


class Unsayable(Exception):
    """A value that a short notation cannot say; the long one says it."""


def walk(text: str) -> Iterator[tuple[int, str]]:
    """Yield the position and sign of what stands outside quotation marks and brackets."""
    depth, end, inner = 0, "", 0
    for position, sign in enumerate(text):
        if end:
            inner += sign == "“" and end == "”"
            if sign == end:
                end, inner = ("", 0) if not inner else (end, inner - 1)
        elif sign in QUOTES:
            end = QUOTES[sign]
        elif sign in OPEN:
            depth += 1
        elif sign in CLOSE:
            depth -= 1
            if depth < 0:
                break
        elif depth == 0:
            yield position, sign
    if end or depth:
        raise Unreadable(f"“{text}”的引号或括号不成对", "成对的“ ”、{ }、[ ]")


def split(text: str, marks: str) -> list[str]:
    """Return the parts of a text between some marks, trimmed."""
    parts, start = [], 0
    for position, sign in walk(text):
        if sign in marks:
            parts.append(text[start:position].strip())
            start = position + 1
    return [*parts, text[start:].strip()]


def split_once(text: str, marks: str) -> tuple[str, str] | None:
    """Return what stands before and after the first of some marks; None if there is none."""
    for position, sign in walk(text):
        if sign in marks:
            return text[:position].strip(), text[position + 1 :].strip()
    return None


def holds(text: str, marks: str) -> bool:
    """Return whether one of some marks stands outside quotation marks and brackets."""
    return any(sign in marks for _, sign in walk(text))


def unwrap(text: str, opening: str, closing: str) -> str | None:
    """Return what stands within brackets that hold the whole text; None if none do."""
    if len(text) < 2 or text[0] not in opening or text[-1] not in closing:
        return None
    inner = text[1:-1]
    try:
        list(walk(inner))
    except Unreadable:
        return None
    return inner.strip()


def unquote(text: str) -> str | None:
    """Return the text within quotation marks that hold all of it; None if none do."""
    if len(text) < 2 or QUOTES.get(text[0]) != text[-1]:
        return None
    return None if any(True for _ in walk(text)) else text[1:-1]


def quote(text: str) -> str:
    """Return a text in quotation marks."""
    if text.count("“") == text.count("”") and '"' not in text:
        quoted = f"“{text}”"
        if unquote(quoted) == text:
            return quoted
    return f'"{text}"' if '"' not in text else f"＂{text}＂"


def is_bare(text: str) -> bool:
    """Return whether a text can stand in a larger notation without quotation marks."""
    return bool(text) and not STRUCTURE & set(text) and not any(sign.isspace() for sign in text)


def fold(text: str) -> str:
    """Return a text as words and numbers are compared: half-width, without blanks."""
    plain = unicodedata.normalize("NFKC", text).replace("−", "-")
    return "".join(plain.split())


def read_number(text: str) -> int | Decimal:
    """Return the number that a text is."""
    plain = fold(text)
    if not NUMBER.fullmatch(plain):
        measured = MEASURED.fullmatch(plain)
        allowed = f"只写数：{measured[1]}" if measured else "数，如 3、0.5、-2"
        raise Unreadable(f"“{text}”不是数", allowed)
    whole, _, part = plain.partition(".")
    part = part.rstrip("0")  # a cell with a number does not keep the noughts that were typed
    return Decimal(f"{whole}.{part}") if part else int(whole)


def write_number(value: object) -> str:
    """Return a number's decimal text; Unsayable if the value is none."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise Unsayable
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if not NUMBER.fullmatch(text):
        raise Unsayable
    return text
