"""Rows and cells with nothing but borders, fills or formats are ignored, however many."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
import xlwt

from tests.warehouse.reading.changed_files import replace_parts
from tests.warehouse.reading.marked_pages import make_html, make_ods
from tests.warehouse.reading.marked_workbooks import make_xlsx
from tests.warehouse.reading.schemes import read_bytes
from tests.warehouse.reading.workbooks import JX1
from warehouse.reading.contract import Limits, Reading

LAST_ROW = 1_048_576
GRID = [
    ["2021年5月"],
    *JX1,
    ["县财政局", "√", "{3}", "2", "1"],
    ["县公安局", "×", "{4}", "2", "1"],
]
SHEET = "xl/worksheets/sheet1.xml"


def read(content: bytes) -> Reading:
    return read_bytes(content, "表", "jiangxian-2021")


def assert_same(content: bytes, plain: bytes) -> None:
    found, wanted = read(content), read(plain)
    assert found.tables == wanted.tables
    assert found.findings == wanted.findings
    assert len(found.tables[0].rows) == 2


def with_rows(make_row: Callable[[int], str], numbers: range) -> bytes:
    """Return a workbook with more rows, compressed."""
    content = make_xlsx(GRID)
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            if name == SHEET:
                rows = "".join(map(make_row, numbers)).encode()
                data = data.replace(b"</sheetData>", rows + b"</sheetData>")
            new.writestr(name, data)
    return buffer.getvalue()


def test_borders_down_to_the_last_row_of_a_workbook() -> None:
    def bordered(n: int) -> str:
        return f'<row r="{n}" spans="1:3"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>'

    assert_same(with_rows(bordered, range(5, LAST_ROW + 1)), make_xlsx(GRID))


@pytest.mark.parametrize(
    "row",
    [
        '<row r="{0}" s="1" customFormat="1"/>',
        '<row r="{0}"></row>',
        '<row r="{0}"><c r="A{0}" s="1"></c></row>',
        '<row r="{0}" >\n<c s="1" r="A{0}"/>\n</row>\n',
        '<row><c s="1"/></row>',
        '<row  r="{0}"><c r="A{0}" s="1" t="n"/></row>',
    ],
)
def test_rows_without_content_in_any_spelling(row: str) -> None:
    limits = Limits(filled_rows=100, cells=200)
    content = with_rows(row.format, range(5, 3_000))
    request = {"name": "表", "scheme": "jiangxian-2021"}
    found = read_bytes(content, **request, limits=limits)
    assert found.tables == read(make_xlsx(GRID)).tables


def test_a_row_below_many_blank_ones_keeps_its_number() -> None:
    def make_row(n: int) -> str:
        if n < 4_000:
            return f'<row r="{n}"><c r="A{n}" s="1"/></row>'
        texts = "".join(
            f'<c r="{letter}{n}" t="inlineStr"><is><t>{text}</t></is></c>'
            for letter, text in zip("ABCDE", ("县教育局", "√", "1", "1", "1"), strict=True)
        )
        return f'<row r="{n}">{texts}</row>'

    reading = read(with_rows(make_row, range(5, 4_001)))
    assert [row.row for row in reading.tables[0].rows] == [3, 4, 4_000]


def test_repeated_blank_rows_of_an_ods() -> None:
    plain = make_ods(GRID)
    with zipfile.ZipFile(BytesIO(plain)) as package:
        body = package.read("content.xml").decode()
    rows = (
        f'<table:table-row table:number-rows-repeated="{LAST_ROW - 4}">'
        '<table:table-cell table:style-name="ce1" table:number-columns-repeated="16384"/>'
        "</table:table-row></table:table>"
    )
    assert_same(replace_parts(plain, {"content.xml": body.replace("</table:table>", rows)}), plain)


def test_blank_cells_down_to_the_last_row_of_an_xls() -> None:
    def make(last: int) -> bytes:
        book = xlwt.Workbook()
        page = book.add_sheet("表")
        bordered = xlwt.easyxf("borders: left thin, right thin, top thin, bottom thin")
        for r, row in enumerate(GRID):
            for c, text in enumerate(row):
                page.write(r, c, text.strip("{}"))
        for r in range(len(GRID), last):
            for c in range(8):
                page.write(r, c, None, bordered)
        buffer = BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    assert_same(make(20_000), make(0))


def test_blank_rows_of_a_web_page() -> None:
    page = make_html(GRID)
    row = b"<tr class=x>" + b"<td class=xl70>&nbsp;</td>" * 5 + b"</tr>\n"
    below = b"<tr><td>\xe6\xb3\xa8\xef\xbc\x9a\xe6\x97\xa0</td></tr>"
    far = page.replace(b"</table>", row * 65_000 + below + b"</table>")
    near = page.replace(b"</table>", row + below + b"</table>")
    assert read(far).tables == read(near).tables
    assert read(far).findings == read(near).findings
