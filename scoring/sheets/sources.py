"""The cell 取数 of a line: columns of forms, or the rows of a ledger."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scoring.sheets.figures import HEADS, is_ref, write_ref
from scoring.sheets.kind import BY
from scoring.sheets.language import FIGURE
from scoring.sheets.marks import COMMA, EQUALS, Unreadable, is_bare, split, split_once, unquote
from scoring.sheets.notation import read_value, write_value
from scoring.sheets.points import is_price_list
from scoring.sheets.structures import ListOf, MapOf
from scoring.sheets.values import NAME

NAMES = ListOf(NAME)
WHERE = MapOf(NAMES)
ROWS = re.compile(
    r"(?P<rows>“[^”]+”|[^\s“]+)(?:\s+中\s+(?P<where>.+?))?(?:\s+的\s+(?P<amount>\S+))?"
)
"""扣分台账 中 项目＝逾期、差错，级别＝市 的 分值."""


def write_source(part: Mapping[str, Any], *, has_mark: bool) -> tuple[str, set[str]]:
    """Return the cell and the keys that it says; `has_mark`: 给分 says that it is a mark."""
    if isinstance(part.get("rows"), str):
        return _write_rows(part)
    if "mark" in part:
        is_sayable = has_mark and is_ref(part["mark"]) and "of" not in part
        return (write_ref(part["mark"]), {"mark"}) if is_sayable else ("", set())
    if is_price_list(part):
        return "、".join(write_ref(ref) for ref in part["each"]), {"each"}
    if "of" in part:
        return write_value(FIGURE, part["of"]), {"of"}
    return "", set()


def _write_rows(part: Mapping[str, Any]) -> tuple[str, set[str]]:
    text, keys = NAME.write(part["rows"]), {"rows"}
    where = part.get("where")
    if isinstance(where, dict) and where and all(map(_is_value, where.values())):
        said = [f"{NAME.write(column)}＝{NAMES.write(one)}" for column, one in where.items()]
        text, keys = f"{text} 中 {'，'.join(said)}", keys | {"where"}
    amount = part.get("amount")
    if isinstance(amount, str) and is_bare(amount) and amount != "none":
        text, keys = f"{text} 的 {amount}", keys | {"amount"}
    return text, keys


def _is_value(value: Any) -> bool:
    values = value if isinstance(value, list) and len(value) > 1 else [value]
    return all(isinstance(one, str) and one != "none" for one in values)


def read_source(text: str) -> dict[str, Any]:
    """Return the keys that the cell says."""
    found = ROWS.fullmatch(text)
    if found is None or not _is_ledger(found["rows"]):
        return {"of": read_value(FIGURE, text)}
    rows: dict[str, Any] = {"rows": NAME.read(found["rows"])}
    if found["where"]:
        rows["where"] = dict(_read_where(one) for one in split(found["where"], COMMA))
    return rows | ({"amount": NAME.read(found["amount"])} if found["amount"] else {})


def _is_ledger(name: str) -> bool:
    """Return whether a word can be the name of a ledger: no column, number or other notation."""
    literal = unquote(name)
    if literal is not None:
        return "." not in literal
    plain = name.replace("．", ".")
    return (
        is_bare(plain)
        and "." not in plain
        and not plain.startswith(BY)
        and (plain not in HEADS and not re.fullmatch(r"-?\d+", plain))
    )


def _read_where(text: str) -> tuple[str, Any]:
    pair = split_once(text, EQUALS)
    if pair is None:
        raise Unreadable(f"“{text}”没有等号", "台账 中 列＝值，列＝值")
    return NAME.read(pair[0]), NAMES.read(pair[1])
