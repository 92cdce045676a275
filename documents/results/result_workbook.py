"""Build the year's result as a workbook to print and sign: one sheet per assessment."""

from __future__ import annotations

import io
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from documents.bulletin.draft import describe_data_day
from documents.bulletin.facts import Bulletin
from documents.bulletin.sentences import fill
from documents.results.result_table import ResultCell, ResultTable, make_table
from documents.results.result_template import ResultTemplate, describe_note, list_result_figures
from documents.wording import measure_width
from documents.workbooks import fit_sheet_name

A4 = 9
UNDATED = datetime(2000, 1, 1)
"""The creation time in the file; the real time would make every copy a different file."""
TITLE_ROW, HEAD_ROW, FIRST_ROW = 0, 1, 3
"""Rows from 0: a title, a header of two rows, then the units."""

WIDTHS = {
    "rank": 6, "points": 8, "node": 9, "bonus": 11, "deductions": 11, "total": 9, "group": 12,
    "text": 16,
}  # fmt: skip
LINE_POINTS = 15
MOST_COLUMNS, COLUMNS_EACH = 32, 18
"""Columns that can be read on one page of paper; of a wider table about so many go on each."""
FONT = {"font_name": "仿宋_GB2312", "font_size": 11, "valign": "vcenter", "text_wrap": True}
EDGE = {**FONT, "border": 1}
TITLE = {**FONT, "font_name": "方正小标宋简体", "font_size": 18}


def build_result_workbook(bulletin: Bulletin, template: ResultTemplate) -> bytes:
    """Return the result as .xlsx: real numbers, every text as text, ready to print."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": UNDATED})
        formats = _add_formats(workbook)
        for board in bulletin.boards:
            figures = list_result_figures(bulletin, board)
            sheet = workbook.add_worksheet(fit_sheet_name(f"考核{board.assessment}"))
            feet = [
                describe_note(bulletin, template, board),
                describe_data_day(bulletin.data_day),
                fill(template.signature, figures),
            ]
            title = fill(template.table_title, figures)
            _write_sheet(sheet, make_table(board), title, feet, formats)
    return buffer.getvalue()


def _add_formats(workbook: xlsxwriter.Workbook) -> dict[str, Format]:
    properties = {
        "left_title": {**TITLE, "text_wrap": False},
        "title": {**TITLE, "align": "center"},
        "head": {**EDGE, "font_name": "黑体", "align": "center"},
        "points": {**EDGE, "align": "center", "num_format": "0.00####"},
        "whole": {**EDGE, "align": "center", "num_format": "0"},
        "text": {**EDGE, "align": "center", "num_format": "@"},
        "unit": {**EDGE, "num_format": "@"},
        "plain": {**FONT, "text_wrap": False, "num_format": "@"},
    }
    return {name: workbook.add_format(values) for name, values in properties.items()}


def _write_sheet(
    sheet: Worksheet,
    table: ResultTable,
    title: str,
    feet: list[str],
    formats: dict[str, Format],
) -> None:
    last = len(table.columns) - 1
    if last < MOST_COLUMNS:
        sheet.merge_range(TITLE_ROW, 0, TITLE_ROW, last, "", formats["title"])
        sheet.write_string(TITLE_ROW, 0, title, formats["title"])
    else:  # a title in the middle of several pages would be cut where they part
        sheet.write_string(TITLE_ROW, 0, title, formats["left_title"])
    sheet.set_row(TITLE_ROW, 36)
    _write_header(sheet, table, formats["head"])
    for number, row in enumerate(table.rows, start=FIRST_ROW):
        for position, cell in enumerate(row):
            _write_cell(sheet, number, position, cell, formats)
    for number, text in enumerate(feet, start=FIRST_ROW + len(table.rows)):
        sheet.write_string(number, 0, text, formats["plain"])
    _set_up_page(sheet, len(table.columns))


def _write_header(sheet: Worksheet, table: ResultTable, style: Format) -> None:
    """Write the two header rows: full points below an item's name, other headers merged."""
    sheet.set_row(HEAD_ROW, LINE_POINTS * _count_lines(table))
    for position, column in enumerate(table.columns):
        width = WIDTHS.get(column.kind) or _measure_units(table)
        sheet.set_column(position, position, width)
        if not column.full:
            sheet.merge_range(HEAD_ROW, position, HEAD_ROW + 1, position, "", style)
        else:
            sheet.write_string(HEAD_ROW + 1, position, column.full, style)
        sheet.write_string(HEAD_ROW, position, column.header, style)


def _set_up_page(sheet: Worksheet, columns: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1 if columns <= MOST_COLUMNS else -(-columns // COLUMNS_EACH), 0)
    sheet.repeat_rows(TITLE_ROW, FIRST_ROW - 1)
    if columns > MOST_COLUMNS:
        sheet.repeat_columns(0, 1)
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.set_footer("&C第 &P 页 共 &N 页")


def _write_cell(
    sheet: Worksheet, row: int, position: int, cell: ResultCell, formats: dict[str, Format]
) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, position, cell, formats["unit" if position == 1 else "text"])
    elif isinstance(cell, int):
        sheet.write_number(row, position, cell, formats["whole"])
    else:
        sheet.write_number(row, position, float(cell), formats["points"])


def _measure_units(table: ResultTable) -> int:
    """Return the width of the unit column in characters."""
    return max((measure_width(str(row[1])) for row in table.rows), default=0) + 2


def _count_lines(table: ResultTable) -> int:
    """Return the lines of the tallest header, since Excel does not fit rows of merged cells."""
    widths = [WIDTHS.get(column.kind, measure_width(column.header) + 1) for column in table.columns]
    return max(
        -(-measure_width(column.header) // (width - 1))
        for column, width in zip(table.columns, widths, strict=True)
    )
