"""Read a cell by the type of its column."""

from __future__ import annotations

import re
from collections.abc import Callable

from scoring.dataset import ColumnType
from warehouse.reading.cells.choice import read_choice
from warehouse.reading.cells.count import read_count
from warehouse.reading.cells.day import read_day
from warehouse.reading.cells.fault import read_fault
from warehouse.reading.cells.filing import read_filing
from warehouse.reading.cells.mark import read_assessed
from warehouse.reading.cells.outcome import CellContext, Outcome, Problem, refuse
from warehouse.reading.cells.points import read_points
from warehouse.reading.cells.quantity import read_quantity
from warehouse.reading.cells.rate import read_rate
from warehouse.reading.cells.shown import read_as_shown
from warehouse.reading.cells.struck import read_struck
from warehouse.reading.cells.text import read_text
from warehouse.reading.cells.tick import read_tick
from warehouse.reading.cells.type_traits import YES_NO
from warehouse.reading.contract import BLANK
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.words.folding import fold

READERS: dict[ColumnType, Callable[[Cell, CellContext], Outcome]] = {
    "tick": read_tick,
    "filing": read_filing,
    "count": read_count,
    "quantity": read_quantity,
    "rate": read_rate,
    "points": read_points,
    "mark": read_assessed,
    "fault": read_fault,
    "date": read_day,
    "choice": read_choice,
    "text": read_text,
}
"""The reader of each column type; a new type may need an entry in `type_traits.py`, too."""
_ERROR = re.compile(
    r"#(?:DIV/0!?|REF!|N/A|NAME\?|VALUE!|NUM!|NULL!|SPILL!|CALC!|FIELD!|#{1,})", re.I
)


def is_error(cell: Cell) -> bool:
    """Return whether a cell holds an error value, as such or saved as text."""
    return cell.kind == "error" or (
        cell.kind == "text"
        and cell.raw.lstrip().startswith("#")
        and bool(_ERROR.fullmatch(fold(cell.raw)))
    )


def read_cell(cell: Cell | None, setting: CellContext) -> Outcome:
    """Return a cell's value as canonical text, None for a blank, or why it has no value."""
    if cell is None:
        return None
    if cell.struck is not None:
        return read_struck(cell, setting, read_cell, read_answer)
    if is_error(cell):
        if setting.is_checked_only:
            return Problem("warning", "error_value", "公式出错，已忽略；以件数为准")
        return refuse("error_value", "公式出错，需要真实的数据")
    if cell.kind == "formula":
        return refuse(
            "formula_not_cached", "公式没有保存计算结果，请用 Excel 或 WPS 打开并保存一次"
        )
    outcome = READERS[setting.column.type](cell, setting)
    if (shown := cell.shown_instead) is not None:
        return read_as_shown(cell, shown, setting, outcome, read_cell)
    return outcome


def read_answer(option: str, setting: CellContext) -> Outcome:
    """Return the value of a cell after the user's answer."""
    if option == BLANK:
        return None
    if option in {"yes", "no"} and setting.column.type in YES_NO:
        return option
    return read_cell(Cell("text", option), setting)
