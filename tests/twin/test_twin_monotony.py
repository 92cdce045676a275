"""Where more evidence, time or a milder reading can only move a score one way."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.examples import examples
from tests.years.notices import INTERPRETATIONS, JIANGXIAN, QIANYANG, roster
from tests.years.random_years import any_choices, any_year, big_years, few
from tests.years.sheets import Facts, Sheet, Value

from .printed import by_key, print_scores

ABSENT_AND_THEN_NOT: Facts = {
    "jx3_inspection": {
        month: Sheet(
            frozenset({"supervision_missing", "supervision_absent"}),
            {"县财政局": {"supervision_missing": None, "supervision_absent": is_absent}},
        )
        for month, is_absent in (("2021-06", True), ("2021-11", False))
    }
}


@few(4)
@example(
    ABSENT_AND_THEN_NOT, 10, {name: known[0] for name, known in INTERPRETATIONS[JIANGXIAN].items()}
)
@given(any_year(JIANGXIAN), st.integers(1, 11), any_choices(JIANGXIAN))
def test_time_settles_what_was_pending(facts: Facts, as_of: int, choices: dict[str, Any]) -> None:
    """A later month leaves no more pending, but for two indicators that a correction reopens.

    2.1: the objects may turn out to be 0. 3.12: a fault may turn out to be none; see below.
    """
    now = by_key(print_scores(JIANGXIAN, facts, as_of, **choices))
    later = by_key(print_scores(JIANGXIAN, facts, as_of + 1, **choices))
    for key, indicator in later.items():
        if key[2] == "2.1" or (key[2] == "3.12" and is_reopened(facts, key[1], as_of + 1)):
            continue
        assert Fraction(indicator["pending"]) <= Fraction(now[key]["pending"]), key


def is_reopened(facts: Facts, unit: str, month: int) -> bool:
    """Whether a month takes back 完全不落实监管 (3.12) while no inspection has given a count."""

    def find(column: str, as_of: int) -> Value:
        return find_latest(facts.get("jx3_inspection", {}), unit, column, as_of)

    was_absent = find("supervision_absent", month - 1) is True
    is_absent = find("supervision_absent", month) is True
    return was_absent and not is_absent and find("supervision_missing", month) is None


def find_latest(sheets: dict[str, Sheet], unit: str, column: str, as_of: int) -> Value:
    """Return a unit's latest value of a column as of a month."""
    found: Value = None
    for month, sheet in sorted(sheets.items()):
        assert isinstance(sheet.rows, dict)
        value = sheet.rows.get(unit, {}).get(column)
        if int(month[-2:]) <= as_of and value is not None:
            found = value
    return found


# One more of a good thing: dataset, column, the indicator that may not fall, its assessment.
MORE_IS_BETTER = (
    ("jx1_progress", "column_posts", "1.4", "1"),
    ("jx1_progress", "publicity_posts", "1.6", "1"),
    ("jx1_progress", "trainings", "1.8", "1"),
    ("jx1_inspection", "innovations", "1.9", "1"),
    ("jx2_supervision", "supervision_actions", "2.1", "2"),
    ("jx2_supervision", "actions_recorded", "2.2", "2"),
    ("jx2_supervision", "information_posts", "2.4", "2"),
    ("jx2_supervision", "exposures", "2.4", "2"),
    ("jx3_licence", "publicity_posts", "3.7", "3"),
)


@pytest.mark.parametrize(("dataset", "column", "id_", "assessment"), MORE_IS_BETTER)
@examples(3)
@given(data=st.data())
def test_one_more_never_earns_less(
    dataset: str, column: str, id_: str, assessment: str, data: st.DataObject
) -> None:
    """Adding one to a count in a reported month never lowers the indicator's points."""
    facts = data.draw(big_years(JIANGXIAN))
    months = [m for m, sheet in facts.get(dataset, {}).items() if column in sheet.columns]
    if not months:
        return
    month = data.draw(st.sampled_from(sorted(months)))
    unit = data.draw(st.sampled_from(roster(JIANGXIAN, assessment))).name
    choices: dict[str, Any] = data.draw(any_choices(JIANGXIAN))
    more = with_one_more(facts, dataset, month, unit, column)
    key = (assessment, unit, id_)
    before = by_key(print_scores(JIANGXIAN, facts, 12, only=assessment, **choices))[key]
    after = by_key(print_scores(JIANGXIAN, more, 12, only=assessment, **choices))[key]
    # A blank figure that becomes known may settle 2.2 or 1.9: pending before, so 0 earned.
    assert Fraction(after["earned"]) >= Fraction(before["earned"])


