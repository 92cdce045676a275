"""Read a `mark` cell, an assessed item: a tick for full points, a cross for none, or points."""

from __future__ import annotations

import re

from warehouse.reading.cells.marks import read_mark
from warehouse.reading.cells.numbers import read_number, value_text
from warehouse.reading.cells.outcome import CellContext, Outcome, ask, refuse
from warehouse.reading.cells.points import check_points
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.number_format import plain


def read_assessed(cell: Cell, setting: CellContext) -> Outcome:
    """Return yes, no or points as decimal text; a blank or a dash is None."""
    high = plain(setting.column.maximum) if setting.column.maximum is not None else "满"
    wanted = f"需要“√”、“×”或 0–{high} 的分数"
    if cell.kind == "date":
        return refuse("date_in_points", f"Excel 把它变成了日期，{wanted}")
    if cell.kind == "number" and not cell.is_percent:
        return check_points(cell.number, setting)
    if cell.kind == "text":
        mark = read_mark(cell)
        if mark != "other":
            return None if mark == "blank" else mark
        number = read_number(re.sub("分$", "", value_text(cell)))
        if number is not None:
            return check_points(number, setting)
    return ask("ambiguous_mark", f"无法判断评定结果，{wanted}", "yes", "no")
