"""Formula results that a program wrote without computing them are refused, not read as 0."""

from __future__ import annotations

from io import BytesIO

import pytest
import xlsxwriter
import xlwt

from tests.warehouse.reading.changed_files import change_part
from tests.warehouse.reading.schemes import read_bytes
from tests.warehouse.reading.test_shown import HEADER, TITLE
from tests.warehouse.reading.workbooks import make_xls


def make_computed(formula_value: object, column: int = 4, **properties: str) -> bytes:
    """Return a form written by XlsxWriter, with formulas in one column."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    page = book.add_worksheet()
    rows = [[TITLE], HEADER, ["县财政局", "√", "√", 0.98, 1], ["县公安局", "√", "√", 0.98, 1]]
    for r, row in enumerate(rows):
        page.write_row(r, 0, row)
    page.write_formula(2, column, "=1-1", value=0)
    page.write_formula(3, column, "=2-1", value=formula_value)
    for name, value in properties.items():
        book.set_custom_property(name, value)
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (make_computed(0), [3, 4]),
        (make_computed(""), [3, 4]),
        (make_computed(1), []),
        (make_computed(0, KSOProductBuildVer="2052-11.1.0"), []),
    ],
    ids=["nothing but 0", "0 and an empty text", "a real result", "saved by WPS"],
)
def test_results_that_were_never_computed_are_refused(content: bytes, refused: list[int]) -> None:
    reading = read_bytes(content, "表.xlsx", "jiangxian-2021")
    stops = [f for f in reading.findings if f.severity != "warning"]
    assert [f.row for f in stops] == refused
    assert {f.code for f in stops} <= {"formula_not_cached"}


CHAIN = (
    b'<Relationship Id="rId99" Target="calcChain.xml" Type="http://schemas.openxmlformats.org'
    b'/officeDocument/2006/relationships/calcChain"/>'
)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/workbook.xml", b' fullCalcOnLoad="1"', b' fullCalcOnLoad="0"'),
        ("docProps/app.xml", b"Microsoft Excel", b"LibreOffice/7.4"),
        ("xl/_rels/workbook.xml.rels", b"</Relationships>", CHAIN + b"</Relationships>"),
    ],
    ids=["no calculation requested", "LibreOffice", "a calculation chain"],
)
def test_a_sign_of_calculation_keeps_zeros(part: str, old: bytes, new: bytes) -> None:
    content = change_part(make_computed(0), part, lambda data: data.replace(old, new))
    reading = read_bytes(content, "表.xlsx", "jiangxian-2021")
    assert [f for f in reading.findings if f.severity != "warning"] == []


@pytest.mark.parametrize(("options", "is_refused"), [(2, True), (0, False)])
def test_zeros_of_an_xls_that_are_to_be_calculated_on_load_are_refused(
    options: int, is_refused: bool
) -> None:
    grid: list[list[tuple[object, str]]] = [
        [(text, "General") for text in line] for line in ([TITLE], HEADER)
    ]
    grid.append([("县财政局", "General"), ("√", "General"), ("√", "General"), (0.98, "0%")])
    grid[2].append((xlwt.Formula("1-1"), "General"))
    uncomputed = b"\x03\x00\x00\x00\x00\x00\xff\xff"
    head, _, tail = make_xls(grid).partition(uncomputed)
    content = head + bytes(8) + options.to_bytes(2, "little") + tail[2:]
    stops = [f for f in read_bytes(content, "表.xls").findings if f.severity != "warning"]
    assert [f.code for f in stops] == ["formula_not_cached"] * is_refused
