"""Write a form as bytes: a workbook as an office prints it, or the CSV that Excel saves of it."""

import csv
import io
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from .form import Cell, DemoFile, Form, Percent, TypedDate

# Fixed, so that the same form gives the same bytes at each run.
CREATED = datetime(2023, 1, 1)

FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
TITLE = {"font_name": "宋体", "font_size": 16, "bold": True, "align": "center", "valign": "vcenter"}
BODY = {**FONT, "border": 1, "align": "center", "text_wrap": True}
LANDSCAPE_FROM_COLUMNS = 8


def _header_blocks(
    header: tuple[tuple[str | None, ...], ...],
) -> list[tuple[int, int, int, int, str]]:
    """Return (top, left, bottom, right, text) of each header cell, merged ones as one block.

    A first-level cell spans the columns to its right that have None in the first level, or, where
    the second level has None below it, both levels.
    """
    if len(header) == 1:
        return [(0, column, 0, column, text) for column, text in enumerate(header[0]) if text]
    upper, lower = header
    blocks = [(1, column, 1, column, text) for column, text in enumerate(lower) if text]
    for left, text in enumerate(upper):
        if text is None:
            continue
        right = left
        while right + 1 < len(upper) and upper[right + 1] is None:
            right += 1
        blocks.append((0, left, 0 if lower[left] else 1, right, text))
    return blocks


class _Printer:
    """Writes one form onto one sheet."""

    def __init__(self, workbook: Workbook, form: Form) -> None:
        self._workbook, self._form = workbook, form
        self._sheet: Worksheet = workbook.add_worksheet(form.sheet)
        self._formats: dict[str, Format] = {}
        self._last = len(form.widths) - 1

    def _format(self, properties: dict[str, Any]) -> Format:
        key = repr(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(properties)
        return self._formats[key]

    def print(self) -> None:
        form, sheet = self._form, self._sheet
        for column, width in enumerate(form.widths):
            sheet.set_column(column, column, width, self._format(FONT))
        sheet.merge_range(
            0, 0, 0, self._last, form.title, self._format({**TITLE, "text_wrap": True})
        )
        sheet.set_row(0, 52 if "\n" in form.title else 36)
        first_row = 1 + len(form.header)
        self._print_header()
        rows = [*form.rows, form.totals] if form.totals else list(form.rows)
        for number, row in enumerate(rows, start=first_row):
            sheet.set_row(number, 21)
            for column, cell in enumerate(row):
                self._print_cell(number, column, cell)
        for number, note in enumerate(form.notes, start=first_row + len(rows)):
            sheet.set_row(number, 20)
            sheet.merge_range(number, 0, number, self._last, note, self._format(FONT))
        self._set_up_page(first_row)

    def _print_header(self) -> None:
        style = self._format({**BODY, "bold": True})
        for level in range(len(self._form.header)):
            self._sheet.set_row(1 + level, 24 if len(self._form.header) > 1 else 40)
        for top, left, bottom, right, text in _header_blocks(self._form.header):
            if (top, left) == (bottom, right):
                self._sheet.write_string(1 + top, left, text, style)
            else:
                self._sheet.merge_range(1 + top, left, 1 + bottom, right, text, style)

    def _print_cell(self, row: int, column: int, cell: Cell) -> None:
        sheet, style = self._sheet, BODY
        if cell is None:
            sheet.write_blank(row, column, None, self._format(style))
        elif isinstance(cell, str):
            sheet.write_string(row, column, cell, self._format(style))
        elif isinstance(cell, Percent):
            number_format = f"0.{'0' * cell.places}%"
            shown = self._format({**style, "num_format": number_format})
            sheet.write_number(row, column, float(cell.fraction), shown)
        elif isinstance(cell, TypedDate):
            shown = self._format({**style, "num_format": cell.number_format})
            sheet.write_datetime(row, column, cell.day, shown)
        else:
            sheet.write_number(row, column, float(cell), self._format(style))

    def _set_up_page(self, first_row: int) -> None:
        sheet = self._sheet
        sheet.set_paper(9)
        if len(self._form.widths) >= LANDSCAPE_FROM_COLUMNS:
            sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1, first_row - 1)
        sheet.freeze_panes(first_row, 1)


def _print_workbook(form: Form) -> bytes:
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    title = form.title.replace("\n", "")
    workbook.set_properties({"title": title, "comments": "演示数据", "created": CREATED})
    _Printer(workbook, form).print()
    workbook.close()
    return stream.getvalue()


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.text() if isinstance(cell, Percent | TypedDate) else str(cell)


def _print_csv(form: Form, encoding: str) -> bytes:
    """Return the table as Excel saves it: shown texts, full rows of commas, CRLF."""
    width, stream = len(form.widths), io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    lines: list[tuple[Cell, ...]] = [(form.title,), *form.header, *form.rows]
    if form.totals:
        lines.append(form.totals)
    lines += [(note,) for note in form.notes]
    for line in lines:
        writer.writerow([_shown(cell) for cell in line] + [""] * (width - len(line)))
    return stream.getvalue().encode(encoding)


def print_file(file: DemoFile) -> bytes:
    """Return the bytes of a demo file: a workbook, or a CSV where it names an encoding."""
    if file.encoding is not None:
        return _print_csv(file.form, file.encoding)
    return _print_workbook(file.form)
