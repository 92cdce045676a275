"""The year's result, as document and workbook: the figures of `kaohe scores --final`."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from documents.bulletin.board_facts import Board, BoardItem
from documents.results.preparing import PreparedResult, prepare_result
from documents.results.result_document import MOST_ITEMS, split_table
from documents.results.result_table import make_table
from documents.results.result_template import describe_note
from documents.scheme_words import SchemeWords
from documents.template_files import TemplateError
from tests.repository import ROOT
from warehouse.results.scores import ScoreQuery, read_scores
from warehouse.store import Store

QUESTIONS = {
    "jiangxian-2021": ScoreQuery("jiangxian-2021", "2021-12", final=True),
    "qianyang-2022": ScoreQuery("qianyang-2022", "2022-12", final=True),
}
TITLE_ROWS = 3


@pytest.fixture(params=list(QUESTIONS))
def question(request: pytest.FixtureRequest) -> ScoreQuery:
    return QUESTIONS[request.param]


def expect(unit: dict[str, object], item: dict[str, str]) -> str:
    """Return the expected text of an item's cell."""
    if unit.get("vetoes"):
        return "—"
    return "待定" if item.get("pending") == item["full"] else item["earned"]


def format_cell(cell: str | int | Decimal) -> str:
    return f"{cell:.2f}" if isinstance(cell, Decimal) else str(cell)


def test_the_workbooks_cells_are_those_of_kaohe_scores(store: Store, question: ScoreQuery) -> None:
    content = prepare_result(store, question).build_workbook()
    book = openpyxl.load_workbook(io.BytesIO(content))
    scores = read_scores(store, question.scheme_id, question.as_of, final=True)["units"]
    for sheet in book.worksheets:
        units = [
            unit_scores
            for unit_scores in scores
            if unit_scores["assessment"] == sheet.title.removeprefix("考核")
        ]
        rows = list(sheet.iter_rows(min_row=TITLE_ROWS + 1, values_only=True))
        for row, unit in zip(rows, units, strict=False):
            assert row[1] == unit["unit"]
            cells = [f"{cell:.2f}" if isinstance(cell, float | int) else cell for cell in row[2:]]
            items = [expect(unit, indicator) for indicator in unit["indicators"]]
            assert cells[: len(items)] == items


def test_figures_in_the_workbook_are_numbers_and_texts_are_texts(store: Store) -> None:
    prepared = prepare_result(store, QUESTIONS["qianyang-2022"])
    (board,) = prepared.bulletin.boards
    nasty = replace(board.units[0], unit="=1+1")
    bulletin = replace(prepared.bulletin, boards=(replace(board, units=(nasty, *board.units[1:])),))
    sheet = openpyxl.load_workbook(
        io.BytesIO(replace(prepared, bulletin=bulletin).build_workbook())
    ).worksheets[0]
    assert (sheet["B4"].value, sheet["B4"].data_type) == ("=1+1", "s")
    assert sheet["C4"].data_type == "n"
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.page_setup.orientation == "landscape"


def test_the_documents_cells_are_those_of_the_table(store: Store, question: ScoreQuery) -> None:
    prepared = prepare_result(store, question)
    document = docx.Document(io.BytesIO(prepared.draw()))
    tables = iter(document.tables)
    for board in prepared.bulletin.boards:
        for part in split_table(make_table(board)):
            rows = [
                ["".join(n.text or "" for n in cell.iter(qn("w:t"))) for cell in row.tc_lst]
                for row in next(tables)._tbl.tr_lst[2:]
            ]
            drawn = [
                [f"{c:.2f}" if isinstance(c, Decimal) else str(c) for c in r] for r in part.rows
            ]
            assert rows == drawn
    assert next(tables, None) is None


def test_a_table_with_many_items_goes_over_several_sheets() -> None:
    items = tuple(BoardItem(str(n), "项", "1.00", position=n) for n in range(25))
    board = Board("5", "考核", "25.00", SchemeWords(), None, items, (), (), ())
    parts = list(split_table(make_table(board)))
    assert len(parts) == 3
    assert all(len(part.columns) <= MOST_ITEMS + 4 for part in parts)
    assert [part.columns[0].header for part in parts] == ["名次"] * 3
    assert [part.columns[-1].header for part in parts] == ["8 项", "17 项", "总分"]


def test_the_same_result_gives_the_same_bytes(store: Store) -> None:
    def build(prepared: PreparedResult) -> tuple[bytes, bytes]:
        return prepared.draw(), prepared.build_workbook()

    question = QUESTIONS["qianyang-2022"]
    assert build(prepare_result(store, question)) == build(prepare_result(store, question))


def test_a_wrong_name_in_the_result_template_is_reported(store: Store) -> None:
    folder: Path = store.home / "templates" / "qianyang-2022"
    folder.mkdir(parents=True)
    shipped = ROOT / "seed" / "templates" / "qianyang-2022" / "result.toml"
    text = shipped.read_text("utf-8").replace("{文件}", "{文号}")
    (folder / "result.toml").write_text(text, "utf-8")
    with pytest.raises(TemplateError, match=r"result.toml，第\d+行，opening：没有“{文号}”"):
        prepare_result(store, QUESTIONS["qianyang-2022"])


@pytest.mark.parametrize("is_closed", [True, False])
def test_a_grade_that_may_still_change_is_not_called_one(store: Store, is_closed: bool) -> None:
    question = replace(QUESTIONS["qianyang-2022"], as_of="2022-09", final=is_closed)
    prepared = prepare_result(store, question)
    (board,) = prepared.bulletin.boards
    grades = {row[-1] for row in make_table(board).rows}
    passing = "合格" if is_closed else "目前达到合格线"
    assert {passing, "不合格（否决）"} <= grades
    note = describe_note(prepared.bulletin, prepared.template, board)
    assert ("等次前有“目前”的为截至当月的情况，以年终结算为准" in note) == (not is_closed)
