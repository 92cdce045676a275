"""Parse a number format into its sections, and choose the section that shows a number."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

PieceKind = Literal[
    "literal", "digit", "point", "comma", "percent", "exponent", "slash", "date", "general", "text"
]
SectionKind = Literal["general", "digits", "exponent", "fraction", "date", "literal"]


class Piece(NamedTuple):
    """One part of a section."""

    kind: PieceKind
    text: str


class Condition(NamedTuple):
    """Which numbers a section shows: an operator and a limit, as in [>=60]."""

    operator: str
    limit: Decimal

    def admits(self, number: Decimal) -> bool:
        """Return whether the section shows this number."""
        order = (number > self.limit) - (number < self.limit)
        return order in _ORDERS[self.operator]

    def admits_only_negatives(self) -> bool:
        """Return whether the section shows only numbers below 0."""
        if self.operator == "<":
            return self.limit <= 0
        return self.operator in {"<=", "="} and self.limit < 0


_ORDERS = {"<": {-1}, "<=": {-1, 0}, "=": {0}, ">=": {0, 1}, ">": {1}, "<>": {-1, 1}}
_ZERO = Decimal(0)
_DEFAULTS: dict[int, list[Condition | None]] = {
    1: [None],
    2: [Condition(">=", _ZERO), None],
    3: [Condition(">", _ZERO), Condition("<", _ZERO), None],
}
"""The conditions of one, two and three sections that state none (ECMA-376 18.8.31)."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a number format, in parts."""

    pieces: tuple[Piece, ...]
    condition: Condition | None = None
    numerals: str = ""
    """The ten digits of [DBNum1] or [DBNum2]; '' for 0 to 9."""
    drops_sign: bool = False
    """Whether a negative number gets no minus sign other than one written in the section."""

    @property
    def kind(self) -> SectionKind:
        """How the section shows a number."""
        kinds = [piece.kind for piece in self.pieces]
        if "general" in kinds:
            return "general"
        if "date" in kinds and "digit" not in kinds:
            return "date"
        if "digit" not in kinds:
            return "literal"
        if "exponent" in kinds:
            return "exponent"
        if "slash" in kinds[kinds.index("digit") :]:
            return "fraction"
        return "digits"

    @property
    def percents(self) -> int:
        """The number of percent signs; each multiplies the number by 100."""
        return sum(piece.kind == "percent" for piece in self.pieces)

    @property
    def thousands(self) -> int:
        """The number of commas after the last digit; each divides the number by 1000."""
        ends = {max(part, default=None) for part in self.places}
        return sum(_commas_from(self.pieces, end + 1) for end in ends if end is not None)

    @property
    def places(self) -> tuple[list[int], list[int]]:
        """The positions of the digits before and after the decimal point."""
        digits = [i for i, piece in enumerate(self.pieces) if piece.kind == "digit"]
        ends = (i for i, piece in enumerate(self.pieces) if piece.kind in {"point", "exponent"})
        point = next(ends, len(self.pieces))
        return [i for i in digits if i < point], [i for i in digits if i > point]

    def affixes(self) -> tuple[str, str, str]:
        """Return the literals before, among and after the digits."""
        figures = [i for i, piece in enumerate(self.pieces) if piece.kind in _FIGURES]
        if not figures:
            return "", "", ""
        cut = figures[0], figures[-1] + 1
        parts = self.pieces[: cut[0]], self.pieces[cut[0] : cut[1]], self.pieces[cut[1] :]
        before, within, after = ("".join(p.text for p in x if p.kind == "literal") for x in parts)
        return before, within, after


_FIGURES = {"digit", "point", "comma", "percent", "exponent", "general", "slash", "text"}


