"""Quantities in cells: a number, 满分, 本单位 任务, 各单位平均＋5, 类别 镇＝10；其余＝15."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scoring.sheets.figures import Figure, is_ref
from scoring.sheets.kind import Context, Kind
from scoring.sheets.marks import (
    COLON,
    EQUALS,
    IN_TABLE,
    MEASURED,
    SEMICOLON,
    TIMES,
    Unreadable,
    Unsayable,
    fold,
    holds,
    read_number,
    split,
    split_once,
    write_number,
)
from scoring.sheets.notation import read_value, write_value
from scoring.sheets.values import NAME
from scoring.sheets.words import LIMIT

FULL, NONE = LIMIT["full"], LIMIT["none"]
UNIT, UNIT_KIND, OTHERS = "单位", "类别", "其余"
ALLOWED = "数、满分、不限、本单位 自有数、各单位平均、报表.列，或 类别 甲＝数；其余＝数"
MEANS = {
    ("simple", None): "各单位平均", ("simple", "others"): "其他单位平均",
    ("simple", "kind"): "同类平均", ("simple", "group"): "同组平均",
    ("simple", "all"): "全体单位平均", ("pooled", None): "各单位合并平均",
    ("pooled", "others"): "其他单位合并平均", ("pooled", "kind"): "同类合并平均",
    ("pooled", "group"): "同组合并平均", ("pooled", "all"): "全体单位合并平均",
}  # fmt: skip
"""(mean, among) → what a cell calls it."""
PACED = "按月份折算"
MONTHS = {"exact": "按在册月数折算", "up": "按在册月数折算，进位", "down": "按在册月数折算，舍去"}


@dataclass(frozen=True)
class Quantity(Kind):
    """What may stand where a number may stand."""

    context: Context = field(compare=False)
    figure: Figure

    def write_leaf(self, number: Any) -> str:
        """Return a plain number's notation."""
        return write_number(number)

    def read_leaf(self, text: str) -> Any:
        """Return the number of a notation; Unreadable if it is none."""
        return read_number(text)

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        if isinstance(value, str) and value in LIMIT:
            return LIMIT[value]
        if is_ref(value):
            return self.figure.write(value)
        if not isinstance(value, dict):
            return self.write_leaf(value)
        if value and value.keys() <= {"unit", "kind", "others"}:
            return self._write_by_unit(value)
        if value.keys() == {"full"}:
            return f"{FULL}×{write_number(value['full'])}"
        return self._write_target(value)

    def _write_by_unit(self, value: Mapping[str, Any]) -> str:
        parts = []
        for key, word in (("unit", UNIT), ("kind", UNIT_KIND)):
            table = value.get(key, {})
            if not isinstance(table, dict) or (key in value and not table):
                raise Unsayable
            parts += [
                f"{word} {NAME.write(name)}＝{write_value(self, one, nested=True, marks=IN_TABLE)}"
                for name, one in table.items()
            ]
        if "others" in value:
            parts.append(f"{OTHERS}＝{self._write_others(value)}")
        return "；".join(parts)

    def _write_others(self, value: Mapping[str, Any]) -> str:
        return write_value(self, value["others"], nested=True, marks=IN_TABLE)

    def _write_target(self, value: Mapping[str, Any]) -> str:
        rest = dict(value)
        plus, plus_as = rest.pop("plus", None), rest.pop("plus_as", None)
        times = rest.pop("times", None)
        pace, months = rest.pop("pace", None), rest.pop("own_months", None)
        text = self._write_basis(rest)
        if plus is not None:
            number = write_number(plus)
            if number.startswith("-") or plus_as not in (None, "percent") or times is not None:
                raise Unsayable
            text += f"＋{number}" + ("%" if plus_as else "")
        elif plus_as is not None:
            raise Unsayable
        if times is not None:
            text += f"×{write_number(times)}"
        if pace is True:
            text += f"（{PACED}）"
        elif pace is not None:
            raise Unsayable
        if months is not None:
            text += f"（{MONTHS[months]}）" if months in MONTHS else _refuse()
        return text

    def _write_basis(self, rest: Mapping[str, Any]) -> str:
        if rest.keys() <= {"mean", "among"} and "mean" in rest:
            among = rest.get("among")
            if not isinstance(rest["mean"], str) or isinstance(among, dict | list):
                raise Unsayable
            return MEANS.get((rest["mean"], among)) or _refuse()
        if rest.keys() == {"of", "table"}:
            rows = "，".join(self._write_row(row) for row in rest["table"])
            return f"{write_value(self.figure, rest['of'], nested=True)}：{rows}"
        if rest.keys() == {"of"} and not isinstance(rest["of"], dict | list):
            return self.figure.write(rest["of"])
        return self.figure.write(rest)

    def _write_row(self, row: Any) -> str:
        if not isinstance(row, list | tuple) or len(row) != 2:
            raise Unsayable
        return f"{write_number(row[0])}起{write_value(self, row[1], nested=True)}"

    def read(self, text: str) -> Any:
        """Return the value of a notation; Unreadable says what may stand there."""
        word = fold(text)
        for english, chinese in LIMIT.items():
            if word == chinese or (english == "-full" and word == f"-{FULL}"):
                return english
        try:
            return self.read_leaf(text)
        except Unreadable:
            pass
        if MEASURED.fullmatch(word):
            read_number(text)  # which says to leave the measure out
        if _is_by_unit(text):
            return self._read_by_unit(text)
        if found := re.fullmatch(rf"{FULL}[×xX*](-?\d+(?:\.\d+)?)", word):
            return {"full": read_number(found[1])}
        if holds(text, EQUALS):
            raise Unreadable(f"“{text}”", ALLOWED)
        return self._read_target(text)

    def _read_by_unit(self, text: str) -> dict[str, Any]:
        value: dict[str, Any] = {}
        for one in split(text, SEMICOLON):
            pair = split_once(one, EQUALS)
            if pair is None:
                raise Unreadable(
                    f"“{one}”没有等号", f"{UNIT} 甲＝数；{UNIT_KIND} 乙＝数；{OTHERS}＝数"
                )
            inner = read_value(self, pair[1])
            if fold(pair[0]) == OTHERS:
                value["others"] = inner
                continue
            found = re.match(rf"({UNIT}|{UNIT_KIND})\s+(.+)$", pair[0])
            if not found:
                raise Unreadable(f"“{pair[0]}”", f"{UNIT} 名称、{UNIT_KIND} 名称，或 {OTHERS}")
            key = "unit" if found[1] == UNIT else "kind"
            value.setdefault(key, {})[NAME.read(found[2])] = inner
        return value

    def _read_target(self, text: str) -> Any:
        modifiers: dict[str, Any] = {}
        while found := re.search(r"[（(]([^（）()]*)[)）]$", text):
            name = fold(found[1]).replace(",", "，")
            if name == PACED:
                modifiers["pace"] = True
            elif months := next((key for key, word in MONTHS.items() if word == name), None):
                modifiers["own_months"] = months
            else:
                break
            text = text[: found.start()].strip()
        plus: dict[str, Any] = {}
        for words in MEANS.values():
            if found := re.fullmatch(rf"{words}[＋+](\d+(?:\.\d+)?)(%|％)?", "".join(text.split())):
                plus = {"plus": read_number(found[1])} | (
                    {"plus_as": "percent"} if found[2] else {}
                )
                text = words
        pair = split_once(text, TIMES)
        if pair and not re.match(r"本单位\s", text):
            text, modifiers = pair[0], {"times": read_number(pair[1]), **modifiers}
        basis = self._read_basis(text)
        if not (modifiers or plus):
            return basis
        if not isinstance(basis, dict):
            basis = {"of": basis}
        return {**basis, **plus, **modifiers}

    def _read_basis(self, text: str) -> Any:
        for (mean, among), words in MEANS.items():
            if fold(text) == words:
                return {"mean": mean} | ({"among": among} if among else {})
        if pair := split_once(text, COLON):
            rows = [self._read_row(one) for one in split(pair[1], "，,")]
            return {"of": read_value(self.figure, pair[0]), "table": rows}
        try:
            return read_value(self.figure, text)
        except Unreadable:
            raise Unreadable(f"“{text}”", ALLOWED) from None

    def _read_row(self, text: str) -> list[Any]:
        found = re.fullmatch(r"(.+?)起(.+)", text)
        if not found:
            raise Unreadable(f"“{text}”", "0起2，10000起4")
        return [read_number(found[1]), read_value(self, found[2])]


