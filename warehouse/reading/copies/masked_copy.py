"""Write the masked copy that is kept of a file with personal numbers.

The copy is a new workbook built from the cells read, for every container. Parts that the reader
ignores (comments, pictures, pivot caches, macros, properties) are therefore never copied. Rewriting
the parts of the file would preserve its looks, but also every part that we did not think of.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from warehouse.reading.contract import ReadRequest
from warehouse.reading.copies.annotated_rebuild import name_sheets
from warehouse.reading.personal_data.private_headers import is_private
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.grid import Book, Sheet
from warehouse.reading.tables.header_columns import list_forms
from warehouse.reading.tables.table_blocks import cut_blocks

_BREAK = re.compile("_x000[aAdD]_")
_LONGEST_TEXT = 32_767
_LAST_ROW = 1_048_576
_FIRST_YEAR = 1900
"""Excel has no dates before this year."""
_CREATED = datetime(2000, 1, 1)
"""A fixed creation date, so that the same file always gives the same copy."""


class _PrivateCells(NamedTuple):
    """The cells of a private column, from the first row to the last."""

    column: int
    first: int
    last: int


class _CellStyles:
    """The cell formats of one workbook, each created once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, str, bool], Format] = {}

    def get(self, cell: Cell, *, is_struck: bool = False) -> Format:
        """Return the format of a cell: its number format and its font (Wingdings shows marks)."""
        key = (cell.format, cell.font, is_struck)
        if key not in self._made:
            looks: dict[str, str | bool] = {"num_format": cell.format, "font_strikeout": is_struck}
            looks |= {"font_name": cell.font} if cell.font else {}
            self._made[key] = self._workbook.add_format(looks)
        return self._made[key]


def write_masked_copy(book: Book, request: ReadRequest) -> bytes:
    """Return a masked book as a workbook: every cell at its address, private columns blank."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": _CREATED})
        styles = _CellStyles(workbook)
        for sheet, name in zip(book.sheets, name_sheets(book.sheets), strict=True):
            _drop_cells(sheet, _find_private(sheet, request))
            page = workbook.add_worksheet(name)
            _write_sheet(page, sheet, styles)
            if sheet.state == "visible":
                page.activate()  # a workbook must open on a visible sheet
    return buffer.getvalue()


def _find_private(sheet: Sheet, request: ReadRequest) -> list[_PrivateCells]:
    """Return the private columns of the sheet's tables; without a table, those below any header."""
    blocks = cut_blocks(sheet, list_forms(request), request.dataset)
    tops = sorted({block.header.top for block in blocks})
    found = [
        _PrivateCells(column, block.header.bottom + 1, _next(tops, block.header.top) - 1)
        for block in blocks
        for column in block.group.private
    ]
    if blocks:
        return found
    return [
        _PrivateCells(column, number + 1, _LAST_ROW)
        for number, cells in sheet.rows.loose.items()
        for column, cell in cells.items()
        if len(cells) > 1 and cell.kind == "text" and is_private(cell.written)
    ]


def _next(tops: list[int], top: int) -> int:
    """Return the first row of the next table, or the row after the last of any sheet."""
    return next((below for below in tops if below > top), _LAST_ROW + 1)


def _drop_cells(sheet: Sheet, ranges: list[_PrivateCells]) -> None:
    """Remove private cells from a sheet."""
    for column, first, last in ranges:
        sheet.rows.unpack_rows(first, last)
        for number, cells in sheet.rows.loose.items():
            if first <= number <= last:
                cells.pop(column, None)


def _write_sheet(page: Worksheet, sheet: Sheet, styles: _CellStyles) -> None:
    for merge in sheet.merges:
        with suppress(OverlappingRange):
            corners = (merge.top - 1, merge.left - 1, merge.bottom - 1, merge.right - 1)
            page.merge_range(*corners, "")
    for number, cells in sheet.rows.items():
        for column, cell in cells.items():
            _write_cell(page, number - 1, column - 1, cell, styles)
    for number in sheet.hidden_rows:
        page.set_row(number - 1, None, None, {"hidden": True})
    for first, last in sheet.hidden_columns:
        page.set_column(first - 1, last - 1, None, None, {"hidden": True})
    if sheet.state == "hidden":
        page.hide()


def _write_cell(page: Worksheet, row: int, column: int, cell: Cell, styles: _CellStyles) -> None:
    """Write a cell so that it reads as before; no text becomes a formula or a link."""
    style = styles.get(cell)
    if cell.struck is not None:
        if cell.struck.runs:
            _write_runs(page, row, column, cell, styles)
            return
        cell = cell.struck.cell
        style = styles.get(cell, is_struck=True)
    if cell.kind == "number":
        page.write_number(row, column, float(cell.raw), style)
    elif cell.kind == "date" and cell.day.year >= _FIRST_YEAR:
        page.write_datetime(row, column, datetime.fromisoformat(cell.raw), style)
    elif cell.kind == "bool":
        page.write_boolean(row, column, cell.raw == "TRUE", style)
    elif cell.kind == "error":
        page.write_formula(row, column, "=NA()", style, cell.raw)
    else:
        text = _BREAK.sub("\n", cell.raw)  # the writer would escape the escape sequence again
        page.write_string(row, column, text[:_LONGEST_TEXT], style)


def _write_runs(page: Worksheet, row: int, column: int, cell: Cell, styles: _CellStyles) -> None:
    """Write a text of which only some runs are struck out."""
    runs = cell.struck.runs if cell.struck is not None else ()
    parts = [
        part
        for text, is_struck in runs
        if text
        for part in (styles.get(cell, is_struck=is_struck), _BREAK.sub("\n", text))
    ]
    page.write_rich_string(row, column, *parts)