def _commas_from(pieces: tuple[Piece, ...], start: int) -> int:
    """Count the consecutive commas from a position on."""
    rest = (i for i, piece in enumerate(pieces[start:]) if piece.kind != "comma")
    return next(rest, len(pieces) - start)


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """The sections of a format."""

    numbers: tuple[Section, ...]
    text: Section | None
    """The section for texts; None: texts are shown unchanged."""

    def section(self, number: Decimal) -> Section | None:
        """Return the section that shows a number, None where none does (then #### is shown)."""
        for section in self.numbers:
            if section.condition is None or section.condition.admits(number):
                return section
        return None


_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)'
    r"|\[(?P<bracket>[^\]]*)\]?|(?P<general>general|g/通用格式)|(?P<exponent>e[+-](?=[0#?]))"
    r"|(?P<date>am/pm|a/p|上午/下午|a{3,4}|y+|m+|d+|h+|s+(?:\.0+)?|e+)"
    r"|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<slash>/)|(?P<text>@)"
    r"|(?P<section>;)|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"\s*(<=|>=|<>|<|>|=)\s*(-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?)\s*", re.I)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_NUMERALS = {"dbnum1": "〇一二三四五六七八九", "dbnum2": "零壹贰叁肆伍陆柒捌玖"}
_LITERAL_TOKENS = {"quoted", "escaped", "literal"}


@lru_cache(maxsize=512)
def sections_of(code: str) -> NumberFormat:
    """Return the sections of a number format."""
    parts = [_read_section(part) for part in _split(code)]
    text = None
    if len(parts) > 3:
        parts, text = parts[:3], parts[3]
    elif any(piece.kind == "text" for piece in parts[-1].pieces):
        *parts, text = parts
    if not parts:  # with a text section alone, numbers are shown as General
        parts = [Section((Piece("general", "General"),))]
    return NumberFormat(tuple(_with_defaults(parts)), text)


def _split(code: str) -> list[list[re.Match[str]]]:
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token.lastgroup == "section":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _read_section(tokens: list[re.Match[str]]) -> Section:
    pieces: list[Piece] = []
    condition, numerals = None, ""
    for token in tokens:
        kind = token.lastgroup or "literal"
        text = token[kind]
        if kind == "bracket":
            if match := _CONDITION.fullmatch(text):
                condition = Condition(match[1], Decimal(match[2]))
            elif _ELAPSED.fullmatch(text):
                pieces.append(Piece("date", text.lower()))
            elif text.startswith("$"):  # [$¥-804]: a currency sign and a locale
                pieces.append(Piece("literal", text[1:].partition("-")[0]))
            numerals = _NUMERALS.get(text.lower(), numerals)
        elif kind in _LITERAL_TOKENS:
            pieces.append(Piece("literal", text))
        elif kind == "space":
            pieces.append(Piece("literal", " "))
        elif kind != "fill":
            pieces.append(Piece(kind, text.lower()))  # type: ignore[arg-type]
    return Section(_settle(pieces), condition, numerals)


def _settle(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Turn the marks that mean nothing in this section into literals, and drop empty literals."""
    kinds = {piece.kind for piece in pieces}
    has_digits = "digit" in kinds
    literal = set() if has_digits else {"point", "comma", "slash", "exponent"}
    if has_digits or "general" in kinds:
        literal.add("date")
    return tuple(
        Piece("literal", piece.text) if piece.kind in literal else piece
        for piece in pieces
        if piece.text or piece.kind != "literal"
    )


def _with_defaults(parts: list[Section]) -> list[Section]:
    """Return the sections, each with its own condition or the default one."""
    defaults = list(_DEFAULTS[len(parts)])
    stated = [part.condition for part in parts]
    if stated[0] is not None and len(parts) == 2:
        defaults[1] = None
    settled = []
    for own, default, part in zip(stated, defaults, parts, strict=True):
        condition = own or default
        is_negative = condition is not None and condition.admits_only_negatives()
        is_rest = len(parts) == 2 and part is parts[1] and not any(stated)
        drops_sign = len(parts) > 1 and (is_negative or is_rest)
        settled.append(replace(part, condition=condition, drops_sign=drops_sign))
    return settled
