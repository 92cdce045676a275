"""Struck-out text in the copies of a file, and personal numbers in it."""

from __future__ import annotations

import pytest

from tests.warehouse.reading.marked_pages import make_html
from tests.warehouse.reading.marked_workbooks import make_xlsx
from tests.warehouse.reading.schemes import TODAY, read_bytes, shipped_forms
from tests.warehouse.reading.workbooks import JX1
from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.sniff import open_book
from warehouse.reading.contract import Limits, ReadRequest
from warehouse.reading.copies.annotated_copy import annotate
from warehouse.reading.copies.cell_pictures import draw_pictures
from warehouse.reading.copies.masked_copy import write_masked_copy
from warehouse.reading.personal_data.sheet_masking import mask_numbers
from warehouse.reading.sheets.grid import Book

REQUEST = ReadRequest(file_name="表", schemes=(shipped_forms()["jiangxian-2021"],), today=TODAY)
GRID = [
    ["2021年~~4~~5月"],
    *JX1,
    ["县财政局", "~~√~~", "~~2~~1", "~~{9}~~", "1[图]"],
    ["~~县公安局~~", "~~×~~", "~~3~~", "2", "1"],
]
NUMBER = "13812345678"


def test_a_masked_copy_reads_as_the_file_did() -> None:
    filled = [*GRID[2][:4], "1"]
    grid = [*GRID[:2], filled, GRID[3], ["县教育局", "[v]", "", "[ ]", ""]]
    book = open_book(make_xlsx(grid), Budget(Limits()))
    before = read_bytes(make_xlsx(grid), "表", "jiangxian-2021")
    after = read_bytes(write_masked_copy(book, REQUEST), "表", "jiangxian-2021")
    assert (after.tables, after.findings) == (before.tables, before.findings)


def list_cells(book: Book) -> str:
    """Return all cells and objects of a book as one text."""
    return repr([(dict(sheet.rows.loose), sheet.drawn) for sheet in book.sheets])


def test_a_personal_number_in_a_shape_is_masked() -> None:
    page = make_html(GRID).replace(b"src=a.png", f"alt='{NUMBER}'".encode())
    book = open_book(page, Budget(Limits()))
    assert mask_numbers(book)
    assert NUMBER not in list_cells(book)
    assert NUMBER not in read_bytes(page, "表", "jiangxian-2021").model_dump_json()


@pytest.mark.parametrize(
    "written", [f"~~{NUMBER}~~", f"~~电话{NUMBER}~~1", "1~~38123~~45678", f"~~{{{NUMBER}}}~~"]
)
def test_a_struck_personal_number_is_masked(written: str) -> None:
    grid = [*GRID[:2], ["县财政局", "√", "3", "2", "1", written]]
    content = make_xlsx(grid)
    book = open_book(content, Budget(Limits()))
    assert mask_numbers(book)
    reading = read_bytes(content, "表", "jiangxian-2021")
    assert reading.is_personal
    copy = open_book(write_masked_copy(book, REQUEST), Budget(Limits()))
    for text in (list_cells(book), list_cells(copy), reading.model_dump_json()):
        assert NUMBER not in text
        assert "38123" not in text


@pytest.mark.parametrize("make", [make_xlsx, make_html])
@pytest.mark.parametrize("anew", [False, True])
def test_pictures_and_marked_copies_show_what_is_struck(make: object, anew: bool) -> None:
    assert callable(make)
    content = make(GRID)
    reading = read_bytes(content, "表", "jiangxian-2021")
    book = open_book(content, Budget(Limits()))
    pictures = draw_pictures(book, REQUEST, reading.findings).pictures
    shown = {cell for picture in pictures for row in picture.rows for cell in row.cells}
    assert {"1（划去：2）", "（划去：√）", "（划去：9）"} <= shown
    copy = annotate(content, book, REQUEST, reading.findings, rebuild=anew)
    again = read_bytes(copy, "表.xlsx", "jiangxian-2021")
    assert again.findings


def test_every_question_points_at_its_cell() -> None:
    reading = read_bytes(make_xlsx(GRID), "表", "jiangxian-2021")
    asked = [(f.code, f.row, f.column) for f in reading.findings if f.severity == "question"]
    assert asked == [
        ("drawn_over_filled", 3, "trainings"),
        ("struck_out", 3, "ledger_filed"),
        ("struck_out", 3, "column_posts"),
        ("struck_out", 3, "publicity_posts"),
        ("row_struck", 4, "unit"),
    ]
