"""The cell 给分 of a line: how its amount becomes points."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from scoring.sheets.figures import is_ref
from scoring.sheets.language import POINTS, QUANTITY
from scoring.sheets.marks import (
    Unsayable,
    is_bare,
    write_number,
)
from scoring.sheets.notation import write_value
from scoring.sheets.values import NAME

MARKED, FAULT, NOTHING = "评定", "有此情形不得分", "不得分"
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


def _write_given(value: Any, end: str = "分") -> str:
    """Return points that a band or a place gives."""
    try:
        text = write_number(value)
    except Unsayable:
        return write_value(QUANTITY, value, nested=True)
    return f"扣{text[1:]}{end}" if text.startswith("-") else f"{text}{end}"
