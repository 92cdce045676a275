"""The table: exact texts for the browser, and a workbook of what is shown and nothing else."""

from __future__ import annotations

import io
import json
from decimal import Decimal

import openpyxl
import pytest

from dashboard.widgets.table_data import Cell, Heading, Kind, PageTable, format_cell
from dashboard.widgets.table_export import Export, export_view
from tests.dashboard.tables import view_all

TABLE = PageTable(
    "榜",
    [
        Heading("名次", "whole"),
        Heading("单位"),
        Heading("得分", "points"),
        Heading("得分率", "percent"),
        Heading("类别", hidden=True),
    ],
    [
        [1, "县财政局", Decimal("98.50"), Decimal("98.50"), "部门"],
        [2, "=cmd|x", Decimal("7.00"), Decimal("7.00"), "部门"],
        [None, "高崖镇", None, None, "乡镇"],
    ],
    ["a", "b", "c"],
)
EXPORT = Export("x.xlsx", "排行榜", lambda: [("方案", "绛县"), ("截至", "2021年5月")])


def read(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize(
    ("cell", "kind", "said"),
    [
        (Decimal("98.50"), "points", "98.50"),
        (Decimal("-2.000000"), "exact", "−2.00"),
        (Decimal("0.003333"), "exact", "0.003333"),
        (Decimal("97.1"), "percent", "97.10%"),
        (Decimal("1.5"), "difference", "+1.50"),
        (Decimal("-1.5"), "difference", "−1.50"),
        (None, "points", ""),
        (0, "whole", "0"),
    ],
)
def test_a_cell_is_said_exactly(cell: Cell, kind: Kind, said: str) -> None:
    assert format_cell(cell, kind) == said


def test_the_browser_gets_texts_and_no_floats() -> None:
    data = json.loads(TABLE.encode(exports=True))
    assert data["rows"][0] == ["1", "县财政局", "98.50", "98.50%", "部门"]
    assert [heading["align"] for heading in data["columns"]] == [
        "right",
        "left",
        "right",
        "right",
        "left",
    ]


def test_an_untouched_table_is_exported_without_its_hidden_column() -> None:
    rows = list(read(export_view(TABLE, EXPORT, view_all(TABLE)))["排行榜"].values)
    assert rows[0] == ("名次", "单位", "得分", "得分率")
    assert rows[1] == (1, "县财政局", 98.5, 0.985)  # a fraction, shown as 98.50%
    assert rows[3] == (None, "高崖镇", None, None)


def test_what_is_exported_is_what_is_shown_in_the_order_in_which_it_is_shown() -> None:
    view = {
        "ids": ["c", "a"],
        "columns": ["单位", "得分"],
        "search": "县",
        "sort": ["得分", "升序"],
    }
    book = read(export_view(TABLE, EXPORT, view))
    assert list(book["排行榜"].values) == [("单位", "得分"), ("高崖镇", None), ("县财政局", 98.5)]
    about = dict(book["说明"].values)
    assert about["截至"] == "2021年5月"
    assert (about["查找"], about["排序"]) == ("县", "得分，升序")
    assert about["行数"] == "2行（全部3行）"


def test_a_name_that_looks_like_a_formula_stays_a_text() -> None:
    cell = read(export_view(TABLE, EXPORT, view_all(TABLE)))["排行榜"]["B3"]
    assert (cell.value, cell.data_type) == ("=cmd|x", "s")


def test_rows_and_columns_that_the_table_has_not_are_not_exported() -> None:
    view = {**view_all(TABLE), "ids": ["a", "无"], "columns": ["单位", "密码"]}
    assert list(read(export_view(TABLE, EXPORT, view))["排行榜"].values) == [
        ("单位",),
        ("县财政局",),
    ]
