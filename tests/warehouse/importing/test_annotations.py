"""The marked copy and the pictures: the right cell, the message, and no text that runs."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from tests.warehouse.reading.workbooks import make_csv, make_xlsx
from warehouse.importing.annotations import annotate_file, draw_pictures, name_copy
from warehouse.importing.import_file import ImportOptions, ImportReport, import_file
from warehouse.store import Store

pytestmark = pytest.mark.usefixtures("read_here")

HEADER = [
    "单 位",
    "工作推进台账报送情况",
    "专栏信息发布情况",
    "宣传政策和措施情况",
    "政策法规、业务知识培训情况",
]
GRID = [
    ["2021年5月工作推进情况"],
    HEADER,
    ["县财政局", "√", "2.5", "1", "1"],
    ["县民政局", "○", "1", "=1+1", "1"],
    ["@县发改", "√", "1", "1", "1"],
]
OPTIONS = ImportOptions(actor="tester", scheme="jiangxian-2021", dry_run=True)
LIST = "问题清单"


def make_xls(grid: list[list[str]]) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("Sheet1")
    for row, cells in enumerate(grid):
        for column, text in enumerate(cells):
            page.write(row, column, text)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def make_html(grid: list[list[str]]) -> bytes:
    rows = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in grid)
    return f"<html><body><table>{rows}</table></body></html>".encode()


def make_workbook(grid: list[list[str]]) -> bytes:
    return make_xlsx([{"grid": grid}])


CONTAINERS = {
    "xlsx": make_workbook,
    "xls": make_xls,
    "html.xls": make_html,
    "csv": make_csv,
}


def annotate(store: Store, name: str, content: bytes) -> tuple[ImportReport, openpyxl.Workbook]:
    """Return the findings of a file, and its marked copy as openpyxl opens it."""
    report = import_file(store, name, content, OPTIONS)
    findings = [*report.errors, *report.questions, *report.warnings]
    copy = annotate_file(store, name, content, OPTIONS, findings)
    return report, openpyxl.load_workbook(BytesIO(copy))


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_bad_cell_is_filled_and_says_what_is_wrong(store: Store, container: str) -> None:
    report, copy = annotate(store, f"表.{container}", CONTAINERS[container](GRID))
    page = copy[copy.sheetnames[1]]
    bad = page["C3"]
    assert bad.fill.fill_type == "solid"
    assert bad.comment is not None and "2.5" in bad.comment.text
    assert {cell.coordinate for row in page.iter_rows() for cell in row if cell.comment} >= {
        "C3", "B4", "A5",
    }  # fmt: skip
    assert page["D3"].comment is None and page["D3"].fill.fill_type is None
    assert report.errors


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_first_sheet_lists_every_problem(store: Store, container: str) -> None:
    report, copy = annotate(store, f"表.{container}", CONTAINERS[container](GRID))
    rows = list(copy[LIST].iter_rows(min_row=2, values_only=True))
    findings = [*report.errors, *report.questions, *report.warnings]
    assert copy.sheetnames[0] == LIST
    assert {row[4] for row in rows} == {finding.message for finding in findings}
    assert len(rows) == len(findings)
    assert "C3" in {row[2] for row in rows}


@pytest.mark.parametrize("container", ["xls", "html.xls", "csv"])
def test_what_looks_like_a_formula_stays_text(store: Store, container: str) -> None:
    _, copy = annotate(store, f"表.{container}", CONTAINERS[container](GRID))
    cells = [cell for page in copy.worksheets for row in page.iter_rows() for cell in row]
    assert "=1+1" in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_a_found_formula_is_text_in_the_list(store: Store) -> None:
    content = make_workbook([*GRID, ["=县", "√", "1", "1", "1"]])
    _, copy = annotate(store, "表.xlsx", content)
    assert not [cell for row in copy[LIST].iter_rows() for cell in row if cell.data_type == "f"]


def test_the_workbook_itself_comes_back(store: Store) -> None:
    """The copy keeps more than the values: widths, other sheets and the department's comments."""
    book = openpyxl.load_workbook(BytesIO(make_workbook(GRID)))
    page: Any = book.active
    page.column_dimensions["A"].width = 33
    page["C3"].comment = openpyxl.comments.Comment("我科填的", "某科")
    book.create_sheet("附注")["A1"] = "与考核无关"
    buffer = BytesIO()
    book.save(buffer)
    _, copy = annotate(store, "表.xlsx", buffer.getvalue())
    assert copy.sheetnames == [LIST, page.title, "附注"]
    assert copy[page.title].column_dimensions["A"].width == 33
    comment = copy[page.title]["C3"].comment
    assert comment is not None and "我科填的" in comment.text and "2.5" in comment.text