def _refuse() -> str:
    raise Unsayable


def _is_by_unit(text: str) -> bool:
    first = split(text, SEMICOLON)[0]
    pair = split_once(first, EQUALS)
    return bool(pair and re.match(rf"({UNIT}|{UNIT_KIND})\s|{OTHERS}$", pair[0]))


GIVEN = "得2分、扣0.5分、得满分、不得分、评定；分档如 90以上10分；60以上4分；其余0分"
POINTS = re.compile(r"(得|加|扣|减)?(-?\d+(?:\.\d+)?)分?")


@dataclass(frozen=True)
class Points(Quantity):
    """Points that are given or taken: 得2分, 扣0.5分, 得满分."""

    def write_leaf(self, number: Any) -> str:
        """Return 得2分 or 扣2分."""
        text = write_number(number)
        return f"扣{text[1:]}分" if text.startswith("-") else f"得{text}分"

    def read_leaf(self, text: str) -> Any:
        """Return the number of 得2分, 扣2分 or 2."""
        found = POINTS.fullmatch(fold(text))
        if not found or (found[1] and found[2].startswith("-")):
            raise Unreadable(f"“{text}”", "得2分、扣0.5分、得满分、不得分、评定")
        return read_number(f"-{found[2]}" if found[1] in ("扣", "减") else found[2])

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        return "得满分" if value == "full" else super().write(value)

    def read(self, text: str) -> Any:
        """Return the value of a notation; Unreadable says what may stand there."""
        if fold(text) == "得满分":
            return "full"
        try:
            return super().read(text)
        except Unreadable as fault:
            allowed = fault.allowed if fault.allowed.startswith("只写数") else GIVEN
            raise Unreadable(fault.found, allowed) from None
