"""Read check boxes over cells: the state of a box is the tick of its cell."""

from __future__ import annotations

import re
from typing import NamedTuple

from warehouse.reading.cells.marks import read_mark
from warehouse.reading.sheets.cell import Cell, is_blank, tick_box
from warehouse.reading.sheets.grid import Drawn, Sheet
from warehouse.reading.words.folding import fold

CONTROL = "控件"
_DEFAULT_CAPTION = re.compile(r"(?:checkbox|复选框|checkbox控件)\d*", re.IGNORECASE)


class Box(NamedTuple):
    """A check box: the cell under it, its state (None: mixed), its caption."""

    row: int
    column: int
    is_checked: bool | None
    caption: str = ""


def tick_cells(sheet: Sheet, boxes: list[Box]) -> None:
    """Put the state of each check box into its cell; an unclear one is kept as a drawn object.

    The cell must be blank, or hold the TRUE or FALSE that the box is linked to.
    """
    places = [(box.row, box.column) for box in boxes]
    for box in boxes:
        cell = sheet.cell(box.row, box.column)
        is_free = cell is None or is_blank(cell) or cell.kind == "bool"
        is_alone = places.count((box.row, box.column)) == 1
        if box.is_checked is not None and is_free and is_alone and _is_plain(box.caption):
            sheet.rows.unpack_rows(box.row, box.row)
            sheet.rows.setdefault(box.row)[box.column] = tick_box(box.is_checked)
        else:
            sheet.drawn.append(Drawn.at(CONTROL, box.row, box.column, box.caption))


def _is_plain(caption: str) -> bool:
    """Return whether a caption agrees with a tick: it is blank, the default one, or 已完成."""
    folded = fold(caption)
    if not folded or _DEFAULT_CAPTION.fullmatch(folded):
        return True
    return read_mark(Cell("text", caption)) == "yes"