def test_a_workbook_that_openpyxl_cannot_open_is_rebuilt(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A worker in which openpyxl fails still makes a copy, from the reader's grid."""
    (tmp_path / "openpyxl.py").write_text("raise ValueError('broken')")
    monkeypatch.syspath_prepend(tmp_path)
    report = import_file(store, "表.xlsx", make_workbook(GRID), OPTIONS)
    copy = annotate_file(store, "表.xlsx", make_workbook(GRID), OPTIONS, report.errors)
    assert openpyxl.load_workbook(BytesIO(copy))[LIST]["C2"].value == "C3"


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_picture_shows_the_cell_its_unit_and_its_header(store: Store, container: str) -> None:
    content = CONTAINERS[container](GRID)
    report = import_file(store, f"表.{container}", content, OPTIONS)
    pictures = draw_pictures(store, f"表.{container}", content, OPTIONS, report.errors)
    picture = pictures[next(error for error in report.errors if error.found == "2.5")]
    assert (picture.row, picture.column) == (3, 3)
    rows = {row.row: row.cells for row in picture.rows}
    at = picture.columns.index(3)
    assert rows[3][at] == "2.5" and rows[3][picture.columns.index(1)] == "县财政局"
    assert rows[2][at] == HEADER[2]


def test_a_picture_of_a_far_row_still_has_the_header(store: Store) -> None:
    units = [["县财政局", "√", "1", "1", "1"]] * 40
    content = make_workbook([*GRID[:2], *units, ["县民政局", "√", "2.5", "1", "1"]])
    report = import_file(store, "表.xlsx", content, OPTIONS)
    pictures = draw_pictures(store, "表.xlsx", content, OPTIONS, report.errors)
    picture = next(shown for finding, shown in pictures.items() if finding.found == "2.5")
    assert [row.row for row in picture.rows] == [2, 40, 41, 42, 43]


def test_a_picture_far_down_a_long_ledger_still_marks_the_cell(store: Store) -> None:
    long = [[f"2022-03-{1 + n % 28:02d}", "城关镇", "信息报送", "1", f"事{n}"] for n in range(300)]
    long[290][3] = "酌情"
    header = ["日期", "单位", "考核内容", "扣分", "扣分原因"]
    content = make_csv([["2022年重点考核扣分台账"], header, *long])
    options = ImportOptions(actor="tester", scheme="qianyang-2022", dry_run=True)
    report = import_file(store, "台账.csv", content, options)
    asked = next(question for question in report.questions if question.found == "酌情")
    picture = draw_pictures(store, "台账.csv", content, options, [asked])[asked]
    assert (picture.row, picture.column) == (293, 4)
    assert picture.rows[0].row == 2  # the header


def test_a_file_that_cannot_be_opened_has_no_picture(store: Store) -> None:
    content = b"\x89PNG\r\n\x1a\n"
    report = import_file(store, "表.xlsx", content, OPTIONS)
    assert report.errors
    assert not draw_pictures(store, "表.xlsx", content, OPTIONS, report.errors)


@pytest.mark.parametrize(
    ("name", "copy"),
    [
        ("5月.xlsx", "5月（已标出问题）.xlsx"),
        ("../../etc/passwd", "passwd（已标出问题）.xlsx"),
        ("表", "表（已标出问题）.xlsx"),
    ],
)
def test_the_copy_is_named_after_the_file(name: str, copy: str) -> None:
    assert name_copy(name) == copy
