"""The monthly tables are those of the notice, and their figures those of `kaohe scores`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from documents.bulletin.draft import DraftTable
from documents.bulletin.preparing import PreparedBulletin, prepare_bulletin
from warehouse.results.scores import ScoreQuery, read_scores
from warehouse.store import Store

CASES = tomllib.loads((Path(__file__).parent / "cases" / "notice_tables.toml").read_text("utf-8"))[
    "table"
]
JIANGXIAN, QIANYANG = "jiangxian-2021", "qianyang-2022"


@pytest.fixture
def tables(jiangxian: PreparedBulletin) -> list[DraftTable]:
    """Return the five tables of a month."""
    return list(jiangxian.draft.tables)


def rows_of(table: DraftTable) -> dict[str, tuple[str, ...]]:
    """Return unit → its cells after the name."""
    place = next(n for n, column in enumerate(table.columns) if column.align == "left")
    return {row[place]: row[place + 1 :] for row in table.rows}


@pytest.mark.parametrize("number", range(5))
def test_headers_order_and_spelling_are_the_notices(tables: list[DraftTable], number: int) -> None:
    case: dict[str, Any] = CASES[number]
    table = tables[number]
    assert table.title == case["title"]
    assert [list(column.header) for column in table.columns] == case["headers"]
    assert table.columns[0].corner == case.get("corner")
    if "note" in case:
        assert table.note == case["note"]
    if "units" in case:
        assert [row[0] for row in table.rows] == case["units"]


def test_a_form_filed_by_the_20th_is_ticked_on_the_21st_it_is_late(
    tables: list[DraftTable],
) -> None:
    rows = rows_of(tables[2])
    assert rows["县财政局"] == ("√", "√", "100.00%", "3")
    assert rows["县应急管理局"] == ("逾期", "—", "97.13%", "0")


def test_a_rate_left_blank_this_month_is_that_of_the_month_before(
    tables: list[DraftTable],
) -> None:
    assert rows_of(tables[2])["县公安局"] == ("√", "—", "98.80%", "0")


def test_only_units_with_orders_are_listed_with_rates_from_the_counts(
    tables: list[DraftTable],
) -> None:
    assert tables[3].rows == (
        ("1", "县公安局", "3", "2", "66.67%", "0", "0.00%", "3", "100.00%"),
        ("2", "古绛镇", "8", "7", "87.50%", "1", "12.50%", "8", "100.00%"),
    )


def test_coverage_is_that_of_the_counts_or_the_rate_alone(tables: list[DraftTable]) -> None:
    rows = rows_of(tables[4])
    assert rows["古绛镇"] == ("25", "25", "100.00%")
    assert rows["大交镇"] == ("—", "—", "87.50%")
    assert rows["横水镇"] == ("—", "—", "—")


def test_points_of_annex_2_are_those_of_kaohe_scores(
    papers: Store, tables: list[DraftTable]
) -> None:
    printed = {
        "县交通运输局": "县交通运输管理局",
        "市生态环境局绛县分局": "运城市生态环境局绛县分局",
    }
    rows = rows_of(tables[1])
    units = read_scores(papers, JIANGXIAN, "2021-06", assessment="2")["units"]
    assert len(units) == len(rows) == 23
    for unit in units:
        cells = rows[printed.get(unit["unit"], unit["unit"])]
        for cell, item in zip(cells, unit["indicators"], strict=False):
            assert cell == ("待定" if item["pending"] == item["full"] else item["earned"])
        assert cells[-1] == unit["total"]


def test_qianyangs_figures_are_those_of_kaohe_scores(
    papers: Store, qianyang: PreparedBulletin
) -> None:
    board, vetoes, points, _ = qianyang.draft.tables
    units = read_scores(papers, QIANYANG, "2022-09")["units"]
    assert [row[1] for row in board.rows] == [unit["unit"] for unit in units]
    by_unit = {row[0]: row[1:] for row in points.rows}
    for row, unit in zip(board.rows, units, strict=True):
        total = unit["total"] or "—"
        assert (row[0], row[3], row[5]) == (str(unit["rank"] or "—"), unit["key"] or "—", total)
        bonuses = [indicator["earned"] for indicator in unit["indicators"][1:]]
        expected = ["—"] * 7 if unit["vetoes"] else bonuses
        assert list(by_unit[unit["unit"]][1:8]) == expected
    vetoed = {unit["unit"] for unit in units if unit["vetoes"] or unit["at_risk"]}
    assert {row[1] for row in vetoes.rows} == vetoed


def test_a_veto_stands_with_its_day_document_and_clause(qianyang: PreparedBulletin) -> None:
    vetoes = qianyang.draft.tables[1]
    rows = {(row[1], row[3]): row for row in vetoes.rows}
    row = rows["县住建局", "4月19日"]
    assert (row[2], row[5], row[6]) == ("单项否决", "县信息中心红灯预警通知单第2号", "四(一)1")


def test_an_unreported_form_leaves_dashes_and_a_warning(papers: Store) -> None:
    prepared = prepare_bulletin(papers, ScoreQuery(JIANGXIAN, "2021-07"), annexes=["3"])
    (table,) = prepared.draft.tables
    assert {cell for row in table.rows for cell in row[1:3]} == {"—"}
    assert prepared.draft.sections[0].sentences[2].text == "本月推进情况尚未报送。"
    assert any("附件3" in warning and "7月" in warning for warning in prepared.warnings)
