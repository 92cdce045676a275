"""考核日历: what is due comes from the scheme; in time, late or missing is judged by the day."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from scoring.year import SchemeYear
from tests.dashboard.seen import open_page, read_tables, read_text
from warehouse.importing.import_file import revert_batch
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views import read_unit_ledger
from warehouse.views.calendar import judge_arrival, read_calendar, read_filings
from warehouse.views.forms_due import (
    DueItem,
    expected_months,
    list_due_items,
    list_providers,
)

JIANGXIAN, QIANYANG = "jiangxian-2021", "qianyang-2022"
DUE = date(2021, 5, 20)


def row(first_on: date | None) -> dict[str, Any]:
    return {"month": 5, "batch": None if first_on is None else 7, "first_on": first_on}


@pytest.mark.parametrize(
    ("first_on", "today", "due_on", "is_expected", "arrival"),
    [
        (date(2021, 5, 20), date(2021, 6, 1), DUE, True, "on_time"),
        (date(2021, 5, 21), date(2021, 6, 1), DUE, True, "late"),
        (date(2022, 1, 1), date(2022, 1, 2), DUE, True, "backfilled"),
        (date(2021, 5, 30), date(2021, 6, 1), None, True, "reported"),
        (date(2021, 5, 30), date(2021, 6, 1), None, False, "reported"),
        (None, date(2021, 5, 20), DUE, True, "upcoming"),
        (None, date(2021, 5, 21), DUE, True, "missing"),
        (None, date(2021, 5, 31), None, True, "upcoming"),
        (None, date(2021, 6, 1), None, True, "missing"),
        (None, date(2021, 6, 1), None, False, "unasked"),
    ],
)
def test_an_arrival_is_judged_by_the_day(
    first_on: date | None, today: date, due_on: date | None, is_expected: bool, arrival: str
) -> None:
    year = SchemeYear(2021)
    assert judge_arrival(row(first_on), year, due_on, today, is_expected=is_expected) == arrival


def test_december_ends_on_the_31st() -> None:
    december = {"month": 12, "batch": None, "first_on": None}
    for day, arrival in ((date(2021, 12, 31), "upcoming"), (date(2022, 1, 1), "missing")):
        assert judge_arrival(december, SchemeYear(2021), None, day, is_expected=True) == arrival


def test_a_due_day_that_a_month_lacks_is_its_last() -> None:
    item = DueItem("form", "1", "1.1", "x", 31, (2,), "一")
    assert item.due_on(SchemeYear(2021), 2) == date(2021, 2, 28)
    assert item.due_on(SchemeYear(2024), 2) == date(2024, 2, 29)


def test_due_days_and_providers_are_those_of_the_notice(store: Store) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, JIANGXIAN)
    items = list_due_items(scheme, scheme.choices())
    assert {(item.dataset, item.day, item.months[0]) for item in items} == {
        ("jx1_progress", 20, 5), ("jx3_licence", 20, 5),
    }  # fmt: skip
    licence = scheme.dataset("jx3_licence")
    assert list_providers(scheme, licence, scheme.choices()) == [
        "县行政审批服务管理局", "县市场监督管理局",
    ]  # fmt: skip
    assert list_providers(scheme, scheme.dataset("jx1_progress"), scheme.choices()) == []


def test_a_form_is_expected_in_the_months_that_its_rules_count(store: Store) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, JIANGXIAN)
    licence, progress = scheme.dataset("jx3_licence"), scheme.dataset("jx1_progress")
    assert expected_months(scheme, licence, scheme.choices()) == tuple(range(5, 13))
    full_year = scheme.choices({"licence_months": "full_year"})
    assert expected_months(scheme, licence, full_year) == tuple(range(1, 13))
    assert expected_months(scheme, progress, scheme.choices()) == tuple(range(1, 13))
    assert expected_months(scheme, scheme.dataset("jx1_inspection"), scheme.choices()) == ()


def test_where_the_notice_sets_no_day_the_calendar_says_so(store: Store) -> None:
    test = open_page(store, "calendar", scheme=QIANYANG)
    assert "文件没有规定按日报送的事项" in read_text(test)
    due = read_tables(test)["近期应报报表"]
    assert due[0] == ["加分项 信息报送统计", "2022年3月", "未报 · 已过当月"]  # no column of days


def test_units_that_filed_by_the_20th_are_counted(store: Store) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, JIANGXIAN)
        filings = read_filings(cursor, scheme, "2021-06")
    progress = filings.filter(indicator="1.3").rows(named=True)
    assert [row["month"] for row in progress] == [5, 6]
    assert all(row["met"] + row["missed"] == row["units"] == 26 for row in progress)
    assert progress[0]["missed"] > 0
    assert all(row["missed"] == len(row["missed_units"]) for row in progress)


def test_units_that_did_not_file_in_time_are_named(store: Store) -> None:
    test = open_page(store, "calendar", scheme=JIANGXIAN, month="2021-06")
    named = read_tables(test)["6月没有按时报送的单位"]
    with store.reader() as cursor:
        scheme = read_scheme(cursor, JIANGXIAN)
        lines = {
            unit.name: read_unit_ledger(cursor, scheme, "1", unit.name, "2021-06")
            for unit in scheme.roster("1")
        }
    missed = [
        unit
        for unit, ledger in lines.items()
        if not ledger.filter(
            pl.col("indicator") == "1.3",
            pl.col("cause") == "not_met",
            pl.col("month_list").list.contains(6),
        ).is_empty()
    ]
    row = next(row for row in named if row[0].startswith("1.3 "))
    assert missed
    assert row[2].split("、") == missed


def test_a_seal_is_shown_on_every_form_of_the_month(store: Store) -> None:
    with store.writer("load_scheme") as cursor:
        cursor.execute(
            "update month_state set is_sealed = true where scheme_id = ? and month = ?",
            [JIANGXIAN, date(2021, 5, 1)],
        ).fetchall()
    year = read_tables(open_page(store, "calendar", scheme=JIANGXIAN))["全年报表：各月报送情况"]
    assert year[0][5] == "补封"  # 附件1, May: landed after the year, and sealed


def test_an_undone_first_file_is_no_arrival(store: Store) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, JIANGXIAN)
        before = read_calendar(cursor, scheme, date(2021, 6, 1))
    may = before.filter(dataset="jx1_progress", month=5).row(0, named=True)
    assert may["first_on"] is not None
    revert_batch(store, may["batch"], actor="tester", reason="错了")
    with store.reader() as cursor:
        after = read_calendar(cursor, scheme, date(2021, 6, 1))
    gone = after.filter(dataset="jx1_progress", month=5).row(0, named=True)
    assert (gone["batch"], gone["first_on"], gone["arrival"]) == (None, None, "missing")
