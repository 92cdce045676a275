"""A scheme is tried on random forms; what breaks is named with clause, form, month and value."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import polars as pl
import pytest

from scoring.assessing.facts import Facts
from scoring.clauses.faults import Refusal
from scoring.clauses.notice import ChosenScheme
from scoring.scheme import Scheme
from scoring.scheme_loading import load_scheme
from tests.warehouse.schemes.planting import MISTAKES, plant
from warehouse.database.connection import Cursor
from warehouse.results.rescoring import write_result
from warehouse.trial import checking, isolating, trying
from warehouse.trial.checking import check_by_trial
from warehouse.trial.random_year import RandomYear
from warehouse.trial.rounds import list_rounds
from warehouse.trial.trying import try_scheme


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return load_scheme(plant([]))


def test_a_sound_scheme_has_no_refusals(scheme: Scheme) -> None:
    assert try_scheme(scheme) == []


def test_the_tables_follow_from_the_dice_and_keep_the_bounds(scheme: Scheme) -> None:
    tables = RandomYear(scheme, Random(1)).list_tables()
    assert tables == RandomYear(scheme, Random(1)).list_tables()
    assert {table.dataset for table in tables} == {dataset.key for dataset in scheme.datasets}
    seen: set[str | None] = set()
    for table in tables:
        for row in table.rows:
            if table.dataset == "检查":
                seen.add(row.values["评定"])
                votes = row.values["得票"]
                assert votes is None or 0 <= Decimal(votes) <= 100
            if table.dataset == "月报" and row.values["办结"] is not None:
                assert Decimal(row.values["办结"]) <= Decimal(row.values["交办"] or 0)
    assert {None, "yes", "no"} <= seen


def test_every_option_has_a_round_and_the_closed_year_one_of_everything(scheme: Scheme) -> None:
    rounds = list(list_rounds(scheme))
    for reading in scheme.interpretations:
        tried = {one.choices[reading.id] for one in rounds}
        assert tried == {option.id for option in reading.options}
    assert any(one.is_final and one.clauses == {"1": None} for one in rounds)
    assert [one.clauses["1"] for one in rounds[2:]] == [{"A3", "F"}, {"A3"}]


def break_on_votes(chosen: ChosenScheme, assessment: str, facts: Facts, *_: Any, **__: Any) -> None:
    """Raise where the clause B3 is scored and a unit has 60 votes or more."""
    ids = {clause.id for clause in chosen.assessment(assessment).list_clauses()}
    column = "检查.得票"
    if "B3" in ids and facts.frame.filter(pl.col(column) >= 60).height:
        raise ZeroDivisionError


def test_a_clause_that_breaks_is_named_with_form_month_unit_and_value(
    scheme: Scheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "score_assessment", break_on_votes)
    monkeypatch.setattr(isolating, "score_assessment", break_on_votes)
    (refusal,) = try_scheme(scheme)
    assert refusal.place == ("考核 1", "指标 B3")
    assert refusal.found.startswith("试算：计分出错（ZeroDivisionError），填了“检查.得票”2024-")
    value = refusal.found.rpartition("：")[2]
    assert int(value) >= 60


def break_always(chosen: ChosenScheme, assessment: str, *_: Any, **__: Any) -> None:
    """Raise wherever one of two clauses is scored."""
    if {"A4", "C"} & {clause.id for clause in chosen.assessment(assessment).list_clauses()}:
        raise OverflowError


def test_two_clauses_that_break_are_both_named(
    scheme: Scheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "score_assessment", break_always)
    monkeypatch.setattr(isolating, "score_assessment", break_always)
    places = [one.place[-1] for one in try_scheme(scheme)]
    assert {"指标 A4", "指标 C"} <= set(places)


def test_points_that_do_not_add_up_are_named(
    scheme: Scheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_wrong(cursor: Cursor, *rest: Any) -> None:
        write_result(cursor, *rest)
        cursor.execute("update figure set lost = lost + 1 where indicator_id = 'C'").fetchall()

    monkeypatch.setattr(trying, "write_result", write_wrong)
    refusals = try_scheme(scheme)
    assert {one.place for one in refusals} >= {("考核 1", "指标 C")}
    assert any("得分、扣分、待定加起来不等于满分（满分 20" in one.found for one in refusals)


@pytest.mark.parametrize("name", ["land_table", "write_result", "register_scheme"])
def test_whatever_fails_is_a_refusal_and_no_traceback(
    name: str, scheme: Scheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(trying, name, fail)
    (refusal,) = try_scheme(scheme)
    assert "试" in refusal.found and "RuntimeError" in refusal.found


def test_a_scheme_with_refusals_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Scheme] = []

    def note(scheme: Scheme) -> list[Refusal]:
        tried.append(scheme)
        return [BROKEN] if len(tried) > 1 else []

    monkeypatch.setattr(checking, "try_scheme", note)
    wrong = check_by_trial(plant([MISTAKES[0]]))
    assert wrong.scheme is None and wrong.refusals and not tried
    sound = check_by_trial(plant([]))
    assert sound.scheme is not None and sound.refusals == () and len(tried) == 1
    broken = check_by_trial(plant([]))
    assert broken.scheme is None and broken.refusals == (BROKEN,)


BROKEN = Refusal("scheme.toml", ("考核 1", "指标 C"), "", "试算：计分出错", "换一种写法")
