"""The year's result as a workbook to be printed and signed: a sheet an assessment."""

from __future__ import annotations

import io
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from documents.bulletin.facts import Bulletin
from documents.bulletin.sentences import fill
from documents.results.table import Cell, ResultTable, make_table
from documents.results.template import ResultTemplate, describe_note, list_result_figures
from documents.wording import measure

A4 = 9
UNDATED = datetime(2000, 1, 1)
"""What the file says of its making: a clock would make every copy another file."""
TITLE_ROW, HEAD_ROW, FIRST_ROW = 0, 1, 3
"""A title, a header of two rows, then the units."""

WIDTHS = {"rank": 6, "points": 8, "bonus": 11, "total": 9, "text": 16}
LINE_POINTS = 15
FONT = {"font_name": "仿宋_GB2312", "font_size": 11, "valign": "vcenter", "text_wrap": True}
EDGE = {**FONT, "border": 1}


def build_result_workbook(bulletin: Bulletin, template: ResultTemplate) -> bytes:
    """Return the result as .xlsx: real numbers, every text as text, ready to be printed."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": UNDATED})
        formats = {
            "title": workbook.add_format(
                {**FONT, "font_name": "方正小标宋简体", "font_size": 18, "align": "center"}
            ),
            "head": workbook.add_format({**EDGE, "font_name": "黑体", "align": "center"}),
            "points": workbook.add_format({**EDGE, "align": "center", "num_format": "0.00"}),
            "whole": workbook.add_format({**EDGE, "align": "center", "num_format": "0"}),
            "text": workbook.add_format({**EDGE, "align": "center", "num_format": "@"}),
            "unit": workbook.add_format({**EDGE, "num_format": "@"}),
            "plain": workbook.add_format({**FONT, "text_wrap": False, "num_format": "@"}),
        }
        for board in bulletin.boards:
            figures = list_result_figures(bulletin, board)
            sheet = workbook.add_worksheet(f"考核{board.assessment}")
            feet = [
                describe_note(bulletin, template, board),
                _describe_source(bulletin),
                fill(template.signature, figures),
            ]
            title = fill(template.table_title, figures)
            _write_sheet(sheet, make_table(board), title, feet, formats)
    return buffer.getvalue()


def _write_sheet(
    sheet: Worksheet,
    table: ResultTable,
    title: str,
    feet: list[str],
    formats: dict[str, Format],
) -> None:
    last = len(table.columns) - 1
    sheet.merge_range(TITLE_ROW, 0, TITLE_ROW, last, "", formats["title"])
    sheet.write_string(TITLE_ROW, 0, title, formats["title"])
    sheet.set_row(TITLE_ROW, 36)
    sheet.set_row(HEAD_ROW, LINE_POINTS * _count_lines(table))
    for place, column in enumerate(table.columns):
        width = WIDTHS.get(column.kind) or _measure_units(table)
        sheet.set_column(place, place, width)
        if column.full is None:
            sheet.merge_range(HEAD_ROW, place, HEAD_ROW + 1, place, "", formats["head"])
        else:
            sheet.write_string(HEAD_ROW + 1, place, column.full, formats["head"])
        sheet.write_string(HEAD_ROW, place, column.header, formats["head"])
    for number, row in enumerate(table.rows, start=FIRST_ROW):
        for place, cell in enumerate(row):
            _write_cell(sheet, number, place, cell, formats)
    for number, text in enumerate(feet, start=FIRST_ROW + len(table.rows)):
        sheet.write_string(number, 0, text, formats["plain"])
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(TITLE_ROW, FIRST_ROW - 1)
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.set_footer("&C第 &P 页 共 &N 页")


def _write_cell(
    sheet: Worksheet, row: int, place: int, cell: Cell, formats: dict[str, Format]
) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, place, cell, formats["unit" if place == 1 else "text"])
    elif isinstance(cell, int):
        sheet.write_number(row, place, cell, formats["whole"])
    else:
        sheet.write_number(row, place, float(cell), formats["points"])


def _measure_units(table: ResultTable) -> int:
    """Return how wide the column of units must be."""
    return max((measure(str(row[1])) for row in table.rows), default=0) + 2


def _count_lines(table: ResultTable) -> int:
    """Return how many lines the highest header takes: a row of merged cells does not grow."""
    widths = [WIDTHS.get(one.kind, measure(one.header) + 1) for one in table.columns]
    return max(
        -(-measure(one.header) // (width - 1))
        for one, width in zip(table.columns, widths, strict=True)
    )


def _describe_source(bulletin: Bulletin) -> str:
    return f"数据截至第{bulletin.batch}批导入。" if bulletin.batch else ""
