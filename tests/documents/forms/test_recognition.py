"""The identity of a form against its title, its columns and the user's choices."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO, StringIO
from random import Random
from typing import Any

import openpyxl
import pytest

from documents.forms.issuing import issue_form
from scoring.dataset import IDENTITY_SHEET
from scoring.scheme import Scheme
from tests.changed_schemes import set_keys
from tests.documents.forms.answers import answer_form
from tests.documents.forms.every_form import Case, find_case
from tests.documents.forms.filling import expect, fill, save, send_out
from tests.documents.forms.test_round_trip import OPTIONS, list_read
from warehouse.importing.form_identity import KEY_NAME
from warehouse.importing.import_file import ImportOptions, build_request
from warehouse.reading.contract import Reading
from warehouse.reading.reader import read_content
from warehouse.results.scheme_changes import install_schemes
from warehouse.store import Store

Change = Callable[[Any], None]
MAY, JUNE = "2021-05", "2021-06"
FORM = "jx1_progress"


def read(
    store: Store, content: bytes, options: ImportOptions = OPTIONS, name: str = "表.xlsx"
) -> Reading:
    """Read a file in this process, as the import would in a worker."""
    return read_content(content, build_request(store, name, options))


def send_back(
    store: Store, key: str = FORM, month: str = MAY, change: Change | None = None
) -> bytes:
    """Return a filled form with a change, as after someone removed its protection."""
    case = find_case(key, month)
    content = fill(case, send_out(store, case), answer_form(case, Random(7)))
    if change is None:
        return content
    book = openpyxl.load_workbook(BytesIO(content))
    change(book)
    return save(book)


def retitle(old: str, new: str) -> Change:
    """Return a change of the title's words."""

    def change(book: Any) -> None:
        for row in book.worksheets[0].iter_rows(max_row=2):
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace(old, new)

    return change


def claim_month(month: str) -> Change:
    """Return a change of the month on the hidden sheet, without renewing its signature."""

    def change(book: Any) -> None:
        cell = book[IDENTITY_SHEET]["A1"]
        cell.value = json.dumps({**json.loads(cell.value), "month": month})

    return change


def write_identity(text: str) -> Change:
    """Return a change of the whole identity on the hidden sheet."""

    def change(book: Any) -> None:
        book[IDENTITY_SHEET]["A1"].value = text

    return change


def outcome(reading: Reading) -> tuple[list[str], list[str | None]]:
    """Return the codes of the findings, and the months that were read."""
    return [finding.code for finding in reading.findings], [table.month for table in reading.tables]


def test_a_form_without_its_title_is_recognised_by_its_identity(store: Store) -> None:
    content = send_back(store, change=retitle("2021年5月份优化营商环境工作推进情况", "情况"))
    assert outcome(read(store, content)) == ([], [MAY])


def test_the_same_form_without_its_identity_asks_for_the_month(store: Store) -> None:
    def change(book: Any) -> None:
        retitle("2021年5月份优化营商环境工作推进情况", "情况")(book)
        del book[IDENTITY_SHEET]

    assert outcome(read(store, send_back(store, change=change))) == (["month_missing"], [None])


def test_a_form_copied_to_another_month_asks(store: Store) -> None:
    content = send_back(store, change=retitle("5月份", "6月份"))
    reading = read(store, content)
    assert outcome(reading) == (["month_conflict"], [None])
    assert reading.findings[0].options == (MAY, JUNE)
    assert "表的标识“2021年5月”" in reading.findings[0].message
    answered = replace(OPTIONS, answers={"month_conflict": JUNE})
    assert outcome(read(store, content, answered)) == ([], [JUNE])


def test_a_ledger_copied_to_another_month_asks(store: Store) -> None:
    content = send_back(store, "qy_deduction", "2022-05", retitle("5月", "6月"))
    codes, _ = outcome(read(store, content))
    assert "month_conflict" in codes


def test_a_quarter_form_copied_to_the_next_quarter_asks(store: Store) -> None:
    content = send_back(store, "qy_information", "2022-03", retitle("第一", "第二"))
    assert outcome(read(store, content)) == (["month_conflict"], [None])


def test_another_month_given_by_hand_asks(store: Store) -> None:
    reading = read(store, send_back(store), replace(OPTIONS, month=JUNE))
    assert outcome(reading) == (["month_conflict"], [None])