def with_one_more(facts: Facts, dataset: str, month: str, unit: str, column: str) -> Facts:
    """Copy the facts with 1 added to a count; the rest is shared."""
    sheet = facts[dataset][month]
    assert isinstance(sheet.rows, dict)
    cells = dict(sheet.rows.get(unit, {}))
    old = cells.get(column)
    # A blank cumulative figure stands for the latest one before it, not for 0: leave it blank.
    if old is None and column in ("supervision_actions", "actions_recorded", "innovations"):
        return facts
    cells[column] = 1 if old is None else int(str(old)) + 1
    changed = Sheet(sheet.columns, {**sheet.rows, unit: cells})
    return {**facts, dataset: {**facts[dataset], month: changed}}


# Of two options the first never earns less, whatever the year.
MILDER_THAN = (
    ("extra_points", "beyond_full", "within_full"),
    ("percent_step", "whole", "proportional"),
    ("percent_step", "proportional", "started"),
    ("below_limit", "exclusive", "inclusive"),
    ("rank_ties", "dense", "competition"),
    ("quota_credit", "pooled", "met_only"),
    ("no_orders", "full_marks", "not_assessed"),
)


@pytest.mark.parametrize(("name", "milder", "harder"), MILDER_THAN)
@examples(3)
@given(facts=any_year(JIANGXIAN), choices=any_choices(JIANGXIAN))
def test_the_milder_option_never_earns_less(
    name: str, milder: str, harder: str, facts: Facts, choices: dict[str, Any]
) -> None:
    """Each indicator earns at least as much under the milder reading."""
    mild = by_key(print_scores(JIANGXIAN, facts, 12, **{**choices, name: milder}))
    hard = by_key(print_scores(JIANGXIAN, facts, 12, **{**choices, name: harder}))
    for key, indicator in mild.items():
        assert Fraction(indicator["earned"]) >= Fraction(hard[key]["earned"]), key


@few(4)
@given(any_year(QIANYANG), any_choices(QIANYANG), st.integers(1, 100_00))
def test_one_more_deduction_never_raises_the_key(
    facts: Facts, choices: dict[str, Any], hundredths: int
) -> None:
    """A further deduction takes its points off, down to 0."""
    unit = roster(QIANYANG, "1")[0].name
    row: dict[str, Value] = {
        "date": date(2022, 12, 31),
        "unit": unit,
        "subject": "信息报送",
        "points": Fraction(hundredths, 100),
    }
    before = by_key(print_scores(QIANYANG, facts, 12, **choices))["1", unit, "K"]
    more = with_ledger_row(facts, "qy_deduction", row)
    after = by_key(print_scores(QIANYANG, more, 12, **choices))["1", unit, "K"]
    expected = max(Fraction(0), Fraction(before["earned"]) - Fraction(hundredths, 100))
    assert Fraction(after["earned"]) == expected


@few(4)
@given(any_year(QIANYANG), any_choices(QIANYANG), st.integers(1, 365))
def test_one_more_red_light_never_lifts_a_veto(
    facts: Facts, choices: dict[str, Any], day_of_year: int
) -> None:
    """No veto goes away; without a veto by red lights the unit is at least at risk."""
    unit = roster(QIANYANG, "1")[0].name
    day = date.fromordinal(date(2021, 12, 31).toordinal() + day_of_year)
    row: dict[str, Value] = {"date": day, "unit": unit, "item": "红灯预警", "count": None}
    more = with_ledger_row(facts, "qy_veto", row)
    before = {r["unit"]: r for r in print_scores(QIANYANG, facts, 12, **choices)}[unit]
    after = {r["unit"]: r for r in print_scores(QIANYANG, more, 12, **choices)}[unit]
    assert set(before["vetoes"]) <= set(after["vetoes"])
    assert ("V1a" in after["vetoes"]) != ("V1a" in after["at_risk"])


def with_ledger_row(facts: Facts, dataset: str, row: dict[str, Value]) -> Facts:
    """Copy the facts with one more row in a dated ledger."""
    month = str(row["date"])[:7]
    sheets = facts.get(dataset, {})
    old = sheets.get(month, Sheet(frozenset(row), []))
    assert isinstance(old.rows, list)
    return {**facts, dataset: {**sheets, month: Sheet(old.columns | set(row), [*old.rows, row])}}
