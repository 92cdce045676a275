"""Figures of the year before, through real files."""

from __future__ import annotations

import pytest

from documents.forms.issuing import issue_form
from tests.documents.forms.every_form import Case
from tests.documents.forms.filling import fill
from tests.files.fiscal_year import SCHEME, find, offer, score, write
from tests.files.issued import to_answer
from tests.files.landing_files import ask, land
from warehouse.store import Store
from warehouse.views.calendar import read_year_before

pytestmark = pytest.mark.usefixtures("read_here")


def year_form(title: str, first: int, second: int) -> bytes:
    """Return the form of which the year before is read."""
    return write(title, ("单位", "产值"), ("甲局", first), ("乙局", second))


def test_figures_of_the_year_before_land_and_score(store: Store) -> None:
    land(store, SCHEME, "今年.csv", year_form("2022年6月年度统计表", 95, 80))
    assert find(score(store, "2022-06"), "乙")["pending"] == "10.00"
    (batch,) = land(store, SCHEME, "去年.csv", year_form("2021年6月年度统计表", 100, 80)).batches
    assert batch.month == "2021-06"
    assert find(score(store, "2022-06"), "乙")["lost"] == "5.00"
    lines = ask(store, "ledger", "--scheme", SCHEME.id, "--as-of", "2022-06",
                "--assessment", "1", "--unit", "甲局")  # fmt: skip
    files = {p["file"] for line in lines if line["indicator"] == "乙" for p in line["evidence"]}
    assert files == {"今年.csv", "去年.csv"}


def test_only_forms_that_are_read_take_the_year_before(store: Store) -> None:
    (error,) = offer(store, "a.csv", year_form("2020年6月年度统计表", 1, 1)).errors
    assert "只收2021年7月至2022年6月和上一年度的" in error.message
    (question,) = offer(store, "b.csv", year_form("6月年度统计表", 1, 1)).questions
    assert question.options == ("2022-06", "2021-06")


def test_a_form_of_the_year_before_goes_out_and_comes_back(store: Store) -> None:
    case = Case(SCHEME, SCHEME.dataset("年表"), "2021-06")
    blank = issue_form(store, SCHEME, "年表", "2021-06")
    row = {"产值": to_answer(7)}
    content = fill(case, blank.content, {"甲局": row, "乙局": row})
    report = offer(store, "回收.xlsx", content)
    assert (report.state, [batch.month for batch in report.batches]) == ("landed", ["2021-06"])
    assert report.warnings == []


def test_the_year_before_is_listed_beside_the_calendar(store: Store) -> None:
    with store.reader() as cursor:
        empty = read_year_before(cursor, SCHEME)
    assert empty.select("dataset", "month", "batch").rows() == [("年表", None, None)]
    land(store, SCHEME, "去年.csv", year_form("2021年6月年度统计表", 100, 80))
    with store.reader() as cursor:
        found = read_year_before(cursor, SCHEME)
    assert found.select("dataset", "month", "batch", "file").rows() == [
        ("年表", "2021-06", 1, "去年.csv")
    ]
    batches = ask(store, "batches")
    assert batches[0]["month"] == "2021-06"
