"""Write an annotated workbook from the cells read, for files that openpyxl cannot mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from warehouse.reading.contract import Severity
from warehouse.reading.copies.mark_notes import (
    AUTHOR,
    COLOURS,
    LIST_HEADERS,
    LIST_WIDTHS,
    Note,
    join_texts,
    line_height,
    list_row,
    measure,
    noted_cells,
    pick_title,
)
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.grid import Book, Sheet

MOST_CELLS = 50_000
"""Of a larger sheet only its head and the rows around its notes are written, at their addresses."""
_HEAD, _AROUND = 30, 3
_LONGEST_NAME, _LONGEST_TEXT = 31, 32_767
_BAD_NAME = re.compile(r"[\[\]:*?/\\]|^'|'$")
_NARROWEST, _WIDEST, _MEASURED_ROWS = 8, 40, 200


class _NoteStyles:
    """The cell formats of one workbook, each created once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, Severity | None], Format] = {}
        self.header = workbook.add_format({"bold": True, "border": 1})
        self.wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.link = workbook.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top"})

    def get(self, number_format: str, severity: Severity | None) -> Format:
        """Return the format of a cell: its number format and its fill."""
        key = (number_format, severity)
        if key not in self._made:
            looks: dict[str, str | int] = {"num_format": number_format, "border": 1}
            if severity:
                looks |= {"bg_color": f"#{COLOURS[severity]}"}
            self._made[key] = self._workbook.add_format(looks)
        return self._made[key]


def rebuild_annotated(book: Book, notes: Sequence[Note]) -> bytes:
    """Return a workbook of the visible sheets with their notes; a first sheet lists them."""
    buffer = BytesIO()
    shown = [sheet for sheet in book.sheets if sheet.state == "visible" and sheet.rows]
    names = name_sheets(shown)
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        styles = _NoteStyles(workbook)
        page = workbook.add_worksheet(pick_title(names))
        places = {id(sheet): name for sheet, name in zip(shown, names, strict=True)}
        _write_list(page, notes, places, styles)
        for sheet, name in zip(shown, names, strict=True):
            _write_sheet(workbook.add_worksheet(name), sheet, notes, styles)
    return buffer.getvalue()


def name_sheets(sheets: Sequence[Sheet]) -> list[str]:
    """Return unique names that Excel accepts: no forbidden character, at most 31 characters."""
    names: list[str] = []
    for number, sheet in enumerate(sheets, start=1):
        name = _BAD_NAME.sub(" ", sheet.name).strip()[:_LONGEST_NAME] or f"表{number}"
        # Excel reserves the name History.
        if name.casefold() in {taken.casefold() for taken in (*names, "history")}:
            name = f"{name[: _LONGEST_NAME - 4]}-{number}"
        names.append(name)
    return names


def _write_list(
    page: Worksheet, notes: Sequence[Note], places: dict[int, str], styles: _NoteStyles
) -> None:
    for column, (header, width) in enumerate(zip(LIST_HEADERS, LIST_WIDTHS, strict=True)):
        page.write_string(0, column, header, styles.header)
        page.set_column(column, column, width)
    for number, note in enumerate(notes, start=1):
        page.set_row(number, line_height(list_row(note)))
        for column, text in enumerate(list_row(note)):
            page.write_string(number, column, text, styles.wrapped)
        if note.column is not None and id(note.sheet) in places:
            name = places[id(note.sheet)].replace("'", "''")
            link = f"internal:'{name}'!{note.address}"
            page.write_url(number, 2, link, styles.link, note.address)
    page.freeze_panes(1, 0)
    _fit_page(page)


def _write_sheet(page: Worksheet, sheet: Sheet, notes: Sequence[Note], styles: _NoteStyles) -> None:
    cells = noted_cells(notes, sheet)
    for row in _chosen_rows(sheet, {row for row, _ in cells}):
        for column, cell in sheet.rows.get(row, {}).items():
            here = cells.get((row, column))
            _write_cell(page, row, column, cell, styles, here[0].finding.severity if here else None)
    for (row, column), here in cells.items():
        if sheet.cell(row, column) is None:
            fill = styles.get("General", here[0].finding.severity)
            page.write_blank(row - 1, column - 1, None, fill)
        page.write_comment(
            row - 1,
            column - 1,
            join_texts(here),
            {"author": AUTHOR, "x_scale": 2.5, "y_scale": 1.5},
        )
    for column, width in _measure(sheet).items():
        page.set_column(column - 1, column - 1, width)
    _fit_page(page)


def _fit_page(page: Worksheet) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)


def _chosen_rows(sheet: Sheet, marked: set[int]) -> list[int]:
    """Return the rows to write: all of them, or of a large sheet the head and those near notes."""
    if sum(len(cells) for cells in sheet.rows.values()) <= MOST_CELLS:
        return list(sheet.rows)
    near = {row + step for row in marked for step in range(-_AROUND, _AROUND + 1)}
    head = list(sheet.rows)[:_HEAD]
    return sorted({*head, *(row for row in near if row in sheet.rows)})


def _write_cell(
    page: Worksheet,
    row: int,
    column: int,
    cell: Cell,
    styles: _NoteStyles,
    severity: Severity | None,
) -> None:
    """Write a cell as shown; numbers stay numbers, and no text becomes a formula or a link."""
    if cell.kind == "number":
        number = float(cell.raw)
        style = styles.get(cell.format, severity)
        page.write_number(row - 1, column - 1, number, style)
    else:
        style = styles.get("@", severity)
        page.write_string(row - 1, column - 1, cell.with_struck[:_LONGEST_TEXT], style)


def _measure(sheet: Sheet) -> dict[int, int]:
    """Return the widths of the columns; rows of one cell, such as titles, do not count."""
    widths: dict[int, int] = {}
    rows = [cells for cells in sheet.rows.values() if len(cells) > 1]
    for cells in rows[:_MEASURED_ROWS]:
        for column, cell in cells.items():
            wide = measure(cell.text) + 2
            widths[column] = min(max(widths.get(column, _NARROWEST), wide), _WIDEST)
    return widths
