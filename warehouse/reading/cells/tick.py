"""Read a `tick` cell: done or not done."""

from __future__ import annotations

from warehouse.reading.cells.marks import read_mark
from warehouse.reading.cells.outcome import CellContext, Outcome, ask
from warehouse.reading.sheets.cell import Cell

_WANTED = "需要“√”（已完成）或“×”（未完成）"


def read_tick(cell: Cell, setting: CellContext) -> Outcome:
    """Return yes or no; a blank or a dash is None."""
    mark = read_mark(cell) if cell.kind == "text" else "other"
    if mark == "blank":
        return None
    if mark == "other":
        return ask("ambiguous_tick", f"无法判断是否完成，{_WANTED}", "yes", "no")
    return mark
