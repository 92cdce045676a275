"""The masked copy of a file reads like the file, without its personal numbers."""

from __future__ import annotations

import tomllib
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from tests.warehouse.reading.schemes import TODAY, shipped_forms
from tests.warehouse.reading.workbooks import make_csv, make_grid, make_xlsx
from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.sniff import open_book
from warehouse.reading.contract import Limits, Reading, ReadRequest
from warehouse.reading.copies.masked_copy import write_masked_copy
from warehouse.reading.personal_data.outside_cells import has_numbers, has_numbers_outside
from warehouse.reading.personal_data.sheet_masking import mask_numbers
from warehouse.reading.reader import read_content

FILES = Path(__file__).parents[1] / "cases" / "files.toml"
CASES = tomllib.loads(FILES.read_text("utf-8"))["case"]
MOBILE = "16012345678"
LEDGER = [
    ["千阳县2022年5月扣分台账"],
    ["序号", "日期", "单位", "考核内容", "扣分", "扣分原因", "依据", "联系人", "联系电话"],
    ["1", "2022-05-03", "县发改局", "信息报送", "1", f"未回复{MOBILE}", "通报", "某甲", "5550123"],
    ["2", "2022-05-04", "县发改局", "信息报送", "1", "{16312345678}", "通报", "某乙", "{5550124}"],
    ["填表人：某丙", "", "", "联系电话：", "{5550125}"],
]  # fmt: skip
SECRETS = (MOBILE, "16312345678", "5550123", "5550124", "5550125", "某甲", "某乙")


def make_request(scheme: str | None = "qianyang-2022", **known: Any) -> ReadRequest:
    forms = shipped_forms()
    schemes = (forms[scheme],) if scheme else tuple(forms.values())
    return ReadRequest(file_name="表.xlsx", schemes=schemes, today=TODAY, **known)


def clean(content: bytes, request: ReadRequest) -> bytes:
    book = open_book(content, Budget(Limits()))
    mask_numbers(book)
    return write_masked_copy(book, request)


def list_rows(reading: Reading) -> list[tuple[Any, ...]]:
    return [
        (table.dataset, table.month, table.headers, table.positions, table.rows)
        for table in reading.tables
    ]


def see_texts(content: bytes) -> str:
    book = openpyxl.load_workbook(BytesIO(content))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    return "|".join(f"{cell.value}{cell.comment}" for cell in cells)


def test_a_copy_reads_as_the_file_did() -> None:
    tried = 0
    for number, case in enumerate(CASES[::2]):
        containers = case.get("in", ["xlsx", "csv"])
        container = containers[number % len(containers)]
        parts = ("merges", "hidden_rows", "hidden_columns", "font")
        known = {key: case[key] for key in parts if key in case}
        grid = make_grid(case["grid"])
        content = make_csv(grid) if container == "csv" else make_xlsx([{"grid": grid, **known}])
        request = make_request(
            case.get("scheme", "jiangxian-2021"),
            dataset=case.get("chosen"),
            answers=case.get("answers", {}),
        )
        reading = read_content(content, request)
        if any(finding.severity == "error" for finding in reading.findings):
            continue  # such a file does not land, and no copy of it is kept
        assert list_rows(read_content(clean(content, request), request)) == list_rows(reading), case
        tried += 1
    assert tried > 30


@pytest.mark.parametrize("container", ["xlsx", "csv"])
def test_a_ledger_is_read_and_kept_without_the_numbers_in_it(container: str) -> None:
    grid = [[cell.strip("{}") for cell in row] for row in LEDGER]
    content = make_csv(grid) if container == "csv" else make_xlsx([{"grid": LEDGER}])
    request = make_request()
    reading = read_content(content, request)
    copy = clean(content, request)
    assert reading.is_personal and len(reading.tables[0].rows) == 2
    for secret in SECRETS:
        assert secret not in reading.model_dump_json()
        assert secret not in see_texts(copy)
    place = "" if container == "csv" else "工作表“Sheet1”"
    assert f"{place}第3行F列里的手机号已隐去，不保存。" in reading.notes
    assert f"{place}第5行E列里的座机号已隐去，不保存。" in reading.notes
    assert any("“联系人”一列是个人信息" in note for note in reading.notes)
    again = read_content(copy, request)
    assert list_rows(again) == list_rows(reading) and not again.is_personal
    assert clean(copy, request) == clean(content, request) or container == "csv"


def test_a_file_without_personal_numbers_is_kept_as_it_is() -> None:
    grid = [[*row[:7]] for row in LEDGER[:2]] + [
        ["1", "2022-05-03", "县发展和改革局", "信息报送", "1", "工单20210518000123", "〔2022〕3号"]
    ]
    reading = read_content(make_xlsx([{"grid": grid}]), make_request())
    assert reading.tables and not reading.is_personal and not reading.notes


def test_a_sheet_that_is_no_form_loses_its_private_columns_too() -> None:
    book = [["姓名", "手机号"], ["某甲", MOBILE]]
    sheets = [{"name": "台账", "grid": LEDGER}, {"name": "通讯录", "grid": book}]
    texts = see_texts(clean(make_xlsx(sheets), make_request()))
    assert "姓名" in texts and "某甲" not in texts and MOBILE not in texts


def _with(change: str) -> bytes:
    """Return a workbook with a number in a place that no reader looks at."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page["A1"] = "单位"
    if change == "comment":
        page["A1"].comment = Comment(f"找{MOBILE}核对", "办公室")
    elif change == "header":
        page.oddHeader.center.text = f"值班 {MOBILE}"
    elif change == "property":
        book.properties.creator = f"某甲{MOBILE}"
    elif change == "formula":
        page["B1"] = f'="{MOBILE}"&""'
    elif change == "link":
        page["A1"].hyperlink = f"tel:{MOBILE}"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("place", ["comment", "header", "property", "formula", "link"])
def test_a_number_beside_the_cells_is_found_and_does_not_come_along(place: str) -> None:
    content = _with(place)
    assert has_numbers_outside(content, Limits())
    copy = clean(content, make_request())
    assert not has_numbers_outside(copy, Limits()) and MOBILE not in see_texts(copy)


def test_a_workbook_without_any_has_none_beside_its_cells() -> None:
    assert not has_numbers_outside(_with("nothing"), Limits())


@pytest.mark.parametrize(
    ("content", "is_found"),
    [
        (f"请联系{MOBILE}".encode(), True),
        (f"<html><table><tr><td>{MOBILE}</td></tr></table>".encode(), True),
        (b"%PDF-1.7", False),
        ("材料已于5月18日报送".encode(), False),
    ],
)
def test_any_file_can_be_searched(content: bytes, is_found: bool) -> None:
    assert has_numbers(content, Limits()) is is_found
