"""A node, clause or line as the cells of a row of 指标, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from scoring.sheets import words as w
from scoring.sheets.alike import is_alike
from scoring.sheets.clause_columns import (
    ABOVE,
    ABOVE_OR_ON,
    BEHIND_FIRST,
    BELOW,
    BELOW_OR_ON,
    FROM_HIGH,
    FROM_LOW,
)
from scoring.sheets.column import OTHER
from scoring.sheets.language import PART, QUANTITY
from scoring.sheets.marks import Unreadable, Unsayable, raise_all
from scoring.sheets.notation import read_table, read_value, write_table, write_value
from scoring.sheets.phrases import Bare, Counted, Fixed, Holding, PhraseCell, fix
from scoring.sheets.points import is_price_list, write_points
from scoring.sheets.points_reading import read_points
from scoring.sheets.sources import read_source, write_source
from scoring.sheets.values import NAME

Part = dict[str, Any]
Cells = dict[str, str]

SIMPLE = {
    "编号": "id", "名称": "name", "起算": "start", "适用": "for", "除以": "out_of", "每": "per",
    "步": "steps", "最低": "floor", "最高": "ceiling", "条件": "when", "不涉及": "not_for",
    "依据": "clause", "提供单位": "provider",
}  # fmt: skip
"""Headers whose cells say one key."""

BASES: dict[Any, str] = {1: "每个", 100: "百分数", 1000: "每千", 10000: "每万", 100000: "每十万"}

READING = PhraseCell(
    ("read", "due_day", "join", "weights", "trim_from", "highest_per", "within_months", "base",
     "decimals", "together", "blank", "empty"),
    [
        *fix("read", w.READ), *fix("join", w.JOIN), *fix("blank", w.BLANK, "空白{}"),
        Counted("due_day", "每月{}日前"), Counted("due_day", "{}日前"),
        Counted("decimals", "先取{}位小数"), Fixed("decimals", "exact", "不取小数位"),
        *fix("empty", w.EMPTY, "分母为0{}"), Counted("empty", "分母为0按{}计"),
        Fixed("together", True, "同期取数"), *fix("base", BASES, "按{}计"),
        Counted("trim_from", "满{}个去掉最高最低"), Counted("within_months", "连续{}个月内"),
        Holding("highest_per", "同一", "取最高", NAME),
    ],
    PART,
)  # fmt: skip
SIDES = PhraseCell(
    ("place", "best", "as", "within", "ties", "zero_has_no_place", "not_vetoed", "side"),
    [
        Fixed("side", "behind", BEHIND_FIRST), Fixed("side", "below", BELOW),
        Fixed("side", "above", ABOVE), Fixed("side", "below_on", BELOW_OR_ON),
        Fixed("side", "above_on", ABOVE_OR_ON),
        Fixed("place", "highest", FROM_HIGH), Fixed("place", "lowest", FROM_LOW),
        *fix("best", w.BEST), *fix("within", w.WITHIN, "{}内"), *fix("ties", w.TIES),
        *fix("as", w.SHAPE_OF_STANDING), Fixed("zero_has_no_place", True, "0不排名"),
        Fixed("not_vetoed", True, "否决的不排名"), *fix("edge", w.EDGE),
    ],
    PART,
)  # fmt: skip
JOINING = PhraseCell(
    ("times", "take", "fit", "combine", "round_period", "new_unit", "earn", "round", "add_inside"),
    [
        *fix("combine", w.COMBINE), *fix("take", w.TAKE), *fix("fit", w.FIT), *fix("earn", w.EARN),
        *fix("new_unit", w.NEW_UNIT), *fix("round", w.NODE_ROUND),
        Fixed("round_period", True, "各期取整"), Fixed("add_inside", True, "加减分计入"),
        Holding("times", "乘", "", QUANTITY),
    ],
    PART,
)  # fmt: skip
PERIODS = PhraseCell(
    ("period", "months"),
    [*fix("period", w.PERIOD), Bare("months", "5—12月", PART.keys["months"].kind)],
    PART,
)
PHRASES = {"读法": READING, "合成": JOINING, "分期": PERIODS}
EACH_PERIOD = "每期"
PLAIN_GROUPS: tuple[frozenset[str], ...] = (
    frozenset(), frozenset({"给分"}), frozenset({"取数"}), frozenset({"比较"}),
    frozenset({"给分", "取数", "比较"}),
    frozenset({"给分", "取数", "比较", "读法", "合成", "分期", "满分", *SIMPLE}),
)  # fmt: skip
"""Cells that are left to 其他, tried in this order until a row reads back to what it says."""


def write_line(part: Mapping[str, Any]) -> Cells:
    """Return the cells of a part without its children; what no cell says stands in 其他."""
    for plain in PLAIN_GROUPS:
        try:
            cells = _write_cells(part, plain)
            if is_alike(read_line(cells), dict(part)):
                return cells
        except (Unsayable, Unreadable):
            continue
    raise Unsayable


def _write_cells(part: Mapping[str, Any], plain: frozenset[str]) -> Cells:
    rest = dict(part)
    cells: Cells = {}

    def say(header: str, text: str, keys: Iterable[str]) -> None:
        if text:
            cells[header] = text
            for key in keys:
                rest.pop(key, None)

    points, said = ("", set[str]()) if "给分" in plain else write_points(part)
    if "取数" not in plain:
        say("取数", *write_source(part, has_mark=bool(points)))
    if not is_price_list(part) or "取数" in cells:
        say("给分", points, said)
    if "比较" not in plain:
        _write_comparison(rest, say)
    for header, cell in PHRASES.items():
        if header not in plain:
            say(header, cell.write(rest), cell.keys)
    if "满分" not in plain:
        say("满分", _write_full(rest), ("full", "period_full"))
    for header, key in SIMPLE.items():
        if header not in plain and key in rest:
            say(header, write_value(PART.keys[key].kind, rest[key]), (key,))
    if rest:
        cells[OTHER] = write_table(rest, PART)
    return cells


def _write_comparison(rest: Part, say: Any) -> None:
    """Write what a figure is held against: the cells 比较 and 目标."""
    doc = {key: rest[key] for key in SIDES.keys if key in rest}
    keys = set(doc)
    side = next((key for key in (BELOW_KEY, ABOVE_KEY) if key in rest), None)
    if side == ABOVE_KEY and "place" in rest and rest[side] == 1:
        doc["side"] = "behind"
        keys.add(side)
    elif side:
        doc["side"] = side
        if rest.get("edge") == "inclusive":
            doc["side"], keys = f"{side}_on", keys | {"edge"}
        say("目标", write_value(QUANTITY, rest[side]), (side,))
    text = SIDES.write(doc)
    if side and "edge" in rest and "edge" not in keys:
        edge = PART.keys["edge"]
        text += f"，{edge.word}＝{write_value(edge.kind, rest['edge'], nested=True)}"
        keys.add("edge")
    say("比较", text, keys)


BELOW_KEY, ABOVE_KEY = "below", "above"


def _write_full(rest: Part) -> str:
    full = write_value(QUANTITY, rest["full"]) if "full" in rest else ""
    if "period_full" not in rest:
        return full
    each = write_value(QUANTITY, rest["period_full"], nested=True)
    return f"{full}{'，' if full else ''}{EACH_PERIOD}{each}"


def read_line(cells: Mapping[str, str]) -> Part:
    """Return what the cells of a row say; Unreadable names the header as its key."""
    part: Part = {}
    faults: list[Unreadable] = []
    for header, text in cells.items():
        try:
            found = _read_cell(header, text)
        except Unreadable as fault:
            faults.append(Unreadable(fault.found, fault.allowed, header))
            continue
        for key in found.keys() & part.keys():
            faults.append(Unreadable(f"“{_word(key)}”已在其他单元格写过", "只写一处", header))
        part = {**found, **part}
    raise_all(faults)
    _join_points(part)
    _join_comparison(part)
    return part


def _word(key: str) -> str:
    return PART.keys[key].word if key in PART.keys else key


def _read_cell(header: str, text: str) -> Part:
    if header == "取数":
        return read_source(text)
    if header == "给分":
        return read_points(text)
    if header == "比较":
        return SIDES.read(text)
    if header == "目标":
        return {"target": read_value(QUANTITY, text)}
    if header == "满分":
        return _read_full(text)
    if header in PHRASES:
        return PHRASES[header].read(text)
    if header == OTHER:
        return read_table(text, PART)
    key = SIMPLE[header]
    return {key: read_value(PART.keys[key].kind, text)}


def _read_full(text: str) -> Part:
    found = re.fullmatch(rf"(?:(.+)[，,])?\s*{EACH_PERIOD}(.+)", text, re.DOTALL)
    if not found:
        return {"full": read_value(QUANTITY, text)}
    part = {"full": read_value(QUANTITY, found[1])} if found[1] else {}
    return {**part, "period_full": read_value(QUANTITY, found[2])}


def _join_points(part: Part) -> None:
    """Put together what 取数 and 给分 say of one another: marks and price lists."""
    if part.get("mark") is True:
        if not isinstance(part.get("of"), str):
            raise Unreadable("评定的取数不是报表的一列", "报表.列", "取数")
        part["mark"] = part.pop("of")
    each = part.get("each")
    if isinstance(each, dict) and each.keys() == {"分别"}:
        refs = part.pop("of", None)
        refs = refs if isinstance(refs, list) else [refs]
        prices = each["分别"]
        if len(refs) != len(prices) or not all(isinstance(one, str) for one in refs):
            raise Unreadable(
                f"取数有{len(refs)}列，给分有{len(prices)}个", "取数的每列一个分数", "给分"
            )
        part["each"] = dict(zip(refs, prices, strict=True))


def _join_comparison(part: Part) -> None:
    """Put together what 比较 and 目标 say: below or above a target."""
    side, target = part.pop("side", None), part.pop("target", None)
    if side == "behind":
        if target is not None:
            raise Unreadable("“每退1名”不用目标", "删去目标", "目标")
        part["above"] = 1
        return
    if side is None:
        if target is not None:
            raise Unreadable("有目标而没有比较", f"{BELOW}、{ABOVE} 等", "比较")
        return
    if target is None:
        raise Unreadable("有比较而没有目标", "一个数，或各单位平均等", "目标")
    side, _, on = side.partition("_")
    part[side] = target
    if on:
        if "edge" in part:
            raise Unreadable("本数写了两次", "只写一次", "比较")
        part["edge"] = "inclusive"
