"""指标分析: the losses add up to the boards', and what is awaited is named."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from dashboard.pages.boards.loss_tables import format_awaited, map_losses
from dashboard.shell.assessment_words import read_veto_words
from tests.dashboard.seen import open_page, read_tables
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views import read_leaderboard
from warehouse.views.losses import rank_losses, read_awaited, read_losses

JIANGXIAN, QIANYANG = "jiangxian-2021", "qianyang-2022"
BOARDS = [(JIANGXIAN, "1", "2021-06"), (JIANGXIAN, "2", "2021-06"), (QIANYANG, "1", "2022-09")]


@pytest.mark.parametrize(("scheme_id", "assessment", "month"), BOARDS)
def test_the_losses_of_all_items_are_those_of_the_board(
    store: Store, scheme_id: str, assessment: str, month: str
) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, scheme_id)
        ranked = rank_losses(read_losses(cursor, scheme, assessment, month))
        board = read_leaderboard(cursor, scheme, assessment, month)
    assert sum(row["lost"] for row in ranked) == sum(board["lost"].drop_nulls())


@pytest.mark.parametrize(("scheme_id", "assessment", "month"), BOARDS)
def test_the_greatest_loss_comes_first_and_the_shares_end_at_100(
    store: Store, scheme_id: str, assessment: str, month: str
) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, scheme_id)
        ranked = rank_losses(read_losses(cursor, scheme, assessment, month))
    assert [row["lost"] for row in ranked] == sorted((r["lost"] for r in ranked), reverse=True)
    assert ranked[-1]["cumulative"] == Decimal("100.00")


def test_a_vetoed_unit_counts_in_no_loss_but_stands_in_the_map(store: Store) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, QIANYANG)
        losses = read_losses(cursor, scheme, "1", "2022-09")
    vetoed = losses.filter(pl.col("is_vetoed")).get_column("unit").unique().to_list()
    assert vetoed == ["县住建局"]
    units = rank_losses(losses.filter(pl.col("unit") == "县住建局"))
    assert units == []
    notes = {row.title: row.note for row in map_losses(losses, read_veto_words(scheme, "1")).rows}
    assert notes["县住建局"].startswith("✕ 已否决")


def test_deductions_are_told_apart_by_their_subject(store: Store) -> None:
    rows = read_tables(open_page(store, "indicators", scheme=QIANYANG))["各项指标的失分"]
    assert {row[0] for row in rows} == {
        "K 阶段性重点工作报送", "K 文件贯彻办理", "K 信息报送", "K 特色亮点",
    }  # fmt: skip


def test_months_that_are_past_and_not_reported_are_named(store: Store) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, JIANGXIAN)
        awaited = read_awaited(cursor, scheme, "1", "2021-06")
    months = dict(zip(awaited["indicator"], awaited["months"].to_list(), strict=True))
    assert months["1.4"] == [1, 2, 3, 4]
    assert months["1.3"] == []  # due from May on, and May and June are here
    assert format_awaited((26, [1, 2]), scheme) == "1月、2月"
    assert format_awaited((26, []), scheme) == "26个单位有待定"
    assert format_awaited(None, scheme) == "齐"


def test_a_tile_tells_loss_and_pending_without_colour(store: Store) -> None:
    test = open_page(store, "indicators", scheme=JIANGXIAN)
    tiles = {tile for row in read_tables(test)["各单位在各项指标上的失分"] for tile in row[1:]}
    assert "待" in tiles
    assert any(tile.endswith(" 待") and tile[0].isdigit() for tile in tiles)


def test_of_thousands_of_units_the_last_are_shown(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.pages.boards.loss_tables.MAX_UNITS", 3)
    with store.reader() as cursor:
        scheme = read_scheme(cursor, JIANGXIAN)
        losses = read_losses(cursor, scheme, "1", "2021-06")
        board = read_leaderboard(cursor, scheme, "1", "2021-06")
    shown = [row.title for row in map_losses(losses, read_veto_words(scheme, "1")).rows]
    assert shown == board.get_column("unit").to_list()[-3:]
