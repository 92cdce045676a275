"""Read the cell 给分 of a line."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import Any

from scoring.sheets.language import POINTS, QUANTITY
from scoring.sheets.marks import LIST, SEMICOLON, Unreadable, fold, read_number, split
from scoring.sheets.notation import read_value
from scoring.sheets.points import FAULT, MARKED, NOTHING, REST, SAME_AS_LAST
from scoring.sheets.values import NAME

VOTES = re.compile(r"评定，?满票(-?\d+(?:\.\d+)?)")
TIER = re.compile(r"(-?\d+(?:\.\d+)?)起每(.+)")
BAND = re.compile(r"(?:(-?\d+(?:\.\d+)?)以上|超过(-?\d+(?:\.\d+)?))(.+)")
SHARE = re.compile(r"前(\d+(?:\.\d+)?)[%％](.+)")
PRICED = re.compile(r"按([^：:]+)[：:](.+)", re.DOTALL)


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
