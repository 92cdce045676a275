"""Read a `points` cell: points within the column's range, with at most two decimals."""

from __future__ import annotations

import re
from decimal import Decimal

from warehouse.reading.cells.marks import read_mark
from warehouse.reading.cells.numbers import read_number, value_text
from warehouse.reading.cells.outcome import CellContext, Outcome, ask, refuse
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.number_format import plain

_POINTS = re.compile(r"(-?[\d,]+(?:\.\d*)?|[零〇一二两三四五六七八九十点]+)分?")
_DEDUCTED = re.compile(
    r"(?:扣除?|减|-)?(\d+(?:\.\d*)?|[零〇一二两三四五六七八九十点]+)分?|\((\d+(?:\.\d*)?)分?\)"
)


def read_points(cell: Cell, setting: CellContext) -> Outcome:
    """Return points as decimal text; a blank or a dash is None."""
    wanted = f"需要{_range(setting)}的分数"
    if cell.kind == "date":
        return refuse("date_in_points", f"Excel 把它变成了日期，{wanted}")
    if cell.kind == "number" and not cell.is_percent:
        number: Decimal | None = cell.number
        if number is not None and setting.column.is_deduction:
            number = abs(number)
        return check_points(number, setting) if number is not None else None
    if cell.kind == "text" and read_mark(cell) == "blank":
        return None
    text = value_text(cell)
    match = (_DEDUCTED if setting.column.is_deduction else _POINTS).fullmatch(text)
    number = read_number(next(g for g in match.groups() if g)) if match else None
    if cell.kind != "text" or number is None:
        return ask("ambiguous_points", f"无法判断分数，{wanted}")
    return check_points(number, setting)


def check_points(number: Decimal, setting: CellContext) -> Outcome:
    """Return points as text, or an error where they are out of range or have three decimals."""
    column = setting.column
    if number < 0 and (column.minimum or 0) >= 0:
        return refuse("negative", f"分数不能是负数，需要{_range(setting)}的分数")
    low, high = column.minimum or Decimal(0), column.maximum
    if number < low or (high is not None and number > high):
        return refuse("out_of_range", f"分数超出范围，需要{_range(setting)}的分数")
    if number != round(number, 2):
        return refuse("too_many_decimals", "分数最多两位小数")
    return plain(number)


def _range(setting: CellContext) -> str:
    low, high = setting.column.minimum or Decimal(0), setting.column.maximum
    if setting.column.is_deduction:
        return f"大于 0、不超过 {plain(high or Decimal(100))} "
    return f" {plain(low)}–{plain(high or Decimal(100))} "
