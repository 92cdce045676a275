"""Exports hold the figures of the store with their evidence, and describe themselves."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from dashboard.pages.boards.board_tables import build_side_by_side
from dashboard.runtime.current_store import using_store
from dashboard.widgets.table_export import Export, export_view
from documents.exports import (
    ExportBook,
    Stamp,
    gather_board,
    gather_form,
    gather_leaderboard,
    gather_ledger,
    gather_scores,
    save_book,
)
from documents.exports.ledgers import MOST_PLACES
from tests.dashboard.tables import view_all
from warehouse.faults import Refused, WrongCall
from warehouse.results.scores import ScoreQuery, read_ledger, read_scores
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views import read_leaderboard, read_side_by_side

JIANGXIAN, QIANYANG = (
    ScoreQuery("jiangxian-2021", "2021-06"),
    ScoreQuery("qianyang-2022", "2022-09"),
)
STAMP = Stamp("张三", datetime(2022, 1, 5, 16, 30))


@pytest.fixture
def save(tmp_path: Path) -> Iterator[Save]:
    """Yield a way to save a book and open it again."""
    yield Save(tmp_path)


class Save:
    """Saves books into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def xlsx(self, gathered: AbstractContextManager[ExportBook]) -> openpyxl.Workbook:
        path = self._folder / "out.xlsx"
        with gathered as book:
            save_book(book, path, STAMP)
        return openpyxl.load_workbook(path)

    def csv(self, gathered: AbstractContextManager[ExportBook]) -> list[list[str]]:
        path = self._folder / "out.csv"
        with gathered as book:
            save_book(book, path, STAMP)
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))


def test_the_leaderboard_holds_the_rows_of_the_board(store: Store, save: Save) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, "qianyang-2022")
        board = read_leaderboard(cursor, scheme, "1", "2022-09")
    book = save.xlsx(gather_leaderboard(store, QIANYANG, "1", kinds=["town"]))
    rows = list(book["排行榜"].iter_rows(min_row=2, values_only=True))
    towns = board.filter(board["kind"] == "town")
    assert [row[2] for row in rows] == towns["unit"].to_list()
    assert [row[4] for row in rows] == [float(points) for points in towns["earned"]]
    about = {row[0]: row[1] for row in book["说明"].iter_rows(values_only=True)}
    assert about["筛选"] == "乡镇"
    assert about["方案"] == scheme.title


def test_it_names_its_author_and_the_time_in_beijing(store: Store, save: Save) -> None:
    about = dict(save.xlsx(gather_leaderboard(store, JIANGXIAN, "1"))["说明"].values)
    assert about["导出人"] == "张三"
    assert about["导出时间"] == "2022-01-06 00:30（北京时间）"


def test_a_rate_is_a_fraction_shown_in_percent(store: Store, save: Save) -> None:
    sheet = save.xlsx(gather_leaderboard(store, JIANGXIAN, "1"))["排行榜"]
    titles = [cell.value for cell in sheet[1]]
    cell = sheet.cell(2, titles.index("得分率") + 1)
    scores = read_scores(store, "jiangxian-2021", "2021-06", assessment="1")["units"]
    assert cell.value == float(scores[0]["rate"]) / 100
    assert cell.number_format == "0.00%"


def test_a_vetoed_unit_has_no_figures(store: Store, save: Save) -> None:
    book = save.xlsx(gather_leaderboard(store, QIANYANG, "1"))
    rows = list(book["排行榜"].iter_rows(min_row=2, values_only=True))
    assert rows[-1][0] is None
    assert rows[-1][4:-1] == (None,) * (len(rows[-1]) - 5)
    assert rows[-1][-1] == "不合格(否决)"


def test_a_what_if_leaderboard_is_that_of_the_what_if(store: Store, save: Save) -> None:
    closed = ScoreQuery("jiangxian-2021", "2021-06", final=True)
    rows = save.csv(gather_leaderboard(store, closed, "1"))
    assert {row[rows[0].index("待定")] for row in rows[1:]} == {"0.00"}


def test_an_assessments_ledger_is_the_ledger_of_each_of_its_units(store: Store, save: Save) -> None:
    rows = save.csv(gather_ledger(store, JIANGXIAN, "1"))
    assert rows[0][:4] == ["名次", "单位", "指标", "名称"]
    scores = read_scores(store, "jiangxian-2021", "2021-06", assessment="1")["units"]
    assert {row[1] for row in rows[1:]} == {unit_scores["unit"] for unit_scores in scores}
    for unit in scores[:3]:
        one = save.csv(gather_ledger(store, JIANGXIAN, "1", unit["unit"]))
        own = [row for row in rows[1:] if row[1] == unit["unit"]]
        assert [row[2:] for row in own] == one[1:]
        assert {row[0] for row in own} == {str(unit["rank"] or "")}


