"""What is wrong in a workbook is said by sheet, row and column, all at once, in Chinese."""

from __future__ import annotations

import re
from typing import Any

import pytest

from scoring.clauses.faults import Findings, SchemeRefused
from scoring.scheme_loading import load_scheme
from scoring.scheme_text import SchemeParts
from scoring.sheets.book import Page, Sheets
from scoring.sheets.places import CellFault, Places, locate
from scoring.sheets.reading import from_sheets
from scoring.sheets.writing import to_sheets
from tests.rules_page.page import OFFICE_PAGE
from tests.rules_page.schemes import examples

ENGLISH = re.compile(r"[a-z_]{3,}")


def walk_through() -> SchemeParts:
    """Return the complete example of the office's page."""
    known = examples(OFFICE_PAGE)
    block = next(one for one in known.blocks if one.language == "toml" and "language" in one.toml)
    return known.complete(block)


@pytest.fixture(scope="module")
def sheets() -> Sheets:
    return to_sheets(walk_through())


def change(sheets: Sheets, sheet: str, where: str, header: str, text: str) -> tuple[Sheets, int]:
    """Return the sheets with one cell changed, and its row: the first that holds a text."""
    rows = {number: dict(cells) for number, cells in sheets.pages[sheet].rows.items()}
    column = next(number for number, one in rows[1].items() if one == header)
    row = next(n for n, cells in rows.items() if n > 1 and where in cells.values())
    rows[row][column] = text
    return Sheets({**sheets.pages, sheet: Page(rows)}), row


def list_faults(sheets: Sheets) -> list[CellFault]:
    """Return every fault, of the workbook or of the scheme in it."""
    findings = Findings()
    found = from_sheets(sheets, findings)
    if found is None:
        places = Places()
        return [locate(one, places) for one in findings.refusals]
    parts, places = found
    try:
        load_scheme(parts)
    except SchemeRefused as refused:
        return [locate(one, places) for one in refused.refusals]
    return []


def test_the_example_is_without_fault(sheets: Sheets) -> None:
    assert list_faults(sheets) == []


WORKBOOK: list[tuple[str, str, str, str]] = [
    ("指标", "按时办结率", "目标", "95分"),
    ("指标", "投资", "给分", "扣五分"),
    ("指标", "投资", "取数", "进度表投资＋"),
    ("指标", "投资", "比较", "与最高者比较"),
    ("指标", "信息", "每", "本单位任务"),
    ("指标", "台账", "分期", "每个月"),
    ("指标", "台账", "读法", "每月二十日前"),
    ("指标", "突发事件", "不涉及", "没有突发事件的不扣分"),
    ("指标", "培训", "上级", "甲"),
    ("指标", "培训", "其他", "封顶＝3"),
    ("指标", "培训", "步", "四舍五入"),
    ("指标", "加分", "条件", "得分 一 大于 40"),
    ("指标", "信息", "满分", "{8"),
    ("报表", "应办", "类型", "数字"),
    ("报表", "应办", "可空", "也许"),
    ("名册", "甲镇", "任务", "12篇"),
    ("名册", "甲镇", "起始月", "三月"),
    ("考核", "年度", "项目", "年份"),
    ("考核", "年度", "部分", "方案头"),
    ("考核", "优秀", "内容", "90以上"),
]


@pytest.mark.parametrize(("sheet", "where", "header", "text"), WORKBOOK)
def test_a_cell_that_cannot_be_read_is_named(
    sheets: Sheets, sheet: str, where: str, header: str, text: str
) -> None:
    changed, row = change(sheets, sheet, where, header, text)
    faults = list_faults(changed)
    assert [(one.sheet, one.row) for one in faults] == [(sheet, row)], faults
    assert not ENGLISH.search(str(faults[0])), faults[0]
    if header not in {"项目"}:
        assert faults[0].header == header, faults[0]


