"""A blank form as it is opened and printed."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter, range_boundaries

from documents.forms.issuing import issue_form, issue_month, list_month
from documents.forms.layout import read_layouts
from documents.forms.validation import LONGEST_MESSAGE, LONGEST_TITLE
from scoring.dataset import IDENTITY_SHEET
from tests.documents.forms.every_form import CASES, Case, every_form, find_case
from tests.documents.forms.filling import first_row, printed_units, send_out
from warehouse.faults import WrongCall
from warehouse.store import Store


def open_form(store: Store, case: Case) -> Any:
    """Return the workbook of a blank form."""
    return openpyxl.load_workbook(io.BytesIO(send_out(store, case)))


def list_merges(page: Any) -> set[str]:
    """Return the merged ranges of a page."""
    return {str(area) for area in page.merged_cells.ranges}


@pytest.mark.parametrize(
    ("key", "month", "title"),
    [
        ("jx1_progress", "2021-05", "2021年5月份优化营商环境工作推进情况"),
        ("jx4_hotline", "2021-12", "2021年12月份“12345”政务服务便民热线工作办理情况统计表"),
        ("jx1_inspection", "2021-11", "优化营商环境工作推进情况年度检查表（2021年11月）"),
        ("qy_information", "2022-09", "2022年第三季度信息报送统计表"),
        ("qy_veto", "2022-04", "单项否决台账（2022年4月）"),
    ],
)
def test_the_title_names_the_month_as_the_notice_words_it(
    shared_store: Store, key: str, month: str, title: str
) -> None:
    case = find_case(key, month)
    page = open_form(shared_store, case).worksheets[0]
    assert page.cell(2 if case.form.annex else 1, 1).value == title


def test_the_hotline_form_has_the_two_levels_of_the_notice(shared_store: Store) -> None:
    page = open_form(shared_store, find_case("jx4_hotline")).worksheets[0]
    upper, lower = ([cell.value for cell in page[row]] for row in (3, 4))
    assert upper == [
        "序号", "承办单位", "转办数量", "办结情况", None, "逾期情况", None, "满意度情况", None,
    ]  # fmt: skip
    assert lower[3:] == ["办结数", "办结率", "逾期数", "逾期率", "满意数", "满意率"]
    assert {"A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:G3", "H3:I3"} <= list_merges(page)


@every_form
def test_every_unit_of_the_roster_is_printed_once(case: Case) -> None:
    roster = [unit.name for unit in case.scheme.roster(case.dataset.assessment)]
    if case.has_roster:
        assert sorted(printed_units(case).values()) == sorted(roster)
    else:
        unit = case.form.columns[case.form.unit_position]
        assert unit.entry is not None and sorted(unit.entry.choices) == sorted(roster)


@pytest.mark.parametrize("scheme", {case.scheme.id: case.scheme for case in CASES}.values())
def test_a_layout_names_only_forms_columns_and_units_that_exist(scheme: Any) -> None:
    layouts = read_layouts(scheme.id)
    for key, layout in layouts.forms.items():
        keys = [column.key for column in scheme.dataset(key).columns]
        grouped = [key for group in layout.groups.values() for key in group]
        assert set(grouped) <= set(keys) and len(set(grouped)) == len(grouped)
    for assessment, names in layouts.rosters.items():
        known = {
            spelling
            for unit in scheme.roster(assessment)
            for spelling in (unit.name, *unit.aliases, *unit.printed_names.values())
        }
        assert set(names) <= known and len(set(names)) == len(names)


@every_form
def test_only_what_is_filled_in_is_unlocked(shared_store: Store, case: Case) -> None:
    page = open_form(shared_store, case).worksheets[0]
    first, columns = first_row(case), case.form.columns
    last = first + len(case.form.units) - 1
    for row in page.iter_rows(max_row=last):
        for cell, column in zip(row, columns, strict=True):
            assert cell.protection.locked == (cell.row < first or column.entry is None)
    foot = [cell for row in page.iter_rows(min_row=last + 1) for cell in row if cell.value]
    assert [cell.value.split() for cell in foot if not cell.protection.locked] == [
        ["填表人：", "审核人：", "报送日期："]
    ]
    assert page.protection.sheet and not page.protection.password


@every_form
def test_every_entry_has_a_check_and_a_hint_that_excel_takes(
    shared_store: Store, case: Case
) -> None:
    book = open_form(shared_store, case)
    page, first = book.worksheets[0], first_row(case)
    last = first + len(case.form.units) - 1
    checks = {
        str(validation.sqref): validation for validation in page.data_validations.dataValidation
    }
    for position, column in enumerate(case.form.columns, start=1):
        letter = get_column_letter(position)
        if column.entry is None:
            continue
        check = checks.pop(f"{letter}{first}:{letter}{last}")
        assert check.showInputMessage and 0 < len(check.prompt) <= LONGEST_MESSAGE
        assert len(check.promptTitle) <= LONGEST_TITLE and len(check.errorTitle) <= LONGEST_TITLE
        assert 0 < len(check.error) <= LONGEST_MESSAGE
        assert check.prompt.startswith(column.entry.hint)
        assert list_choices(book, check) == list(column.entry.choices)
    assert checks == {}


def list_choices(book: Any, check: Any) -> list[str]:
    """Return the values behind a drop-down; it must point at the hidden sheet."""
    if check.type != "list":
        return []
    sheet, _, area = check.formula1.partition("!")
    assert sheet == f"'{IDENTITY_SHEET}'"
    left, top, right, bottom = range_boundaries(area)
    assert left == right
    return [book[IDENTITY_SHEET].cell(row, left).value for row in range(top, bottom + 1)]


@every_form
def test_a_form_prints_on_a4_with_its_header_on_every_page(shared_store: Store, case: Case) -> None:
    page, first = open_form(shared_store, case).worksheets[0], first_row(case)
    assert page.page_setup.paperSize == 9
    setup = page.page_setup
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert setup.fitToWidth in {1, None}  # a 1 may be left unsaid
    levels = 2 if case.form.has_groups else 1
    assert page.print_title_rows == f"${first - levels}:${first - 1}"
    assert page.oddFooter.center.text == "第 &P 页 共 &N 页"
    frozen = get_column_letter(case.form.unit_position + 2)
    assert page.freeze_panes == f"{frozen}{first}"


@every_form
def test_the_identity_cannot_be_shown_by_a_click(shared_store: Store, case: Case) -> None:
    book = open_form(shared_store, case)
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "veryHidden"]


@pytest.mark.parametrize(
    ("key", "page"),
    [
        ("jx1_progress", ("portrait", None)),
        ("jx4_hotline", ("portrait", 0)),
        ("jx5_inspection", ("landscape", None)),
        ("qy_deduction", ("landscape", 0)),
    ],
)
def test_a_wide_form_lies_across_and_a_long_one_takes_two_pages(
    shared_store: Store, key: str, page: tuple[str, int | None]
) -> None:
    setup = open_form(shared_store, find_case(key)).worksheets[0].page_setup
    assert (setup.orientation, setup.fitToHeight) == page


@every_form
def test_the_same_form_is_the_same_bytes(shared_store: Store, case: Case) -> None:
    assert send_out(shared_store, case) == send_out(shared_store, case)


def test_a_month_is_one_zip_of_its_due_forms(shared_store: Store) -> None:
    schemes = {case.scheme.id: case.scheme for case in CASES}
    file = issue_month(shared_store, schemes["jiangxian-2021"], "2021-05")
    assert file.name == "绛县2021年5月空白表.zip"
    with zipfile.ZipFile(io.BytesIO(file.content)) as packet:
        assert packet.namelist() == [
            "附件1 优化营商环境工作推进情况（2021年5月）.xlsx",
            "附件2 “互联网+监管”工作推进情况（2021年5月）.xlsx",
            "附件3 “证照分离”改革全覆盖工作推进情况（2021年5月）.xlsx",
            "附件4 “12345”政务服务便民热线工作办理情况统计表（2021年5月）.xlsx",
            "附件5 村级便民服务站覆盖率（2021年5月）.xlsx",
        ]
        first = packet.read(packet.namelist()[0])
    assert first == send_out(shared_store, find_case("jx1_progress", "2021-05"))
    in_may, in_june = (
        [dataset.key for dataset in list_month(schemes["qianyang-2022"], f"2022-{number}")]
        for number in ("05", "06")
    )
    assert in_may == ["qy_veto", "qy_deduction", "qy_award"]
    assert in_june == [*in_may, "qy_information"]


@pytest.mark.parametrize(
    ("key", "month", "said"),
    [
        ("qy_information", "2022-05", "按季度报送，月份应为 2022-03、2022-06、2022-09、2022-12"),
        ("qy_information", "2021-06", "应为 2022-01 到 2022-12"),
        ("qy_information", "2022-13", "应为 2022-01 到 2022-12"),
        ("qy_progress", "2022-06", "没有数据表“qy_progress”"),
    ],
)
def test_a_form_that_does_not_exist_is_refused_with_a_sentence(
    shared_store: Store, key: str, month: str, said: str
) -> None:
    scheme = find_case("qy_information").scheme
    with pytest.raises(WrongCall, match=said):
        issue_form(shared_store, scheme, key, month)
