"""The heat map of 总览 and the tables of what the month cost: figures, marks, and no total."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from dashboard.pages.overview.map_tiles import make_part_tile, make_tile
from dashboard.pages.overview.month_costs import list_costs, list_gains
from dashboard.pages.overview.unit_map import map_units
from dashboard.runtime.current_store import set_current_store
from dashboard.widgets.matrix import Matrix, Tile
from tests.dashboard.seen import open_page, read_tables
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views import read_comparisons, read_leaderboard
from warehouse.views.month_costs import read_month_costs

JIANGXIAN, QIANYANG = "jiangxian-2021", "qianyang-2022"
CAPTION = "各单位得分一览"


def board_row(**others: Any) -> dict[str, Any]:
    row = {"is_vetoed": False, "rank": 3, "rate": Decimal("87.50"), "total": Decimal("70.00")}
    return row | others


def move_of(change: str | None, previous: int = 5) -> dict[str, Any]:
    return {"previous_rank": previous, "lost_change": None if change is None else Decimal(change)}


@pytest.mark.parametrize(
    ("row", "measure", "move", "text", "note"),
    [
        (board_row(), "rate", move_of("1.50"), "87.50%", "▼1.50"),
        (board_row(), "rate", move_of("-1.50"), "87.50%", "▲1.50"),
        (board_row(), "rate", move_of("0.00"), "87.50%", ""),
        (board_row(), "rate", move_of(None), "87.50%", ""),
        (board_row(), "total", None, "70.00", ""),
        (board_row(), "rank", move_of("1.50"), "3", "▲2"),
        (board_row(), "rank", move_of("1.50", 3), "3", ""),
        (board_row(), "rank", None, "3", ""),
        (board_row(rank=None, rate=None), "rate", None, "待", ""),
        (board_row(is_vetoed=True, rank=None), "rate", None, "✕", ""),
    ],
)
def test_a_tile_says_what_is_known(
    row: dict[str, Any], measure: Any, move: dict[str, Any] | None, text: str, note: str
) -> None:
    tile = make_tile(row, measure, move, Decimal(50))
    assert (tile.text, tile.note) == (text, note)


def test_the_lowest_rate_is_the_deepest() -> None:
    levels = [
        make_tile(board_row(rate=Decimal(rate)), "rate", None, Decimal(60)).level
        for rate in ("100", "99.90", "80", "60")
    ]
    assert levels == [0, 12, 50, 100]
    assert make_tile(board_row(rate=Decimal(100)), "rate", None, Decimal(100)).level == 0


def test_an_addition_has_points_and_no_rate() -> None:
    row = {"has_full": False, "earned": Decimal("2.00"), "rate": None}
    assert make_part_tile(row, Decimal(0)) == Tile("2.00", order=2.0)


def map_of(store: Store, name: str, month: str, measure: Any = "rate") -> Matrix:
    set_current_store(store)
    with store.reader() as cursor:
        return map_units(read_scheme(cursor, name), month, measure)


def test_the_map_shows_the_boards_and_no_total_over_them(store: Store) -> None:
    matrix = map_of(store, JIANGXIAN, "2021-06", "total")
    with store.reader() as cursor:
        scheme = read_scheme(cursor, JIANGXIAN)
        boards = {
            one.id: read_leaderboard(cursor, scheme, one.id, "2021-06")
            for one in scheme.assessments
        }
        comparisons = read_comparisons(cursor, scheme, "2021-06")
    assert [title for title, _ in matrix.columns] == [one.title for one in scheme.assessments]
    named = [unit for board in boards.values() for unit in board.sort("position")["unit"]]
    assert [row.title for row in matrix.rows] == list(dict.fromkeys(named))
    totals = {
        f"{key}:{row['unit']}": f"{row['total']:.2f}"
        for key, board in boards.items()
        for row in board.iter_rows(named=True)
        if row["rank"] is not None
    }
    shown = {tile.id: tile for row in matrix.rows for tile in row.tiles if tile.order is not None}
    assert shown and {key: tile.text for key, tile in shown.items()}.items() <= totals.items()
    moved = {
        f"{key}:{row['unit']}": row["lost_change"]
        for key, comparison in comparisons.items()
        for row in comparison.units.iter_rows(named=True)
    }
    for key, tile in shown.items():
        change = moved.get(str(key)) or Decimal(0)
        assert tile.note == (f"{'▼' if change > 0 else '▲'}{abs(change):.2f}" if change else "")


def test_ranks_are_compared_only_where_they_can_be(store: Store) -> None:
    matrix = map_of(store, JIANGXIAN, "2021-06", "rank")
    with store.reader() as cursor:
        comparisons = read_comparisons(cursor, read_scheme(cursor, JIANGXIAN), "2021-06")
    for row in matrix.rows:
        for tile in row.tiles:
            if tile.note:
                assert comparisons[str(tile.id).partition(":")[0]].obstacle is None


def test_a_month_that_is_not_reported_has_no_figures(store: Store) -> None:
    """In June nothing of assessments 3, 4 and 5 is in: as on the cards above."""
    matrix = map_of(store, JIANGXIAN, "2021-06")
    said = {row.tiles[3].text for row in matrix.rows if row.tiles[3].id}
    assert said == {"—"}


def test_a_single_assessment_is_told_by_its_parts(store: Store) -> None:
    matrix = map_of(store, QIANYANG, "2022-02")
    titles = [title for title, _ in matrix.columns]
    assert titles[:4] == ["名次", "总分", "K 重点考核项", "B1 特色亮点"]
    ranks = [row.tiles[0].order for row in matrix.rows if row.tiles[0].order is not None]
    assert ranks == sorted(ranks, reverse=True)


def test_the_page_shows_the_map_and_the_costs(store: Store) -> None:
    test = open_page(store, "overview", scheme=JIANGXIAN)
    with store.reader() as cursor:
        costs = read_month_costs(cursor, read_scheme(cursor, JIANGXIAN), "2021-06").to_dicts()
    tables = read_tables(test)
    assert len(tables[CAPTION]) > 30
    rows = tables["本月失分较多的指标"]
    assert [row[1] for row in rows] == [f"{one['added']:.2f}" for one in costs[:6]]
    (told,) = [
        json.loads(one.proto.bytes)
        for one in test.get("bidi_component")
        if CAPTION in one.proto.bytes.decode()
    ]
    assert told["sorts"]


def test_who_regained_most_is_named_with_points(store: Store) -> None:
    set_current_store(store)
    with store.reader() as cursor:
        scheme = read_scheme(cursor, JIANGXIAN)
        comparisons = read_comparisons(cursor, scheme, "2021-06")
    table = list_gains(scheme, "2021-06")
    assert table.rows
    for row_id, row in zip(table.ids, table.rows, strict=True):
        assessment, _, unit = row_id.partition(":")
        (found,) = comparisons[assessment].list_gainers().filter(unit=unit).to_dicts()
        assert row[1] == -found["lost_change"] > 0
        assert not (comparisons[assessment].obstacle and any("▲" in str(cell) for cell in row))


def test_a_store_without_data_costs_nothing(empty_store: Store) -> None:
    set_current_store(empty_store)
    with empty_store.reader() as cursor:
        scheme = read_scheme(cursor, JIANGXIAN)
    assert not list_costs(scheme, "2021-06").rows
    assert not list_gains(scheme, "2021-06").rows
