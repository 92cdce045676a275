"""排行榜, 单位详情 and 口径说明 on part of the demo, on an empty store and with one unit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.navigation import PAGES
from tests.dashboard.one_unit import UNITS, fill_one_unit
from tests.dashboard.seen import open_page, read_tables, read_text
from tests.dashboard.tables import pick_row
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views import compare_months, read_leaderboard, read_unit_standing, read_year

JIANGXIAN, QIANYANG = "jiangxian-2021", "qianyang-2022"
BOARD = "排行榜：点击单位查看得分明细"
CHANGES = "较上月有变化的指标，括号内为变化"
LEDGER = "得分明细：点击一行查看佐证"
EVIDENCE = "佐证：文件中的原行，计分所依据的单元格已标出"


@pytest.fixture(scope="module")
def one_unit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = fill_one_unit(tmp_path_factory.mktemp("one") / "home")
    yield store
    store.close()


def read_charts(test: AppTest) -> int:
    """Return how many charts a page draws."""
    return len(test.get("vega_lite_chart"))


@pytest.mark.parametrize("page", ["leaderboard", "unit", "rules"])
@pytest.mark.parametrize("scheme", [JIANGXIAN, QIANYANG])
def test_a_page_draws_with_one_unit(one_unit: Store, page: str, scheme: str) -> None:
    test = open_page(one_unit, page, scheme=scheme)
    assert test.title[0].value == PAGES[page].title


def test_the_one_unit_is_on_its_board_and_has_its_page(one_unit: Store) -> None:
    board = read_tables(open_page(one_unit, "leaderboard", scheme=JIANGXIAN))[BOARD]
    assert [row[1] for row in board] == [UNITS[JIANGXIAN]]
    test = open_page(one_unit, "unit", scheme=JIANGXIAN)
    assert read_tables(test)[LEDGER]
    assert "没有高于同类单位中位数的指标。" in read_text(test)


@pytest.mark.parametrize("view", ["courses", "board"])
def test_the_board_draws_its_views(store: Store, view: str) -> None:
    test = open_page(store, "leaderboard", view=view)
    assert read_charts(test) == (1 if view == "courses" else 0)


def test_the_board_shows_two_decimals_and_is_filtered_by_kind(store: Store) -> None:
    test = open_page(store, "leaderboard", scheme=QIANYANG)
    test.get_by_key("kind").set_value(["town"]).run()  # type: ignore[union-attr]
    board = read_tables(test)[BOARD]
    assert len(board) == 7
    totals = [row[7] for row in board if row[7]]
    assert totals and all(len(total.split(".")[1]) == 2 for total in totals)


def test_a_vetoed_unit_stands_on_the_board_without_a_bar_and_with_its_sign(store: Store) -> None:
    board = read_tables(open_page(store, "leaderboard", scheme=QIANYANG))[BOARD]
    (vetoed,) = [row for row in board if "不合格（否决）" in row]
    assert vetoed[0] == "" and vetoed[3] == ""


def test_another_month_stands_beside_with_the_exact_difference(store: Store) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, JIANGXIAN)
        year = read_year(cursor, scheme, "1")
        may = {
            row["unit"]: row for row in read_leaderboard(cursor, scheme, "1", "2021-05").to_dicts()
        }
    for row in compare_months(year, 6, 5).iter_rows(named=True):
        assert row["total_change"] == row["total"] - may[row["unit"]]["total"]
        assert isinstance(row["total_change"], Decimal)
        assert row["rank_change"] == may[row["unit"]]["rank"] - row["rank"]
    test = open_page(store, "leaderboard", compare="2021-05")
    assert any("比5月总分" in str(part.proto.bytes.decode()) for part in test.get("bidi_component"))


def test_the_year_holds_the_same_boards_as_each_month(store: Store) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, QIANYANG)
        year = read_year(cursor, scheme, "1")
        for month in (4, 9):
            board = read_leaderboard(cursor, scheme, "1", f"2022-{month:02d}")
            assert year.filter(as_of=month).drop("as_of").equals(board)


def test_side_by_side_marks_the_mean_as_a_reference(store: Store) -> None:
    test = open_page(store, "leaderboard", assessment="all")
    assert "文件没有规定" in read_text(test)
    assert any("参考" in part.proto.bytes.decode() for part in test.get("bidi_component"))


def test_a_unit_is_compared_with_the_median_of_its_kind(store: Store) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, JIANGXIAN)
        kinds = {unit.name: unit.kind for unit in scheme.units}
        earned: dict[str, list[Decimal]] = {}
        for unit in scheme.roster("1"):
            rows = read_unit_standing(cursor, scheme, "1", unit.name, "2021-06").to_dicts()
            if kinds[unit.name] == "department":
                for row in rows:
                    earned.setdefault(row["indicator"], []).append(row["earned"])
        rows = read_unit_standing(cursor, scheme, "1", "县财政局", "2021-06").to_dicts()
    for row in rows:
        values = sorted(earned[row["indicator"]])
        assert row["median"] == values[(len(values) - 1) // 2]
        assert row["ahead"] == row["earned"] - row["median"]


def test_a_units_page_names_what_changed_since_the_month_before(store: Store) -> None:
    shown = read_tables(open_page(store, "unit", unit="县财政局", month="2021-06"))[CHANGES]
    with store.reader() as cursor:
        scheme = read_scheme(cursor, JIANGXIAN)
        may, june = (
            read_unit_standing(cursor, scheme, "1", "县财政局", month).to_dicts()
            for month in ("2021-05", "2021-06")
        )
    accounts = ("earned", "lost", "pending")
    changed = [
        f"{now['indicator']} {now['name']}"
        for before, now in zip(may, june, strict=True)
        if any(before[account] != now[account] for account in accounts)
    ]
    assert changed
    assert [row[0] for row in shown] == changed


def test_a_units_first_month_has_none_before_it(store: Store) -> None:
    test = open_page(store, "unit", unit="县财政局", month="2021-01")
    assert "较上月变化" not in [heading.value for heading in test.subheader]


def test_a_units_page_opens_with_its_losses_and_shows_the_rest_on_demand(store: Store) -> None:
    test = open_page(store, "unit", unit="县财政局")
    losses = read_tables(test)[LEDGER]
    assert {row[1] for row in losses} <= {"失分", "暂失"}
    (pills,) = [group for group in test.button_group if group.label == "只看"]
    pills.set_value([]).run()
    assert {"得分", "待定"} <= {row[1] for row in read_tables(test)[LEDGER]}


def test_a_deduction_says_reason_arithmetic_clause_months_and_place(store: Store) -> None:
    row = read_tables(open_page(store, "unit", unit="县财政局"))[LEDGER][0]
    assert all(row)
    full, _, earned = row[4].partition(" = ")
    parts = full.replace("待定 ", "").split(" − ")
    assert Decimal(parts[0]) - sum(map(Decimal, parts[1:])) == Decimal(earned)


def test_a_ledger_line_shows_its_row_as_it_stood_in_the_file(store: Store) -> None:
    test = open_page(store, "unit", unit="县财政局")
    (pills,) = [group for group in test.button_group if group.label == "只看"]
    pills.set_value([]).run()
    lines = read_tables(test)[LEDGER]
    line = next(i for i, row in enumerate(lines) if row[0].startswith("1.4"))
    pick_row(test, "ledger:jiangxian-2021:1:县财政局:2021-06:[]", str(line))
    places = [row[0] for row in read_tables(test)[EVIDENCE]]
    assert "2021-05 附件1 优化营商环境工作推进情况.xlsx · 附件1 · 第5行" in places


def test_a_vetoed_unit_is_explained(store: Store) -> None:
    assert "单项否决" in read_text(open_page(store, "unit", scheme=QIANYANG, unit="县住建局"))


def test_the_printed_page_holds_every_indicator_and_reason(store: Store) -> None:
    test = open_page(store, "unit", unit="县财政局", view="print")
    parts = [json.loads(part.proto.json or "{}") for part in test.get("bidi_component")]
    (sheet,) = [part["html"] for part in parts if "html" in part]
    with store.reader() as cursor:
        scheme = read_scheme(cursor, JIANGXIAN)
        rows = read_unit_standing(cursor, scheme, "1", "县财政局", "2021-06").to_dicts()
    assert all(row["name"] in sheet for row in rows)
    assert "附件1 二4" in sheet


def test_the_rules_page_says_clause_rule_and_alternatives(store: Store) -> None:
    said = read_text(open_page(store, "rules"))
    assert "加分以该项满分为限" in said
    assert "加分可超过该项满分" in said
