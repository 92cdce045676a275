"""Build the files that the cases describe: grids of cells as xlsx, CSV, xls, HTML and ODS."""

from __future__ import annotations

import csv
import zipfile
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import xlwt
from openpyxl.styles import Font

from tests.warehouse.reading.cells import make_cell

Grid = list[list[str]]

JX1 = [
    [
        "单 位",
        "工作推进台账报送情况",
        "专栏信息发布情况",
        "宣传政策和措施情况",
        "政策法规、业务知识培训情况",
    ]
]
JX4 = [
    ["序号", "承办单位", "转办数量", "办结情况", "", "逾期情况", "", "满意度情况", ""],
    ["", "", "", "办结数", "办结率", "逾期数", "逾期率", "满意数", "满意率"],
]
HEADERS = {
    "@jx1": JX1,
    "@jx4": JX4,
    "@jx5": [["乡镇", "行政村数", "便民服务站数", "覆盖率"]],
    "@jx2": [
        [
            "单 位",
            "监管行为",
            "监管行为入库数",
            "监管行为数据覆盖率",
            "信息报送数",
            "日常工作",
            "总分",
        ]
    ],
    "@veto": [["序号", "日期", "单位", "否决事项", "次数", "依据"]],
    "@deduction": [["日期", "单位", "考核内容", "扣分", "扣分原因", "依据"]],
    "@award": [["日期", "单位", "加分项", "事项", "级别", "文号"]],
    "@information": [["单位", "报送数", "采用数"]],
}


def make_grid(text: str) -> Grid:
    """Return the rows of a case: | separates cells, ⏎ is a line break, @form a header."""
    rows: Grid = []
    for line in text.strip("\n").split("\n"):
        if line.strip() in HEADERS:
            rows += HEADERS[line.strip()]
        else:
            rows.append([part.strip(" ").replace("⏎", "\n") for part in line.split("|")])
    return rows


def make_xlsx(sheets: list[dict[str, Any]]) -> bytes:
    """Return a workbook; a sheet has a grid and may have name, merges, hidden parts, state."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.get("name", "Sheet1"))
        for r, row in enumerate(sheet["grid"], start=1):
            for c, written in enumerate(row, start=1):
                _put(page.cell(r, c), written, sheet.get("font", ""))
        for merge in sheet.get("merges", ()):
            page.merge_cells(merge)
        for number in sheet.get("hidden_rows", ()):
            page.row_dimensions[number].hidden = True
        for letter in sheet.get("hidden_columns", ()):
            page.column_dimensions[letter].hidden = True
        page.sheet_state = sheet.get("state", "visible")
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _put(target: Any, written: str, font: str) -> None:
    cell = make_cell(written, font)
    if cell is None:
        return
    if cell.kind == "number":
        target.value = float(cell.raw) if "." in cell.raw or "e" in cell.raw else int(cell.raw)
    elif cell.kind == "date":
        target.value = datetime.fromisoformat(cell.raw)
    else:
        target.value = cell.raw
        target.data_type = {"formula": "f", "error": "e"}.get(cell.kind, "s")
    if cell.kind in {"number", "date"}:
        target.number_format = cell.format
    if font:
        target.font = Font(name=font)


def make_csv(grid: Grid, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Return the grid as delimited text."""
    buffer = StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows(grid)
    return buffer.getvalue().encode(encoding)


def make_xls(grid: list[list[tuple[Any, str]]]) -> bytes:
    """Return a binary workbook of values, each with its number format."""
    book = xlwt.Workbook()
    page = book.add_sheet("Sheet1")
    for r, row in enumerate(grid):
        for c, (value, code) in enumerate(row):
            page.write(r, c, value, xlwt.easyxf(num_format_str=code))
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def make_html(grid: list[list[tuple[str, str]]]) -> bytes:
    """Return a web page; a cell is given by its tag's attributes and its text."""
    rows = "".join(
        "<tr>" + "".join(f"<td {attributes}>{text}</td>" for attributes, text in row) + "</tr>"
        for row in grid
    )
    head = "<head><meta http-equiv=Content-Type content='text/html; charset=utf-8'></head>"
    return f"<html>{head}<body><table>{rows}</table></body></html>".encode()


_ODS_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "number": "datastyle",
    }.items()
)


def make_ods(grid: list[list[tuple[str, str | None]]], styles: str = "") -> bytes:
    """Return a spreadsheet; a cell is given by its attributes and text (None: no paragraph)."""
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f"<table:table-cell {attributes}>"
            + (f"<text:p>{text}</text:p>" if text is not None else "")
            + "</table:table-cell>"
            for attributes, text in row
        )
        + "</table:table-row>"
        for row in grid
    )
    content = (
        f"<office:document-content {_ODS_NAMES}><office:automatic-styles>{styles}"
        "</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="Sheet1">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
    return buffer.getvalue()
