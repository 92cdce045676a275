"""Conditions in cells: 检查表.事件 高于 0; 类别 是 镇; 口径 甲 是 乙."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scoring.sheets.figures import Figure, is_ref
from scoring.sheets.kind import Context, Kind
from scoring.sheets.marks import (
    EQUALS,
    LIST,
    SEMICOLON,
    Unreadable,
    Unsayable,
    fold,
    holds,
    split,
    split_once,
    unwrap,
    walk,
)
from scoring.sheets.notation import read_table, read_value, write_value
from scoring.sheets.quantities import Quantity
from scoring.sheets.structures import ListOf
from scoring.sheets.values import NAME, NUMBER, OPTION

TESTS = {"at_least": "不低于", "above": "高于", "at_most": "不高于", "under": "低于", "is": "等于"}
IS = "是"
KIND, MONTH, READING = "类别", "月份", "口径"
TEST = re.compile(rf"\s(?:{'|'.join((*TESTS.values(), IS))})\s")
ALLOWED = f"取数 {'、'.join(TESTS.values())} 值，如 检查表.事件 高于 0；类别 是 镇；口径 甲 是 乙"
NAMES, OPTIONS, NUMBERS = ListOf(NAME), ListOf(OPTION), ListOf(NUMBER)


@dataclass(frozen=True)
class Condition(Kind):
    """One condition: what is looked at, the comparison, against what."""

    context: Context = field(compare=False)
    figure: Figure
    quantity: Quantity

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        if not isinstance(value, dict):
            raise Unsayable
        if "reading" in value:
            return _write_is(READING, value, "reading", OPTIONS)
        if value.keys() == {"kind"}:
            return f"{KIND} {IS} {NAMES.write(value['kind'])}"
        if value.keys() == {"month"}:
            return f"{MONTH} {IS} {NUMBERS.write(value['month'])}"
        tests = [test for test in TESTS if test in value]
        if len(tests) != 1:
            raise Unsayable
        subject = self._write_subject({k: one for k, one in value.items() if k != tests[0]})
        return f"{subject} {TESTS[tests[0]]} {self._write_against(value[tests[0]])}"

    def _write_subject(self, subject: Mapping[str, Any]) -> str:
        if subject == {"month": True}:
            return MONTH
        if subject.keys() == {"of"}:
            of = subject["of"]
            text = self.figure.write(of)
            is_plain = not isinstance(of, dict) or all(is_ref(key) for key in of)
            return text if is_plain else f"{{{text}}}"
        return self.figure.write(dict(subject))

    def _write_against(self, value: Any) -> str:
        if isinstance(value, list):
            return NUMBERS.write(value)
        text = write_value(self.quantity, value)
        return f"{{{text}}}" if holds(text, SEMICOLON) else text

    def read(self, text: str) -> Any:
        """Return the value of a notation; Unreadable says what may stand there."""
        subject, word, rest = _cut_test(text)
        if word == IS or (word == "等于" and fold(subject) in (KIND, MONTH)):
            return _read_is(subject, rest)
        test = next(key for key, chinese in TESTS.items() if chinese == word)
        is_list = test == "is" and len(split(rest, LIST)) > 1
        against = NUMBERS.read(rest) if is_list else read_value(self.quantity, rest)
        return {**self._read_subject(subject), test: against}

    def _read_subject(self, text: str) -> dict[str, Any]:
        if fold(text) == MONTH:
            return {"month": True}
        value = read_value(self.figure, text)
        is_figure = not isinstance(value, dict) or all(is_ref(key) for key in value)
        return {"of": value} if is_figure or unwrap(text, "{｛", "}｝") is not None else value


def _write_is(word: str, value: Mapping[str, Any], key: str, names: Kind) -> str:
    if value.keys() != {key, "is"}:
        raise Unsayable
    return f"{word} {NAME.write(value[key])} {IS} {names.write(value['is'])}"


def _read_is(subject: str, rest: str) -> dict[str, Any]:
    if fold(subject) == KIND:
        return {"kind": NAMES.read(rest)}
    if fold(subject) == MONTH:
        return {"month": NUMBERS.read(rest.removesuffix("月"))}
    found = re.fullmatch(rf"{READING}\s+(.+)", subject)
    if not found:
        raise Unreadable(f"“{subject} {IS} {rest}”", ALLOWED)
    return {"reading": NAME.read(found[1]), "is": OPTIONS.read(rest)}


def _cut_test(text: str) -> tuple[str, str, str]:
    """Return what stands before a comparison, the comparison, and what stands after it."""
    outside = {position for position, _ in walk(text)}
    for found in TEST.finditer(text):
        if found.start() in outside:
            return text[: found.start()].strip(), found[0].strip(), text[found.end() :].strip()
    raise Unreadable(f"“{text}”", ALLOWED)


def holds_test(text: str) -> bool:
    """Return whether a text is a condition and no name."""
    try:
        _cut_test(text)
    except Unreadable:
        return False
    return True


@dataclass(frozen=True)
class Several(Kind):
    """One thing, or several separated by a semicolon."""

    item: Kind
    context: Context = field(compare=False)
    is_list: bool = False
    """Whether one alone is a list, too."""

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        if isinstance(value, list):
            if len(value) < (1 if self.is_list else 2):
                raise Unsayable
            return "；".join(self._write_item(one) for one in value)
        if self.is_list:
            raise Unsayable
        return write_value(self.item, value)

    def _write_item(self, one: Any) -> str:
        text = write_value(self.item, one)
        return f"{{{text}}}" if len(split(text, SEMICOLON)) > 1 else text

    def read(self, text: str) -> Any:
        """Return the value of a notation; Unreadable says what may stand there."""
        parts = [one for one in split(text, SEMICOLON) if one]
        pair = split_once(parts[0], EQUALS) if parts else None
        if pair and self.context.find(pair[0]):
            return read_table(text, self.context)
        if len(parts) == 1 and not self.is_list:
            return self.item.read(text)
        return [read_value(self.item, one) for one in parts]