SCHEME: list[tuple[str, str, str, str, str]] = [
    ("指标", "投资", "取数", "进度表.投入", "取数"),
    ("指标", "投资", "取数", "进度.投资", "取数"),
    ("指标", "按时办结率", "最低", "11", "最低"),
    ("指标", "入库企业", "比较", "从高到低排名，并列＝按口径 排名", "比较"),
    ("指标", "信息", "每", "本单位 人口", "每"),
    ("指标", "突发事件", "不涉及", "检查表.事件数 等于 0：计满分", "不涉及"),
    ("指标", "省级用稿", "取数", "表彰台账.事项", "取数"),
    ("指标", "台账", "步", "按口径 步", "步"),
    ("指标", "综合评价", "取数", "评价表.领导、评价表.领导评价", "取数"),
    ("报表", "得分", "最大", "", ""),
    ("报表", "项目", "可填的值", "", ""),
    ("名册", "乙镇", "单位", "甲镇", ""),
    ("名册", "乙镇", "承接单位", "丁镇", ""),
    ("考核", "年度", "内容", "24", "内容"),
    ("考核", "代号", "内容", "示例县", "内容"),
    ("考核", "排名范围", "项目", "同分再看", ""),
]


@pytest.mark.parametrize(("sheet", "where", "header", "text", "told"), SCHEME)
def test_a_fault_of_the_scheme_is_named_by_its_cell(
    sheets: Sheets, sheet: str, where: str, header: str, text: str, told: str
) -> None:
    changed, row = change(sheets, sheet, where, header, text)
    faults = list_faults(changed)
    assert faults
    places = {(one.sheet, one.row) for one in faults}
    assert (sheet, row) in places, [str(one) for one in faults]
    headers = {one.header for one in faults if one.row == row}
    assert told in headers or not told, [str(one) for one in faults]
    assert not [str(one) for one in faults if ENGLISH.search(str(one))]


def test_all_faults_of_a_workbook_are_told_at_once(sheets: Sheets) -> None:
    changed = sheets
    for sheet, where, header, text in WORKBOOK[:6]:
        changed, _ = change(changed, sheet, where, header, text)
    changed, _ = change(changed, "报表", "应办", "类型", "数字")
    changed, _ = change(changed, "名册", "甲镇", "任务", "12篇")
    assert len({(one.sheet, one.row, one.header) for one in list_faults(changed)}) == 8


def test_odd_headers_are_refused(sheets: Sheets) -> None:
    rows: dict[int, Any] = {n: dict(cells) for n, cells in sheets.pages["指标"].rows.items()}
    rows[1] |= {8: "取 数", 9: "除数", 10: "名称", 14: "给分"}
    faults = list_faults(Sheets({**sheets.pages, "指标": Page(rows)}))
    assert {(one.sheet, one.row) for one in faults} >= {("指标", 1)}
    told = [str(one) for one in faults if one.row == 1]
    assert any("除数" in one and "除以" in one for one in told), told
    assert any("“名称”有两列" in one for one in told), told


def test_a_missing_sheet_is_told(sheets: Sheets) -> None:
    pages = {name: page for name, page in sheets.pages.items() if name != "口径"}
    assert "没有工作表“口径”" in str(list_faults(Sheets(pages))[0])


def test_marks_of_both_widths_and_other_orders_of_columns_read_alike(sheets: Sheets) -> None:
    """A title above the header, columns in another order, half-width marks: the same scheme."""
    table = str.maketrans({"；": ";", "，": ",", "：": ":", "＝": "="})
    pages = {}
    for name, page in sheets.pages.items():
        last = max(page.rows[1])
        rows: dict[int, dict[int, str]] = {1: {1: "示例县"}}
        for number, cells in page.rows.items():
            plain = name in {"指标", "名册", "报表"}
            rows[number + 2] = {
                last + 1 - column: text.translate(table) if plain else text
                for column, text in cells.items()
            }
        pages[name] = Page(rows)
    wanted, found = from_sheets(sheets, Findings()), from_sheets(Sheets(pages), Findings())
    assert wanted and found and found[0] == wanted[0]


def test_further_rows_of_a_clause_have_no_name(sheets: Sheets) -> None:
    changed, row = change(sheets, "指标", "检查表.未开展", "名称", "未开展自查")
    (fault,) = list_faults(changed)
    assert (fault.sheet, fault.row, fault.header) == ("指标", row, "名称")
    assert "只在第1行写" in fault.message
