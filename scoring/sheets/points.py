"""The cell 给分 of a line: how its amount becomes points."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from scoring.sheets.figures import is_ref
from scoring.sheets.kinds import NAME, read_value, write_value
from scoring.sheets.language import POINTS, QUANTITY
from scoring.sheets.marks import (
    LIST,
    SEMICOLON,
    Unreadable,
    Unsayable,
    fold,
    is_bare,
    read_number,
    split,
    write_number,
)

MARKED, FAULT, NOTHING = "评定", "有此情形不得分", "不得分"
VOTES = re.compile(r"评定，?满票(-?\d+(?:\.\d+)?)")
TIER = re.compile(r"(-?\d+(?:\.\d+)?)起每(.+)")
BAND = re.compile(r"(?:(-?\d+(?:\.\d+)?)以上|超过(-?\d+(?:\.\d+)?))(.+)")
SHARE = re.compile(r"前(\d+(?:\.\d+)?)[%％](.+)")
PRICED = re.compile(r"按([^：:]+)[：:](.+)", re.DOTALL)
REST, SAME_AS_LAST = "其余", "其余同末名"

Part = Mapping[str, Any]


def is_price_list(part: Part) -> bool:
    """Return whether a line gives a price per column."""
    each = part.get("each")
    return isinstance(each, dict) and bool(each) and all(is_ref(key) for key in each)


def write_points(part: Part) -> tuple[str, set[str]]:
    """Return the cell, and the keys that it says; Unsayable if none of it can be said briefly."""
    if "mark" in part:
        return _write_mark(part)
    if is_price_list(part):
        prices = "、".join(write_value(POINTS, one, nested=True) for one in part["each"].values())
        return f"分别{prices}", {"each"}
    if part.get("each") == "-full" and part.get("steps") == "once":
        return NOTHING, {"each", "steps"}
    if "price" in part and part.get("each", -1) == -1 and (said := _write_prices(part)):
        return said
    if isinstance(part.get("each"), list):
        return _write_tiers(part["each"]), {"each"}
    if "each" in part:
        return write_value(POINTS, part["each"]), {"each"}
    if isinstance(part.get("table"), list) and part["table"]:
        return _write_table(part)
    return "", set()


def _write_mark(part: Part) -> tuple[str, set[str]]:
    if part.get("reversed") is True and "out" not in part:
        return FAULT, {"reversed"}
    if "out" in part and "reversed" not in part:
        return f"{MARKED}，满票{write_number(part['out'])}", {"out"}
    return MARKED, set()


def _write_prices(part: Part) -> tuple[str, set[str]] | None:
    price = part["price"]
    if not isinstance(price, dict) or price.keys() != {"column", "prices"}:
        return None
    prices = price["prices"]
    if not isinstance(prices, dict) or not prices or not is_bare(price["column"]):
        return None
    sign, keys = ("扣", {"price", "each"}) if "each" in part else ("", {"price"})
    try:
        said = [f"{NAME.write(key)} {sign}{write_number(one)}分" for key, one in prices.items()]
    except Unsayable:
        return None
    return f"按{price['column']}：{'、'.join(said)}", keys


def _write_tiers(tiers: list[Any]) -> str:
    try:
        said = [f"{write_number(start)}起每{POINTS.write_leaf(price)}" for start, price in tiers]
        return "；".join(said)
    except (Unsayable, TypeError, ValueError):
        return write_value(POINTS, tiers)


def _write_table(part: Part) -> tuple[str, set[str]]:
    rows = part["table"]
    if all(isinstance(row, list) for row in rows):
        return _write_bands(part)
    if any(isinstance(row, list) for row in rows):
        raise Unsayable
    text = f"依次{'、'.join(_write_given(row, '') for row in rows)}分"
    if "beyond" not in part:
        return text, {"table"}
    beyond = part["beyond"]
    rest = SAME_AS_LAST if beyond == "last" else f"{REST}{_write_given(beyond)}"
    return f"{text}；{rest}", {"table", "beyond"}


def _write_bands(part: Part) -> tuple[str, set[str]]:
    rows, keys = list(part["table"]), {"table"}
    form = "{}以上{}"
    if part.get("edge") == "exclusive":
        form, keys = "超过{}的{}", keys | {"edge"}
    if any(len(row) != 2 for row in rows):
        raise Unsayable
    starts = [Decimal(write_number(row[0])) for row in rows]
    if _are_shares(part, starts):
        return _write_shares(rows), keys
    if len(rows) > 1:
        if not all(a < b for a, b in pairwise(starts)):
            raise Unsayable
        rows.reverse()  # as notices put it: the highest band first
    said = [form.format(write_number(start), _write_given(given)) for start, given in rows]
    if "below_table" in part:
        said, keys = [*said, f"{REST}{_write_given(part['below_table'])}"], keys | {"below_table"}
    return "；".join(said), keys


def _are_shares(part: Part, starts: list[Decimal]) -> bool:
    """Return whether the bands are shares of the units from the first place on."""
    is_percent = part.get("as") == "percent" and part.get("edge") == "exclusive"
    is_rising = all(a < b for a, b in pairwise(starts)) and len(starts) > 1
    return is_percent and is_rising and starts[0] == 0 and "below_table" not in part


def _write_shares(rows: list[Any]) -> str:
    """Return 前30%10分；前60%8分；其余6分."""
    said = [
        f"前{write_number(following[0])}%{_write_given(row[1])}"
        for row, following in pairwise(rows)
    ]
    return "；".join([*said, f"{REST}{_write_given(rows[-1][1])}"])


def _read_shares(parts: list[str]) -> dict[str, Any]:
    rows: list[list[Any]] = []
    start: int | Decimal = 0
    for one in parts[:-1]:
        found = SHARE.fullmatch(one)
        if not found:
            raise Unreadable(f"“{one}”", "前30%10分；前60%8分；其余6分")
        rows.append([start, _read_given(found[2])])
        start = read_number(found[1])
    if not parts[-1].startswith(REST):
        raise Unreadable(f"“{parts[-1]}”", "最后写“其余…分”")
    rows.append([start, _read_given(parts[-1].removeprefix(REST))])
    return {"table": rows, "edge": "exclusive"}


def _write_given(value: Any, end: str = "分") -> str:
    """Return points that a band or a place gives."""
    try:
        text = write_number(value)
    except Unsayable:
        return write_value(QUANTITY, value, nested=True)
    return f"扣{text[1:]}{end}" if text.startswith("-") else f"{text}{end}"


def read_points(text: str) -> dict[str, Any]:
    """Return the keys that the cell says; `mark = true` and `each = list` need the cell 取数."""
    word = fold(text).replace(",", "，")
    if word == MARKED:
        return {"mark": True}
    if word == FAULT:
        return {"mark": True, "reversed": True}
    if found := VOTES.fullmatch(word):
        return {"mark": True, "out": read_number(found[1])}
    if word == NOTHING:
        return {"each": "-full", "steps": "once"}
    if text.startswith("分别"):
        prices = split(text.removeprefix("分别"), LIST)
        return {"each": {"分别": [read_value(POINTS, one) for one in prices]}}
    if text.startswith("依次"):
        return _read_places(text.removeprefix("依次"))
    parts = split(text, SEMICOLON)
    if all(TIER.fullmatch(one) for one in parts):
        return {"each": [_read_tier(one) for one in parts]}
    if SHARE.fullmatch(parts[0]):
        return _read_shares(parts)
    if BAND.fullmatch(parts[0]):
        return _read_bands(parts)
    if (found := PRICED.fullmatch(text)) and not text.startswith("按口径"):
        return _read_prices(found[1].strip(), found[2])
    return {"each": read_value(POINTS, text)}


def _read_tier(text: str) -> list[Any]:
    found = TIER.fullmatch(text)
    assert found is not None
    return [read_number(found[1]), read_value(POINTS, found[2])]


def _read_prices(column: str, text: str) -> dict[str, Any]:
    prices: dict[str, Any] = {}
    signs = set()
    for one in split(text, LIST):
        found = re.fullmatch(r"(.+?)\s*(扣|加|得)?(\d+(?:\.\d+)?)分", one)
        if not found:
            raise Unreadable(f"“{one}”", "值 分数，如 省2分、市1分；扣分写 省扣2分")
        prices[NAME.read(found[1])] = read_number(found[3])
        signs.add(found[2] == "扣")
    if len(signs) > 1:
        raise Unreadable(f"“{text}”又加又扣", "都加，或都扣；否则分成两行")
    return {"price": {"column": column, "prices": prices}} | ({"each": -1} if True in signs else {})


def _read_places(text: str) -> dict[str, Any]:
    head, *rest = split(text, SEMICOLON)
    points = [_read_given(one) for one in split(head.removesuffix("分"), LIST)]
    found: dict[str, Any] = {"table": points}
    for one in rest:
        if fold(one) == SAME_AS_LAST:
            found["beyond"] = "last"
        elif one.startswith(REST):
            found["beyond"] = _read_given(one.removeprefix(REST))
        else:
            raise Unreadable(f"“{one}”", f"{REST}…分、{SAME_AS_LAST}")
    return found


def _read_bands(parts: list[str]) -> dict[str, Any]:
    rows, found = [], {}
    edges = set()
    for one in parts:
        if one.startswith(REST):
            found["below_table"] = _read_given(one.removeprefix(REST))
        elif band := BAND.fullmatch(one):
            edges.add(band[1] is None)
            start = band[1] if band[1] is not None else band[2]
            rows.append([read_number(start), _read_given(band[3].removeprefix("的"))])
        else:
            raise Unreadable(f"“{one}”", "90以上10分；60以上4分；其余0分")
    if len(edges) > 1:
        raise Unreadable("有的写“以上”，有的写“超过”", "一种写法")
    if len(rows) > 1 and all(a[0] > b[0] for a, b in pairwise(rows)):
        rows.reverse()
    return {"table": rows, **found} | ({"edge": "exclusive"} if True in edges else {})


def _read_given(text: str) -> Any:
    found = re.fullmatch(r"(扣|得)?(-?\d+(?:\.\d+)?)分?", fold(text))
    if not found:
        return read_value(QUANTITY, text)
    return read_number(f"-{found[2]}" if found[1] == "扣" else found[2])
