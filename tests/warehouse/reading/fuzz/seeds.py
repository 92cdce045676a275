"""Build small sound files in every file format, which the mutations break."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from html import escape
from typing import Any

import xlwt

from tests.warehouse.reading.fuzz.upload import Upload
from tests.warehouse.reading.workbooks import HEADERS, Grid, make_csv, make_xlsx

FORM: Grid = [
    ["2021年5月份优化营商环境工作推进情况"],
    *HEADERS["@jx1"],
    ["县财政局", "√", "3", "2", "1"],
    ["县公安局", "2021-05-18", "12", "0", "√"],
]
LEDGER: Grid = [
    ["单项否决台账"],
    *HEADERS["@veto"],
    ["1", "2022-03-05", "城关镇", "红灯预警", "1", "市通报〔2022〕3号"],
]
_TYPED = [*FORM[:2], ["县公安局", "{2021-05-18:yyyy-mm-dd}", "{3}", "{=A1}", "{0.5:0%}"]]
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


@cache
def sound_files() -> tuple[Upload, ...]:
    """Return the files, each below 20 KB."""
    sheets: list[dict[str, Any]] = [
        {"name": "5月", "grid": FORM, "merges": ["A1:E1"], "hidden_rows": [4]},
        {"name": "台账", "grid": _TYPED, "hidden_columns": ["E"], "state": "hidden"},
    ]
    delimited = [
        Upload("csv", "表.csv", make_csv(FORM, encoding, delimiter))
        for encoding, delimiter in (("utf-8", ","), ("gb18030", ";"), ("utf-16", "\t"))
    ]
    return (
        Upload("xlsx", "表.xlsx", make_xlsx(sheets)),
        Upload("xlsx", "台账.xlsx", make_xlsx([{"grid": LEDGER}])),
        Upload("xlsx", "数.xlsx", make_xlsx([{"grid": _TYPED}])),
        Upload("xls", "表.xls", make_xls()),
        Upload("ods", "表.ods", make_ods(FORM)),
        Upload("xml", "表.xls", make_spreadsheet_xml(FORM)),
        Upload("html", "表.xls", make_html(FORM)),
        Upload("csv", "台账.csv", make_csv(LEDGER)),
        *delimited,
    )


def make_xls(further: dict[tuple[int, int], str] | None = None) -> bytes:
    """Return a BIFF workbook with formats, a symbol font, a merge and hidden parts."""
    book = xlwt.Workbook()
    percent = xlwt.easyxf("font: name Wingdings", num_format_str="0.0%")
    page = book.add_sheet("2021年5月")
    for r, row in enumerate(FORM):
        for c, text in enumerate(row):
            page.write(r, c, text)
    page.write_merge(6, 7, 0, 3, "注：")
    page.row(3).hidden = page.col(4).hidden = True
    for address, text in (further or {}).items():
        page.write(*address, text)
    page.write(4, 0, "县教育局")
    page.write(4, 1, 44_334, xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    page.write(4, 2, 0.5, percent)
    page.write(4, 3, xlwt.Formula("A1+1"))
    page.write(4, 4, True)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def make_ods(grid: Grid) -> bytes:
    """Return an OpenDocument spreadsheet with repeated and spanned cells."""
    rows = "".join(
        '<table:table-row table:number-rows-repeated="1">'
        + "".join(
            '<table:table-cell office:value-type="string" table:number-columns-repeated="1">'
            f"<text:p>{escape(text)}</text:p></table:table-cell>"
            for text in row
        )
        + '<table:table-cell office:value-type="percentage" office:value="0.5" '
        'table:number-columns-spanned="2"><text:p>50%</text:p></table:table-cell></table:table-row>'
        for row in grid
    )
    content = (
        f'<office:document-content xmlns:office="{_OFFICE}" xmlns:table="{_TABLE}" '
        f'xmlns:text="{_TEXT}"><office:body><office:spreadsheet><table:table table:name="表">'
        '<table:table-column table:number-columns-repeated="5" table:visibility="visible"/>'
        f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", "<manifest/>")
    return buffer.getvalue()


def make_spreadsheet_xml(grid: Grid) -> bytes:
    """Return an XML Spreadsheet 2003 with styles, spans and typed cells."""
    rows = "".join(
        f'<Row ss:Index="{number}" ss:Hidden="0">'
        + "".join(f'<Cell><Data ss:Type="String">{escape(text)}</Data></Cell>' for text in row)
        + '<Cell ss:Index="9" ss:StyleID="p"><Data ss:Type="Number">0.5</Data></Cell>'
        '<Cell ss:Formula="=A1" ss:MergeAcross="1"/>'
        '<Cell><Data ss:Type="DateTime">2021-05-18T00:00:00.000</Data></Cell></Row>'
        for number, row in enumerate(grid, start=1)
    )
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{_SPREADSHEET}" xmlns:ss="{_SPREADSHEET}">'
        '<Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/>'
        '<Font ss:FontName="Wingdings"/></Style></Styles><Worksheet ss:Name="a"><Table>'
        f'<Column ss:Index="2" ss:Hidden="0" ss:Span="1"/>{rows}</Table></Worksheet></Workbook>'
    ).encode()


def make_html(grid: Grid) -> bytes:
    """Return a web page with a table of spans and fonts, in its declared encoding."""
    rows = "".join(
        '<tr style="display:table-row">'
        + "".join(f'<td rowspan="1" colspan="1">{escape(text)}</td>' for text in row)
        + '<td><font face="Wingdings">ü</font><br>&nbsp;</td></tr>'
        for row in grid
    )
    page = f"<html><meta charset=gb2312><body><p>县</p><table>{rows}</table></body></html>"
    return page.encode("gb18030")