def test_a_file_name_of_another_month_asks(store: Store) -> None:
    reading = read(store, send_back(store), name="2021年6月报表.xlsx")
    assert outcome(reading) == (["month_conflict"], [None])


@pytest.mark.parametrize(
    "change",
    [
        claim_month(JUNE),
        write_identity(""),
        write_identity("{"),
        write_identity("[" * 20_000),
        write_identity('{"scheme": 1}'),
        write_identity(
            json.dumps({"scheme": "", "dataset": "", "month": "", "version": 1, "stamp": ""})
        ),
    ],
    ids=["changed", "emptied", "broken", "bottomless", "incomplete", "unstamped"],
)
def test_an_identity_that_does_not_hold_is_a_warning_and_the_title_counts(
    store: Store, change: Change
) -> None:
    reading = read(store, send_back(store, change=change))
    assert outcome(reading) == (["identity_unknown"], [MAY])
    assert reading.findings[0].severity == "warning"


def test_a_form_of_another_installation_is_a_warning(store: Store) -> None:
    content = send_back(store)
    (store.home / KEY_NAME).unlink()
    assert outcome(read(store, content)) == (["identity_unknown"], [MAY])
    send_out(store, find_case(FORM))  # a new key
    assert outcome(read(store, content)) == (["identity_unknown"], [MAY])


def test_columns_win_over_the_identity(store: Store) -> None:
    claim = openpyxl.load_workbook(BytesIO(send_back(store)))[IDENTITY_SHEET]["A1"].value
    reading = read(store, send_back(store, "jx3_licence", change=write_identity(claim)))
    assert outcome(reading) == (["identity_other_form"], [MAY])
    assert [table.dataset for table in reading.tables] == ["jx3_licence"]


def test_a_second_sheet_of_the_form_is_read_by_its_own_title(store: Store) -> None:
    def change(book: Any) -> None:
        copy = book.copy_worksheet(book.worksheets[0])
        copy.title = "6月"
        copy["A2"].value = copy["A2"].value.replace("5月份", "6月份")

    codes, months = outcome(read(store, send_back(store, change=change)))
    assert (codes, months) == (["which_months"], [MAY, JUNE])


def test_a_sheet_made_visible_is_a_sheet_like_any_other(store: Store) -> None:
    def change(book: Any) -> None:
        book[IDENTITY_SHEET].sheet_state = "visible"

    assert outcome(read(store, send_back(store, change=change))) == (["sheet_skipped"], [MAY])


def test_between_schemes_with_equal_columns_the_identity_decides(store: Store) -> None:
    twin = _next_year(find_case(FORM).scheme)
    install_schemes(store, [twin])
    case = Case(twin, twin.dataset(FORM), "2022-05")
    answers = answer_form(case, Random(7))
    content = fill(case, issue_form(store, twin, FORM, case.month).content, answers)
    book = openpyxl.load_workbook(BytesIO(content))
    book.worksheets[0]["A2"].value = "优化营商环境工作推进情况"
    reading = read(store, save(book))
    assert outcome(reading) == ([], ["2022-05"])
    assert reading.tables[0].scheme == twin.id
    del book[IDENTITY_SHEET]
    assert outcome(read(store, save(book)))[0] == ["dataset_unclear"]


def test_a_signature_is_no_unit_and_its_day_no_month(store: Store) -> None:
    def change(book: Any) -> None:
        page = book.worksheets[0]
        cell = page.cell(page.max_row, 1)
        cell.value = cell.value.replace("报送日期：", "报送日期：2021年6月3日")

    assert outcome(read(store, send_back(store, change=change))) == ([], [MAY])


def test_a_csv_of_the_form_is_read_by_its_title(store: Store) -> None:
    case = find_case(FORM, MAY)
    answers = answer_form(case, Random(7))
    book = openpyxl.load_workbook(BytesIO(fill(case, send_out(store, case), answers)))
    text = StringIO()
    csv.writer(text).writerows(book.worksheets[0].iter_rows(values_only=True))
    reading = read(store, text.getvalue().encode("gb18030"), name="表.csv")
    assert outcome(reading) == ([], [MAY])
    assert list_read(reading) == expect(case, answers)


def _next_year(scheme: Scheme) -> Scheme:
    """Return a scheme's successor, with the same forms."""
    return set_keys(scheme, id="jiangxian-2022", year=2022)
