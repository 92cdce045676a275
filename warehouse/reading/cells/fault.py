"""Read a `fault` cell, a reversed item: 有 is a fault, 无 is none."""

from __future__ import annotations

from warehouse.reading.cells.marks import read_mark
from warehouse.reading.cells.outcome import CellContext, Outcome, ask, refuse
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.words.folding import fold

_FAULT, _NONE = {"有", "是"}, {"无", "否", "没有"}
_WANTED = "这一列写“有”表示存在问题，写“无”表示没有"


def read_fault(cell: Cell, setting: CellContext) -> Outcome:
    """Return yes (a fault) or no; a tick or cross may mean either and is asked about."""
    if cell.kind in {"number", "date"}:
        return refuse("number_in_fault", f"不能填数字，{_WANTED}")
    text = fold(cell.raw)
    if text in _FAULT:
        return "yes"
    if text in _NONE:
        return "no"
    if cell.kind == "text" and read_mark(cell) == "blank":
        return None
    return ask("ambiguous_fault", f"无法判断有无问题，{_WANTED}", "yes", "no")
