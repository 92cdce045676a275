"""A trial says what the real scores would: points, arithmetic and sentence of one clause."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from scoring.scheme import Scheme
from tests.access import make_account
from tests.changed_schemes import set_keys
from tests.repository import SCHEMES
from tests.warehouse.editions.county import FIRST, SCHEME, TOWN, UNIT
from tests.warehouse.walk import query
from warehouse.faults import Denied, WrongCall
from warehouse.results.scores import read_ledger, read_scores
from warehouse.scheme_life.trial_cells import list_inputs, read_real
from warehouse.scheme_life.trying import TrialQuestion, Tried, try_clause
from warehouse.schemes.scheme_files import load_scheme
from warehouse.store import Store

pytestmark = pytest.mark.usefixtures("read_here")

FINISHED, ACCEPTED = ("yx_cases", "finished"), ("yx_cases", "accepted")


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    """Return the invented scheme."""
    return load_scheme(SCHEMES / SCHEME)


@pytest.fixture
def rate(scheme: Scheme) -> TrialQuestion:
    """Return a trial of the rate clause: 9 of 10 are done."""
    cells = {FINISHED: {FIRST: "9"}, ACCEPTED: {FIRST: "10"}}
    return TrialQuestion(scheme, "1", "1.2", UNIT, FIRST, cells)


def list_points(tried: Tried) -> str:
    """Return full marks, earned, lost and pending points."""
    points = (tried.full, tried.earned, tried.lost, tried.pending)
    return " ".join("-" if one is None else f"{one.normalize():f}" for one in points)


def test_typed_figures_give_points_arithmetic_and_sentence(
    store: Store, rate: TrialQuestion
) -> None:
    tried = try_clause(store, rate)
    assert list_points(tried) == "30 20 10 0"
    assert tried.sentence and tried.sentence.startswith("满分30分")
    (loss,) = (one for one in tried.lines if one["counts_to"] == "lost")
    assert Decimal(loss["points"]) == 10 and "90%" in loss["reason"]
    assert query(store, "select count(*) from scheme_version") == [(2,)]


def test_a_cell_is_read_as_in_the_form(store: Store, rate: TrialQuestion) -> None:
    wrong = {FINISHED: {FIRST: "九点五"}, ACCEPTED: {FIRST: "10"}, ("yx_cases", "x"): {FIRST: "1"}}
    tried = try_clause(store, replace(rate, cells=wrong))
    assert tried.earned is None and len(tried.faults) == 2
    assert "“yx_cases.finished”2023-01“九点五”" in tried.faults[0]
    assert "没有列“x”（可用：" in tried.faults[1]


def test_months_that_are_not_typed_count_as_reported_and_blank(
    store: Store, scheme: Scheme
) -> None:
    cells = {("yx_work", "posts"): {"2023-02": "1"}}
    tried = try_clause(store, TrialQuestion(scheme, "1", "1.1", UNIT, "2023-04", cells))
    assert list_points(tried).split()[1::2] == ["5", "0"]


def test_rows_of_a_ledger_are_typed_with_their_date(store: Store, scheme: Scheme) -> None:
    rows = {
        "yx_deduction": [
            {"date": "2023-02-03", "points": "1.5"},
            {"date": "2023-03-01", "points": "2"},
        ]
    }
    question = TrialQuestion(scheme, "2", "K1", UNIT, "2023-02", rows=rows)
    assert try_clause(store, question).lost == Decimal("1.5")
    assert try_clause(store, replace(question, as_of="2023-03")).lost == Decimal("3.5")
    undated = replace(question, rows={"yx_deduction": [{"points": "1"}]})
    assert try_clause(store, undated).faults == ("“yx_deduction”第1行没有日期，无法确定所属月份。",)


def test_a_reading_and_the_end_of_the_year_can_be_tried(store: Store, rate: TrialQuestion) -> None:
    cells = {FINISHED: {FIRST: "995"}, ACCEPTED: {FIRST: "1000"}}
    exact = replace(rate, cells=cells)
    assert try_clause(store, exact).lost == Decimal("0.5")
    assert try_clause(store, replace(exact, choices={"percent_step": "started"})).lost == 1
    nothing = replace(rate, clause="1.4", cells={})
    assert try_clause(store, nothing).pending == 20
    assert try_clause(store, replace(nothing, final=True)).lost == 20


def test_with_the_data_a_trial_equals_the_real_score(county: Store, scheme: Scheme) -> None:
    for unit in read_scores(county, SCHEME, FIRST, assessment="1")["units"]:
        for item in unit["indicators"]:
            question = TrialQuestion(scheme, "1", item["id"], unit["unit"], FIRST, with_data=True)
            tried = try_clause(county, question)
            figures = {key: f"{getattr(tried, key):.2f}" for key in ("earned", "lost", "pending")}
            assert figures == {key: item[key] for key in figures}
            lines = [
                one["reason"]
                for one in read_ledger(county, SCHEME, "1", unit["unit"], FIRST)
                if one["indicator"] == item["id"]
            ]
            assert [one["reason"] for one in tried.lines] == lines


def test_a_typed_figure_takes_the_place_of_the_landed_one(county: Store, scheme: Scheme) -> None:
    cells = {FINISHED: {FIRST: "5"}, ACCEPTED: {FIRST: "10"}}
    question = TrialQuestion(scheme, "1", "1.2", UNIT, FIRST, cells, with_data=True)
    assert try_clause(county, question).earned == 0
    assert query(county, "select count(*) from batch") == query(
        county, "select max(batch_id) from batch"
    )


def test_a_scheme_can_be_tried_before_it_is_published(store: Store, scheme: Scheme) -> None:
    other = set_keys(scheme, id="next-2023")
    cells = {("yx_check", "tidiness"): {FIRST: "12"}}
    question = TrialQuestion(other, "1", "1.4", UNIT, FIRST, cells)
    assert try_clause(store, question).earned == 12
    with pytest.raises(WrongCall, match="只有已发布的方案"):
        try_clause(store, replace(question, with_data=True))


def test_what_a_clause_reads_is_listed(scheme: Scheme) -> None:
    found = {(one.form, one.column): one for one in list_inputs(scheme, "1", "1.2")}
    assert set(found) == {FINISHED, ACCEPTED}
    assert found[FINISHED].months[0] == FIRST and len(found[FINISHED].months) == 12
    ledger = list_inputs(scheme, "2", "K1")
    assert all(one.is_ledger and not one.months for one in ledger)


def test_a_units_real_figures_are_shown_as_they_are_typed(county: Store, scheme: Scheme) -> None:
    with county.reader() as cursor:
        cells, _ = read_real(cursor, scheme, list_inputs(scheme, "1", "1.2"), UNIT)
        _, rows = read_real(cursor, scheme, list_inputs(scheme, "2", "K1"), TOWN)
    typed = {key: {FIRST: months[FIRST]} for key, months in cells.items()}
    question = TrialQuestion(scheme, "1", "1.2", UNIT, FIRST, typed)
    real = try_clause(county, replace(question, cells={}, with_data=True))
    assert set(typed) == {FINISHED, ACCEPTED}
    assert try_clause(county, question).earned == real.earned
    assert all(set(row) >= {"date", "points"} for row in rows["yx_deduction"])


def test_unknown_parts_are_named(store: Store, rate: TrialQuestion, cheap_hashes: None) -> None:
    for change, words in (
        ({"clause": "9.9"}, "没有指标“9.9”"),
        ({"unit": "戊局"}, "不在考核1的名册中"),
        ({"as_of": "2022-01"}, "截至月份"),
        ({"choices": {"percent_step": "x"}}, "没有选项“x”"),
    ):
        with pytest.raises(WrongCall, match=words):
            try_clause(store, replace(rate, **change))
    with pytest.raises(Denied):
        try_clause(make_account(store, "lee", "leader"), rate)


def test_an_option_may_be_typed_in_chinese(
    store: Store, rate: TrialQuestion, cheap_hashes: None
) -> None:
    """A workbook says 不足一档按一档 where text says `started`."""
    english, chinese = (
        try_clause(store, replace(rate, choices={"percent_step": one}))
        for one in ("started", "不足一档按一档")
    )
    assert english == chinese