def test_a_ledgers_lines_name_the_file_sheet_and_row(store: Store, save: Save) -> None:
    lines = read_ledger(store, "jiangxian-2021", "1", "县财政局", "2021-06")
    rows = save.csv(gather_ledger(store, JIANGXIAN, "1", "县财政局"))[1:]
    assert len(rows) == len(lines)
    for line, row in zip(lines, rows, strict=True):
        for source in line["evidence"]:
            assert source["file"] in row[-1]
            assert source["row"] is None or f"第{source['row']}行" in row[-1]


def test_of_many_places_a_line_names_the_first_and_their_number(store: Store, save: Save) -> None:
    whole = save.csv(gather_ledger(store, QIANYANG, "1"))[1:]
    counts = [row[-1].count("；") + 1 for row in whole if row[-1]]
    assert max(counts) <= MOST_PLACES + 1
    assert all(row[-1].endswith("处") for row in whole if row[-1].count("；") == MOST_PLACES)


def test_the_board_has_a_sheet_for_each_table(store: Store, save: Save) -> None:
    book = save.xlsx(gather_board(store, "jiangxian-2021", "2021-06"))
    boards = [name for number in "12345" for name in (f"排行榜{number}", f"指标得分{number}")]
    assert book.sheetnames == [*boards, "失分分布", "缺报月份", "说明"]
    missing = {row[1]: row[2] for row in book["缺报月份"].iter_rows(min_row=2, values_only=True)}
    assert missing["优化营商环境工作推进情况"] == "1月、2月、3月、4月"
    assert all(row[0] for row in book["失分分布"].iter_rows(values_only=True))


def test_a_board_with_vetoes_lists_them_with_their_rows(store: Store, save: Save) -> None:
    sheet = save.xlsx(gather_board(store, "qianyang-2022", "2022-09"))["单项否决与预警"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert {row[4] for row in rows} == {"单项否决", "临近单项否决"}
    assert all("第" in str(row[7]) and "行" in str(row[7]) for row in rows)


def test_a_form_is_its_rows_with_their_addresses(store: Store, save: Save) -> None:
    rows = save.csv(gather_form(store, "jiangxian-2021", "jx2_supervision", "2021-06"))
    titles, first = rows[0], dict(zip(rows[0], rows[1], strict=True))
    assert titles[0] == "单位" and titles[-4:] == ["批次", "文件", "工作表", "行"]
    assert first["监管行为数据覆盖率"].endswith("%")
    assert first["行"].isdigit() and first["文件"].endswith(".xlsx")


def test_a_form_of_a_month_without_data_is_refused(store: Store) -> None:
    with (
        pytest.raises(Refused, match=r"2021年9月.*还没有导入"),
        gather_form(store, "jiangxian-2021", "jx1_progress", "2021-09"),
    ):
        pass


@pytest.mark.parametrize(("dataset", "month"), [("nothing", "2021-05"), ("jx1_progress", "5月")])
def test_an_unknown_form_is_a_wrong_call(store: Store, dataset: str, month: str) -> None:
    with pytest.raises(WrongCall), gather_form(store, "jiangxian-2021", dataset, month):
        pass


def test_several_tables_are_no_csv(store: Store, tmp_path: Path) -> None:
    with (
        pytest.raises(WrongCall, match="5张表"),
        gather_scores(store, JIANGXIAN) as book,
    ):
        save_book(book, tmp_path / "out.csv", STAMP)


def test_the_mean_of_several_assessments_is_marked_as_a_reference(
    store: Store, tmp_path: Path
) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, "jiangxian-2021")
        totals = read_side_by_side(cursor, scheme, "2021-06")
    units = totals["unit"].to_list()
    table = build_side_by_side(totals, scheme)
    export = Export("x.xlsx", "并列", lambda: [])
    path = tmp_path / "shown.xlsx"
    with using_store(store):
        path.write_bytes(export_view(table, export, view_all(table)))
    sheet = openpyxl.load_workbook(path)["并列"]
    assert "参考" in str(sheet.cell(1, 8).value)
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == units
