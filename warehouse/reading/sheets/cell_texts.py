"""The texts of a workbook's cells, for workbooks that are no filled form."""

from __future__ import annotations

from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.grid import Book

Texts = dict[str, dict[int, dict[int, str]]]
"""Sheet → row → column → text, both from 1."""


def list_texts(book: Book) -> Texts:
    """Return the texts of the visible sheets: a number in full, all else as it is shown."""
    return {
        sheet.name: {
            row: {column: _say(cell) for column, cell in sorted(sheet.rows[row].items())}
            for row in sheet.rows
        }
        for sheet in book.sheets
        if sheet.state == "visible"
    }


def _say(cell: Cell) -> str:
    if cell.kind == "number" and not cell.is_percent:
        return cell.plain_text
    return cell.text
