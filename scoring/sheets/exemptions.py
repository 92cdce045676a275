"""Units in cells: 镇、水利局; 水利局：其余折算（无服务窗口）; months: 5—12月."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from scoring.sheets.conditions import KIND, NAMES, holds_test
from scoring.sheets.kind import Context, Kind
from scoring.sheets.marks import (
    COLON,
    LIST,
    SEMICOLON,
    Unreadable,
    Unsayable,
    fold,
    split,
    split_once,
    unwrap,
)
from scoring.sheets.notation import read_value, write_value
from scoring.sheets.values import NAME, Word
from scoring.sheets.words import TREAT

EVERYONE, HAVING, ON_ROSTER = "全体", "有", "名册注明"


@dataclass(frozen=True)
class Concerns(Kind):
    """For whom: a kind, units, or both with those that have an own figure."""

    context: Context = field(compare=False)

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        if value == "all":
            return EVERYONE
        if not isinstance(value, dict):
            return NAMES.write(value)
        words = {"unit": "单位", "kind": KIND, "having": HAVING}
        if not value or not value.keys() <= words.keys():
            raise Unsayable
        return "；".join(f"{words[key]} {NAMES.write(one)}" for key, one in value.items())

    def read(self, text: str) -> Any:
        """Return the value of a notation; Unreadable says what may stand there."""
        if fold(text) == EVERYONE:
            return "all"
        parts = [
            re.fullmatch(rf"(单位|{KIND}|{HAVING})\s+(.+)", one) for one in split(text, SEMICOLON)
        ]
        if not all(parts):
            if len(parts) > 1:
                raise Unreadable(f"“{text}”", "名称，或 单位 甲、乙；类别 镇；有 自有数")
            return NAMES.read(text)
        keys = {"单位": "unit", KIND: "kind", HAVING: "having"}
        return {keys[one[1]]: NAMES.read(one[2]) for one in parts if one}


@dataclass(frozen=True)
class Exemption(Kind):
    """What does not concern a unit, and how it then counts."""

    context: Context = field(compare=False)
    when: Kind
    treat: Word = field(default_factory=lambda: Word(TREAT))

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        if not isinstance(value, dict) or not value.keys() <= {"unit", "when", "treat", "reason"}:
            raise Unsayable
        if {"unit", "when"} <= value.keys() or "treat" not in value:
            raise Unsayable
        who = ON_ROSTER
        if "unit" in value:
            who = NAMES.write(value["unit"])
        elif "when" in value:
            who = write_value(self.when, value["when"])
            who = f"{{{who}}}" if len(split(who, SEMICOLON)) > 1 else who
        treat = write_value(self.treat, value["treat"], nested=True)
        return f"{who}：{treat}" + _write_note(value.get("reason"))

    def read(self, text: str) -> Any:
        """Return the value of a notation; Unreadable says what may stand there."""
        pair = split_once(text, COLON)
        if pair is None:
            raise Unreadable(f"“{text}”", "条件：计满分，或 单位：不计（理由）")
        who, rest = pair
        rest, reason = _cut_note(rest)
        value: dict[str, Any] = {}
        inner = unwrap(who, "{｛", "}｝")
        if inner is not None or holds_test(who):
            value["when"] = read_value(self.when, who)
        elif fold(who) != ON_ROSTER:
            value["unit"] = NAMES.read(who)
        value["treat"] = read_value(self.treat, rest)
        return value | ({"reason": reason} if reason else {})


def _write_note(note: Any) -> str:
    if note is None:
        return ""
    if not isinstance(note, str) or not note.strip() or re.search("[（）()；;]", note):
        raise Unsayable
    return f"（{note}）"


def _cut_note(text: str) -> tuple[str, str]:
    """Return a text and what stands in round brackets at its end."""
    found = re.search(r"[（(]([^（）()]*)[)）]$", text)
    return (text[: found.start()].strip(), found[1].strip()) if found else (text, "")


@dataclass(frozen=True)
class RosterEntry(Kind):
    """An entry of the roster: the clause that does not concern the unit, how it counts, why."""

    context: Context = field(compare=False)
    treat: Word = field(default_factory=lambda: Word(TREAT))

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        if not isinstance(value, dict) or not value.keys() <= {"clause", "treat", "reason"}:
            raise Unsayable
        treat = f"：{write_value(self.treat, value['treat'])}" if "treat" in value else ""
        return f"{NAME.write(value.get('clause'))}{treat}{_write_note(value.get('reason'))}"

    def read(self, text: str) -> Any:
        """Return the value of a notation; Unreadable says what may stand there."""
        rest, reason = _cut_note(text)
        pair = split_once(rest, COLON)
        value: dict[str, Any] = {"clause": NAME.read(pair[0] if pair else rest)}
        if pair:
            value["treat"] = read_value(self.treat, pair[1])
        return value | ({"reason": reason} if reason else {})


@dataclass(frozen=True)
class Months(Kind):
    """Months of the year: 5—12月, 7、8月."""

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        if not isinstance(value, list) or not value or not all(_is_month(one) for one in value):
            raise Unsayable
        parts, rest = [], list(value)
        while rest:
            end = 1
            while end < len(rest) and rest[end] == rest[end - 1] + 1:
                end += 1
            run = rest[:end]
            parts.append(f"{run[0]}—{run[-1]}" if end > 2 else "、".join(map(str, run)))
            rest = rest[end:]
        return f"{'、'.join(parts)}月"

    def read(self, text: str) -> list[int]:
        """Return the value of a notation; Unreadable says what may stand there."""
        months: list[int] = []
        for part in split(fold(text).removesuffix("月"), LIST):
            found = re.fullmatch(r"(\d{1,2})月?(?:[—–~至到-]+(\d{1,2})月?)?", part)
            if not found:
                raise Unreadable(f"“{text}”不是月份", "5—12月，或 3、6、9月")
            months += range(int(found[1]), int(found[2] or found[1]) + 1)
        return months


def _is_month(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 12
