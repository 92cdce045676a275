"""Workbooks: numbers are numbers, text stays text, and the sheet says what it is."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest

from dashboard.boards import build_side_by_side
from dashboard.grid import Export, build_shown
from documents.exports import export_leaderboard
from documents.workbooks import Column, Sheet, build_workbook
from tests.dashboard.tables import view_all
from warehouse.pages import read_leaderboard, read_side_by_side
from warehouse.schemes import read_scheme
from warehouse.store import Store


def open_book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "http://example.org", "001"]
)
def test_a_text_is_neither_formula_nor_link_nor_number(text: str) -> None:
    sheet = Sheet("表", [Column("原因")], [[text]])
    cell = open_book(build_workbook([sheet], [("备注", text)]))["表"]["A2"]
    assert cell.data_type == "s"
    assert cell.value == text
    assert cell.hyperlink is None


def test_points_are_numbers_with_two_decimals_and_the_header_is_frozen() -> None:
    sheet = Sheet("表", [Column("名次", "whole"), Column("分", "points")], [[1, Decimal("98.50")]])
    target = open_book(build_workbook([sheet], []))["表"]
    assert target["B2"].value == 98.5
    assert target["B2"].number_format == "0.00"
    assert target["A2"].data_type == "n"
    assert target.freeze_panes == "A2"


def test_the_leaderboard_holds_the_rows_of_the_board(store: Store) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, "qianyang-2022")
        board = read_leaderboard(cursor, scheme, "1", "2022-09")
    book = open_book(export_leaderboard(store, scheme.id, "1", "2022-09", kinds=["town"]))
    rows = list(book["排行榜"].iter_rows(min_row=2, values_only=True))
    towns = board.filter(board["kind"] == "town")
    assert [row[2] for row in rows] == towns["unit"].to_list()
    assert [row[4] for row in rows] == [float(one) for one in towns["earned"]]
    said = {row[0]: row[1] for row in book["说明"].iter_rows(values_only=True)}
    assert said["筛选"] == "乡镇"
    assert said["方案"] == scheme.title


def test_a_vetoed_unit_has_no_figures(store: Store) -> None:
    book = open_book(export_leaderboard(store, "qianyang-2022", "1", "2022-09"))
    rows = list(book["排行榜"].iter_rows(min_row=2, values_only=True))
    assert rows[-1][0] is None
    assert rows[-1][4:-1] == (None,) * (len(rows[-1]) - 5)
    assert rows[-1][-1] == "不合格(否决)"


def test_the_mean_of_several_assessments_is_marked_as_a_reference(store: Store) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, "jiangxian-2021")
        totals = read_side_by_side(cursor, scheme, "2021-06")
    units = totals["unit"].to_list()
    table = build_side_by_side(totals, scheme)
    export = Export("x.xlsx", "并列", lambda: [])
    sheet = open_book(build_shown(table, export, view_all(table)))["并列"]
    assert "参考" in str(sheet.cell(1, 8).value)
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == units
