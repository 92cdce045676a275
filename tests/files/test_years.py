"""Years from any month on, through real files."""

from __future__ import annotations

from datetime import date

import pytest

from documents.forms.issuing import issue_form
from tests.documents.forms.every_form import Case
from tests.documents.forms.filling import fill
from tests.files.fiscal_year import SCHEME, find, offer, report, score, write
from tests.files.issued import to_answer
from tests.files.landing_files import ask, land
from warehouse.editions.sealing import Act, seal_month
from warehouse.faults import Fault, WrongCall
from warehouse.store import Store
from warehouse.views.calendar import read_calendar
from warehouse.views.seals import read_month_seals

pytestmark = pytest.mark.usefixtures("read_here")


def test_a_month_is_counted_from_the_first_of_the_year(store: Store) -> None:
    land(store, SCHEME, "1.csv", report("2021年7月月度报送表"))
    land(store, SCHEME, "2.csv", report("2022年2月月度报送表"))
    first, later = score(store, "2021-07"), score(store, "2022-02")
    assert (find(first, "甲")["earned"], find(later, "甲")["earned"]) == ("1.00", "2.00")


def test_what_was_earned_by_months_names_them(store: Store) -> None:
    land(store, SCHEME, "1.csv", report("2021年7月月度报送表"))
    land(store, SCHEME, "2.csv", report("2022年2月月度报送表"))
    lines = ask(store, "ledger", "--scheme", SCHEME.id, "--as-of", "2022-02",
                "--assessment", "1", "--unit", "甲局")  # fmt: skip
    earned = next(line for line in lines if line["kind"] == "earned")
    assert earned["months"] == [1, 8]
    assert [place["file"] for place in earned["evidence"]] == ["1.csv", "2.csv"]


@pytest.mark.parametrize(
    ("title", "name", "month"),
    [
        ("2021年12月月度报送表", "a.csv", "2021-12"),
        ("月度报送表", "2022年3月.csv", "2022-03"),
        ("二〇二二年六月份月度报送表", "a.csv", "2022-06"),
    ],
)
def test_the_month_is_read_from_title_and_name(
    store: Store, title: str, name: str, month: str
) -> None:
    assert [batch.month for batch in land(store, SCHEME, name, report(title)).batches] == [month]


@pytest.mark.parametrize(
    ("title", "month"), [("9月月度报送表", "2021-09"), ("2月月度报送表", "2022-02")]
)
def test_a_month_without_a_year_is_asked_as_that_of_the_year(
    store: Store, title: str, month: str
) -> None:
    found = offer(store, "a.csv", report(title))
    (question,) = found.questions
    assert (question.code, question.options[0]) == ("year_missing", month)


def test_all_twelve_months_are_offered_where_none_is_named(store: Store) -> None:
    (question,) = offer(store, "a.csv", report("月度报送表")).questions
    assert question.options == SCHEME.calendar.months
    assert (question.options[0], question.options[-1]) == ("2021-07", "2022-06")


@pytest.mark.parametrize("month", ["2021年6月", "2022年7月"])
def test_a_month_outside_the_year_is_refused(store: Store, month: str) -> None:
    (error,) = offer(store, "a.csv", report(f"{month}月度报送表")).errors
    assert error.code == "wrong_year"
    assert "只考核2021年7月至2022年6月" in error.message


def test_a_quarter_ends_in_the_months_of_the_calendar(store: Store) -> None:
    rows = (("单位", "例会"), ("甲局", 4), ("乙局", 1))
    (batch,) = land(store, SCHEME, "a.csv", write("2022年第一季度季度统计表", *rows)).batches
    assert batch.month == "2022-03"


def test_rows_of_a_ledger_are_dated_into_the_year(store: Store) -> None:
    rows = (
        ("日期", "单位", "类别"),
        ("2021-08-03", "甲局", "批评"),
        ("2022-01-05", "甲局", "批评"),
    )
    found = land(store, SCHEME, "a.csv", write("通报台账", *rows))
    assert [batch.month for batch in found.batches] == ["2021-08", "2022-01"]
    deducted = [i for i in score(store, "2022-06")["indicators"] if i["id"] == "丙"]
    assert deducted[0]["lost"] == "2.00"
    late = (("日期", "单位", "类别"), ("2021-06-30", "甲局", "批评"))
    (error,) = offer(store, "b.csv", write("通报台账", *late)).errors
    assert "日期不在2021年7月至2022年6月内" in error.message


def test_a_date_without_a_year_is_offered_with_that_of_the_year(store: Store) -> None:
    rows = (("日期", "单位", "类别"), ("2月3日", "甲局", "批评"))
    (question,) = offer(store, "a.csv", write("通报台账", *rows)).questions
    assert question.options[0] == "2022-02-03"


def test_as_of_takes_the_months_of_the_year(store: Store) -> None:
    with pytest.raises(WrongCall, match="2021-07 至 2022-06"):
        score(store, "2021-01")


def test_calendar_and_seals_have_the_months_of_the_year(store: Store) -> None:
    land(store, SCHEME, "1.csv", report("2021年7月月度报送表"))
    with store.reader() as cursor:
        rows = read_calendar(cursor, SCHEME, date(2021, 9, 1)).filter(dataset="月报")
        seals = read_month_seals(cursor, SCHEME)
    arrivals = dict(zip(rows["month"], rows["arrival"], strict=True))
    assert (arrivals[1], arrivals[2], arrivals[3]) == ("backfilled", "missing", "upcoming")
    assert [seal.month for seal in seals] == list(SCHEME.calendar.months)


def test_a_month_of_the_year_can_be_sealed(store: Store) -> None:
    assert seal_month(store, SCHEME.id, "2022-06", Act("tester"))
    with pytest.raises(Fault):
        seal_month(store, SCHEME.id, "2021-06", Act("tester"))


@pytest.mark.parametrize("month", ["2021-07", "2022-06"])
def test_a_form_goes_out_and_comes_back(store: Store, month: str) -> None:
    case = Case(SCHEME, SCHEME.dataset("月报"), month)
    blank = issue_form(store, SCHEME, "月报", month)
    row = {"报送": to_answer(3), "按时": to_answer("√")}
    content = fill(case, blank.content, {"甲局": row, "乙局": row})
    assert [batch.month for batch in land(store, SCHEME, blank.name, content).batches] == [month]
    with pytest.raises(WrongCall, match="2021-07 到 2022-06"):
        issue_form(store, SCHEME, "月报", "2021-06")
