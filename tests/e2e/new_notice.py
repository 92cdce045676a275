"""A page of an invented notice, typed by a program into the blank scheme workbook."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl

from scoring.scheme_text import SchemeParts
from scoring.sheets.book import Page
from scoring.sheets.writing import to_sheets

SCHEME_ID, TITLE = "liuhe-2026", "柳河镇2026年村级工作考核"
FORM_TITLE = "村级工作月报表"

PARTS = SchemeParts(
    {
        "id": SCHEME_ID, "title": TITLE, "short_title": "柳河 2026", "year": 2026, "clause": "一",
        "total": {"clauses": [
            {"id": "1", "name": "信息报送", "clause": "二1", "full": 60, "period": "month",
             "combine": "sum", "of": "月报.信息", "below": 2, "each": "-full", "steps": "once"},
            {"id": "2", "name": "例会", "clause": "二2", "full": 40,
             "lines": [{"start": "full", "of": "月报.缺席", "each": -1}]},
        ]},
    },
    {
        "月报": {
            "title": FORM_TITLE, "shape": "month_form", "clause": "三", "assessment": "1",
            "annex": "",
            "column": {
                "信息": {"headers": "报送信息数", "type": "count"},
                "缺席": {"headers": "例会缺席数", "type": "count"},
            },
        }
    },
    [{"name": name, "kind": "村"} for name in ("东村", "南村", "西村")],
)  # fmt: skip

FIGURES = {"东村": (2, 0), "南村": (1, 3), "西村": (3, 1)}
"""Village → the figures of January; by them 西村 loses 1 point and 南村 8."""


def type_notice(blank: bytes, *, has_slip: bool) -> bytes:
    """Return the blank workbook with the notice typed in; with a slip in the first full mark."""
    book = openpyxl.load_workbook(BytesIO(blank))
    for name, page in to_sheets(PARTS).pages.items():
        _type_page(book[name], page)
    if has_slip:
        _find(book["指标"], "满分").value = "六十"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _type_page(sheet: Any, page: Page) -> None:
    """Type the rows under the headers that the blank sheet has."""
    headers = {cell.value: cell.column for cell in sheet[1] if cell.value}
    for row in range(2, sheet.max_row + 1):
        for cell in sheet[row]:
            cell.value = None
    for number, cells in page.rows.items():
        for column, text in cells.items():
            if number > 1:
                sheet.cell(number, headers[page.rows[1][column]]).value = text


def _find(sheet: Any, header: str) -> Any:
    """Return the first filled cell under a header."""
    column = next(cell.column for cell in sheet[1] if cell.value == header)
    cells = (sheet.cell(row, column) for row in range(2, sheet.max_row + 1))
    return next(cell for cell in cells if cell.value)


def type_form(blank: bytes) -> bytes:
    """Return the form of January that went out, with every village's figures typed in."""
    book = openpyxl.load_workbook(BytesIO(blank))
    sheet = book.worksheets[0]
    columns = {
        "".join(str(cell.value).split()): cell.column
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    }
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value in FIGURES:
                posts, absences = FIGURES[cell.value]
                sheet.cell(cell.row, columns["报送信息数"]).value = posts
                sheet.cell(cell.row, columns["例会缺席数"]).value = absences
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
