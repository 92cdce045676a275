"""Figures in cells: 表.列, 上年 表.列, sums, 本单位 任务, 得分 1.2."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scoring.sheets.kind import Context, Kind
from scoring.sheets.marks import (
    EQUALS,
    LIST,
    MINUS,
    OVER,
    PLUS,
    SEMICOLON,
    TIMES,
    Unreadable,
    Unsayable,
    fold,
    holds,
    is_bare,
    quote,
    read_number,
    split,
    split_once,
    unquote,
    walk,
    write_number,
)
from scoring.sheets.marks import (
    NUMBER as DIGITS,
)
from scoring.sheets.notation import read_value as read_any
from scoring.sheets.notation import write_value
from scoring.sheets.values import NAME, NUMBER
from scoring.sheets.words import ORDER

LAST, LAST_YEAR = "last:", "上年"
OWN, SCORE, ASSESSMENT, TOTAL = "本单位", "得分", "考核", "总分"
RANKED = "的名次"
HEADS = (LAST_YEAR, OWN, SCORE, ASSESSMENT)
ALLOWED = f"报表.列、{LAST_YEAR} 报表.列、{OWN} 自有数、{SCORE} 编号，或其和、差"


def is_ref(value: Any) -> bool:
    """Return whether a written value is a column of a form."""
    return isinstance(value, str) and "." in value and not DIGITS.fullmatch(value)


def write_ref(ref: Any) -> str:
    """Return a column as cells name it."""
    if not is_ref(ref):
        raise Unsayable
    head, name = ("", ref)
    if ref.startswith(LAST):
        head, name = f"{LAST_YEAR} ", ref.removeprefix(LAST)
    return head + (name if is_bare(name) else quote(name))


def read_ref(text: str) -> str:
    """Return the column that a text names."""
    is_last, name = _take_head(text, LAST_YEAR)
    literal = unquote(name)
    name = name.replace("．", ".") if literal is None else literal
    if not is_ref(name):
        raise Unreadable(f"“{text}”不是报表的一列", ALLOWED)
    return f"{LAST}{name}" if is_last else name


def _take_head(text: str, head: str) -> tuple[bool, str]:
    """Return whether a text begins with a word and a blank, and the rest."""
    found = re.match(rf"{head}\s+(.+)$", text.strip(), re.DOTALL)
    return (True, found[1].strip()) if found else (False, text.strip())


@dataclass(frozen=True)
class Ref(Kind):
    """A column of a form."""

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        return write_ref(value)

    def read(self, text: str) -> str:
        """Return the value of a notation; Unreadable says what may stand there."""
        return read_ref(text)


@dataclass(frozen=True)
class Figure(Kind):
    """What is measured: a column, a sum of some, an own figure, a score."""

    context: Context = field(compare=False)

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        match value:
            case list():
                if len(value) < 2:
                    raise Unsayable
                return "、".join(write_value(self, one, nested=True) for one in value)
            case dict():
                return self._write_table(value)
        return write_ref(value) if is_ref(value) else write_number(value)

    def _write_table(self, value: Mapping[str, Any]) -> str:
        if value and all(is_ref(key) for key in value):
            return _write_weights(value)
        match value:
            case {"own": own} if value.keys() <= {"own", "times"}:
                text = f"{OWN} {NAME.write(own)}"
                return text + (f"×{write_number(value['times'])}" if "times" in value else "")
            case {"assessment": assessment} if value.keys() <= {"assessment", "score"}:
                text = f"{ASSESSMENT} {NAME.write(assessment)}"
                end = f"{SCORE} {NAME.write(value['score'])}" if "score" in value else TOTAL
                return f"{text} {end}"
            case {"score": score} if value.keys() == {"score"}:
                return f"{SCORE} {NAME.write(score)}"
            case {"of": of, "out_of": out_of} if value.keys() == {"of", "out_of"}:
                parts = (write_value(self, one, nested=True) for one in (of, out_of))
                return OVER.join(parts)
            case {"of": of, "place": str(order)} if value.keys() == {"of", "place"}:
                if order in ORDER:
                    return f"{write_value(self, of, nested=True)} {ORDER[order]}{RANKED}"
        raise Unsayable

    def read(self, text: str) -> Any:
        """Return the value of a notation; Unreadable says what may stand there."""
        if holds(text, EQUALS + SEMICOLON):
            raise Unreadable(f"“{text}”", ALLOWED)
        if holds(text, LIST):
            return [read_any(self, one) for one in split(text, LIST)]
        if pair := split_once(text, OVER):
            return {"of": read_any(self, pair[0]), "out_of": read_any(self, pair[1])}
        terms = list(_split_terms(text))
        if len(terms) > 1 or terms[0][0] == "-" or _is_weighted(terms[0][1]):
            return _read_weights(terms)
        return self._read_one(text)

    def _read_one(self, text: str) -> Any:
        for order, word in ORDER.items():
            if text.endswith(f" {word}{RANKED}"):
                of = read_any(self, text.removesuffix(f"{word}{RANKED}"))
                return {"of": of, "place": order}
        if DIGITS.fullmatch(fold(text)):
            return read_number(text)
        if (found := _take_head(text, OWN))[0]:
            name, factor = _cut_factor(found[1])
            own = {"own": NAME.read(name)}
            return own if factor is None else {**own, "times": read_number(factor)}
        if (found := _take_head(text, SCORE))[0]:
            return {"score": NAME.read(found[1])}
        if (found := _take_head(text, ASSESSMENT))[0]:
            return _read_assessment(found[1])
        return read_ref(text)


def _read_assessment(text: str) -> dict[str, Any]:
    if found := re.match(rf"(.+?)\s+{SCORE}\s+(.+)$", text, re.DOTALL):
        return {"assessment": NAME.read(found[1]), "score": NAME.read(found[2])}
    if found := re.match(rf"(.+?)\s+{TOTAL}$", text, re.DOTALL):
        return {"assessment": NAME.read(found[1])}
    raise Unreadable(
        f"“{ASSESSMENT} {text}”", f"{ASSESSMENT} 编号 {TOTAL}，{ASSESSMENT} 编号 {SCORE} 编号"
    )


def _write_weights(value: Mapping[str, Any]) -> str:
    """Return columns with their weights: 甲.数 ＋ 乙.数×0.4 － 丙.数."""
    text = ""
    for ref, weight in value.items():
        number = NUMBER.write(weight)
        sign, size = ("－", number[1:]) if number.startswith("-") else ("＋", number)
        text += f" {sign} " if text else sign if sign == "－" else ""
        text += write_ref(ref) + (f"×{size}" if size != "1" else "")
    return f"{text}×1" if len(value) == 1 and is_ref(text) and "×" not in text else text


def _split_terms(text: str) -> list[tuple[str, str]]:
    """Return the terms of a sum, each with its sign; half-width signs need blanks around them."""
    terms, sign, start = [], "+", 0
    for position, mark in walk(text):
        around = text[position - 1 : position + 2]
        is_spaced = (
            mark in "+-" and len(around) == 3 and around[0].isspace() and around[2].isspace()
        )
        if mark in PLUS + MINUS or is_spaced:
            if text[start:position].strip():
                terms.append((sign, text[start:position].strip()))
            elif position and terms:
                raise Unreadable(f"“{text}”有两个连着的加减号", ALLOWED)
            sign, start = "+" if mark in "＋+" else "-", position + 1
    terms.append((sign, text[start:].strip()))
    if not terms[-1][1]:
        raise Unreadable(f"“{text}”没有写完", ALLOWED)
    return terms


def _is_weighted(term: str) -> bool:
    name, factor = _cut_factor(term)
    return factor is not None and not re.match(rf"{OWN}\s", name)


def _cut_factor(term: str) -> tuple[str, str | None]:
    """Return a term and the number that it is multiplied with."""
    pair = split_once(term, TIMES)
    return pair if pair else (term, None)


def _read_weights(terms: list[tuple[str, str]]) -> dict[str, Any]:
    weights: dict[str, Any] = {}
    for sign, term in terms:
        name, factor = _cut_factor(term)
        if DIGITS.fullmatch(fold(name)) and factor is not None:  # 0.6×甲.数
            name, factor = factor, name
        number = read_number(factor) if factor is not None else 1
        ref = read_ref(name)
        if ref in weights:
            raise Unreadable(f"“{name}”写了两次", "每列一次")
        weights[ref] = -number if sign == "-" else number
    return weights
