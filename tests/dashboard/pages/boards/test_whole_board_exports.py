"""The workbooks beside the leaderboard's own: offered on the page, whole when they are taken."""

from __future__ import annotations

import io

import openpyxl
from streamlit.testing.v1 import AppTest

from dashboard.pages.boards.whole_board_exports import make_book, make_proof
from documents.exports import gather_board
from tests.dashboard.seen import open_page
from warehouse.results.scores import ScoreQuery
from warehouse.store import Store


def test_the_leaderboard_offers_the_proof_the_board_and_the_ledger(store: Store) -> None:
    page: AppTest = open_page(store, "leaderboard")
    offered = [button.label for button in page.get("download_button")]  # type: ignore[union-attr]
    assert offered == ["核算表", "全部榜单", "得分明细"]


def test_a_proof_taken_from_the_page_is_whole_and_nothing_is_left(store: Store) -> None:
    before = sorted(path.name for path in store.home.iterdir())
    content = make_proof(store, ScoreQuery("jiangxian-2021", "2021-06"), "1")
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    assert book["总分"]["A2"].value == "全部一致"
    assert sorted(path.name for path in store.home.iterdir()) == before


def test_a_board_taken_from_the_page_is_that_of_the_command_line(store: Store) -> None:
    content = make_book(store, lambda: gather_board(store, "qianyang-2022", "2022-09"))
    assert "排行榜1" in openpyxl.load_workbook(io.BytesIO(content)).sheetnames
