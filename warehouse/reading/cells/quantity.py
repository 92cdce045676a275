"""Read a `quantity` cell: an amount in the column's measure, with no more decimals than allowed."""

from __future__ import annotations

import re
from decimal import Decimal

from warehouse.reading.cells.marks import read_mark
from warehouse.reading.cells.numbers import read_number, value_text
from warehouse.reading.cells.outcome import CellContext, Outcome, ask, refuse
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.number_format import plain
from warehouse.reading.words.folding import fold

_AMOUNT = re.compile(r"[+-]?[\d.,]+")
_TOO_BIG = Decimal(10) ** 12
"""The table keeps twelve digits before the point."""


def read_quantity(cell: Cell, setting: CellContext) -> Outcome:
    """Return an amount as decimal text; a blank or a dash is None.

    The cell may repeat the column's own measure (3.5万元). Another one (3.5亿元) is asked:
    nothing is converted.
    """
    if cell.kind == "date":
        return refuse("date_in_quantity", f"Excel 把它变成了日期，{_wanted(setting)}")
    if cell.kind == "number":
        number = _read_plain(cell, setting)
    elif cell.kind == "text":
        if read_mark(cell) == "blank":
            return None
        text = value_text(cell._replace(raw=_drop_measure(cell.raw, setting.column.measure)))
        number = read_number(text) if _AMOUNT.fullmatch(text) else None
    else:
        number = None
    if number is None:
        return ask("ambiguous_quantity", f"无法判断数量，{_wanted(setting)}")
    return _check(number, setting)


def _read_plain(cell: Cell, setting: CellContext) -> Decimal | None:
    """Return the number of a number cell; None if it is shown with a % that the column has not."""
    if not (cell.is_percent or cell.has_percent_sign):
        return cell.number
    if fold(setting.column.measure) != "%":
        return None
    return cell.number * 100 if cell.is_percent else cell.number


def _drop_measure(text: str, measure: str) -> str:
    """Return a text without the measure at its end.

    It is dropped before the text is folded, because the ³ of m³ would count as an odd digit.
    """
    wanted = fold(measure)
    ends = (start for start in range(len(text)) if wanted and fold(text[start:]) == wanted)
    return text[: next(ends, len(text))]


def _check(number: Decimal, setting: CellContext) -> Outcome:
    column = setting.column
    low, high, decimals = column.minimum or Decimal(0), column.maximum, column.decimals or 0
    if number < 0 <= low:
        return refuse("negative", f"不能是负数，{_wanted(setting)}")
    if abs(number) >= _TOO_BIG:
        return refuse("too_big", "数值大得不可能，请核对")
    if number < low or (high is not None and number > high):
        return refuse("out_of_range", f"超出范围，{_wanted(setting)}")
    if number != round(number, decimals):
        limit = f"最多{decimals}位小数" if decimals else "不能有小数"
        return refuse("too_many_decimals", f"这一列{limit}，多出的位数不会自动舍去，请核对后改写")
    return plain(number)


def _wanted(setting: CellContext) -> str:
    column = setting.column
    low, decimals = plain(column.minimum or Decimal(0)), column.decimals or 0
    limits = f"不小于 {low}" if column.maximum is None else f"{low}–{plain(column.maximum)}"
    measure = f"、以{column.measure}计" if column.measure else ""
    return f"需要{limits}{measure}的{f'数（最多{decimals}位小数）' if decimals else '整数'}"
