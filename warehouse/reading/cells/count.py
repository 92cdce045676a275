"""Read a `count` cell: a whole number of things."""

from __future__ import annotations

import re
from decimal import Decimal

from warehouse.reading.cells.marks import read_mark
from warehouse.reading.cells.numbers import is_huge, read_number, value_text
from warehouse.reading.cells.outcome import CellContext, Outcome, ask, refuse
from warehouse.reading.sheets.cell import Cell

_COUNTERS = "条|次|件|个|家|篇|期|人|项|起|份|场|张|宗|户|单|类|处|人次|场次|天|名|批|号|组"
_NUMBER = r"([+-]?[\d,]+(?:\.\d*)?|[零〇一二两三四五六七八九十百千]+)"
_COUNTED = re.compile(rf"{_NUMBER}\(?(?:{_COUNTERS})?\)?")
_TICKED = re.compile(rf"[√✓✔☑✅]\(?{_NUMBER}(?:{_COUNTERS})?\)?")
_WANTED = "需要整数（如 3）"

_INSIDE = re.compile(r"(?<![\d.,])\d[\d,]*(?![\d,]*\.?\d)|[零〇一二两三四五六七八九十百千]+")
_MOST_OFFERED = 3

_LIKE_A_DASH = {"一"}
"""The numeral 1, or a dash typed with the wrong key."""


def read_count(cell: Cell, setting: CellContext) -> Outcome:
    """Return a whole number ≥ 0 as text; a blank or a dash is None."""
    if cell.kind == "date":
        return refuse(
            "date_in_count", f"Excel 把它变成了日期，{_WANTED}，请改成文本或数字后重新填写"
        )
    if cell.kind == "bool" or cell.is_percent or cell.raw.strip() in _LIKE_A_DASH:
        return ask("ambiguous_count", f"无法判断数量，{_WANTED}", "0", "1")
    if cell.kind == "number":
        return _check(cell.number, setting)
    mark = read_mark(cell)
    if mark == "blank":
        return None
    if mark in {"yes", "no"}:
        return _count_of_mark(mark, setting)
    text = value_text(cell)
    match = _COUNTED.fullmatch(text) or _TICKED.fullmatch(text)
    number = read_number(match.group(1)) if match else None
    if number is None:
        return ask("ambiguous_count", f"无法判断数量，{_WANTED}", *_offer(text))
    return _check(number, setting)


def _offer(text: str) -> list[str]:
    """Return as answers the whole numbers inside a text (约3条), then 0 and 1, without repeats."""
    inside = (read_number(found.replace(",", "")) for found in _INSIDE.findall(text))
    whole = [str(int(number)) for number in inside if number is not None and not is_huge(number)]
    return list(dict.fromkeys([*whole[:_MOST_OFFERED], "0", "1"]))


def _count_of_mark(mark: str, setting: CellContext) -> Outcome:
    if mark == "no":
        return "0"
    if setting.column.is_ticked_as_one:
        return "1"
    return ask("tick_in_count", f"这一列填的是数量，不能打“√”，{_WANTED}", "0", "1")


def _check(number: Decimal, setting: CellContext) -> Outcome:
    if number < 0:
        return refuse("negative", f"数量不能是负数，{_WANTED}")
    if number != number.to_integral_value():
        return refuse("not_whole", f"数量不能有小数，{_WANTED}")
    if is_huge(number):
        return refuse("too_big", "数量大得不可能，请核对")
    minimum, maximum = setting.column.minimum, setting.column.maximum
    if minimum is not None and number < minimum:
        return refuse("out_of_range", f"不能小于{minimum}")
    if maximum is not None and number > maximum:
        return refuse("out_of_range", f"不能大于{maximum}")
    return str(int(number))
