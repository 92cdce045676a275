"""Recognise rows of a table that are struck out as a whole."""

from __future__ import annotations

from warehouse.reading.tables.column_labels import UNIT
from warehouse.reading.tables.row_kinds import TableRow
from warehouse.reading.tables.table_blocks import Block


def is_row_struck(block: Block, row: TableRow) -> bool:
    """Return whether a row is struck out: the name of its unit, or every figure in it.

    In a ledger one struck entry of a required column is enough, as the row means nothing without.
    """
    name = block.sheet.seen(row.number, block.group.columns[UNIT])
    if name is not None and name.is_struck:
        return True
    cells = row.cells
    if block.form.dataset.shape == "dated_ledger":
        needed = [column.key for column in block.form.dataset.columns if not column.optional]
        return any(cells[key].is_struck for key in needed if key in cells)
    return name is None and bool(cells) and all(cell.is_struck for cell in cells.values())
