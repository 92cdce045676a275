"""Whatever the rest of a year brings, it ends within what was said before."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .by_hand import by_key
from .ends import Ends, score_ends
from .facts import Facts, Sheet
from .notices import DATED_LEDGERS, JIANGXIAN, QIANYANG, YEAR_OF
from .score import score_scheme
from .years import any_choices, any_month, any_year, few

SCHEMES = (JIANGXIAN, QIANYANG)


def extend(scheme: str, facts: Facts, as_of: int, rest: Facts) -> Facts:
    """Give the year as it stood as of a month, with a rest of whatever another year brings.

    What was reported stays; later months, and forms and columns that were awaited, are the
    other year's. After the last month no inspection and no ledger is awaited any more.
    """
    last = f"{YEAR_OF[scheme]}-{as_of:02d}"
    year: Facts = {}
    for dataset in {**facts, **rest}:
        sheets = {month: one for month, one in facts.get(dataset, {}).items() if month <= last}
        is_monthly = not is_at_any_time(dataset)
        for month, other in rest.get(dataset, {}).items():
            if month > last or is_monthly:
                sheets[month] = complete(sheets[month], other) if month in sheets else other
        year[dataset] = sheets
    return year


def is_at_any_time(dataset: str) -> bool:
    """Say whether a dataset belongs to no month: an inspection, or a list of dated rows."""
    return dataset in DATED_LEDGERS or dataset.endswith(("_inspection", "qy_assessment"))


def complete(sheet: Sheet, other: Sheet) -> Sheet:
    """Give a month's form with the columns that it lacked."""
    missing = other.columns - sheet.columns
    assert isinstance(sheet.rows, dict) and isinstance(other.rows, dict)
    rows = {
        unit: sheet.rows.get(unit, {})
        | {key: value for key, value in other.rows.get(unit, {}).items() if key in missing}
        for unit in {**sheet.rows, **other.rows}
    }
    return Sheet(sheet.columns | missing, rows)


def lies_within(inner: Ends, outer: Ends) -> bool:
    """Say whether no end of the inner bounds lies beyond the outer ones."""
    if inner[0] < outer[0]:
        return False
    return outer[1] is None or (inner[1] is not None and inner[1] <= outer[1])


@pytest.mark.parametrize("scheme", SCHEMES)
@few()
@given(data=st.data(), as_of=any_month())
def test_what_has_been_earned_lies_between_the_ends(
    scheme: str, data: st.DataObject, as_of: int
) -> None:
    """0 ≤ worst ≤ earned ≤ best, and best ≤ full where the points have a ceiling."""
    facts, choices = data.draw(any_year(scheme)), data.draw(any_choices(scheme))
    indicators = by_key(score_scheme(scheme, facts, as_of, choices=choices))
    for key, (worst, best) in score_ends(scheme, facts, as_of, choices).items():
        earned, full = (Fraction(indicators[key][one]) for one in ("earned", "full"))
        assert 0 <= worst <= earned, key
        assert best is None or earned <= best, key
        assert best is None or best <= full or choices.get("extra_points") == "beyond_full", key


@pytest.mark.parametrize("scheme", SCHEMES)
@few()
@given(data=st.data(), as_of=any_month(), later=any_month())
def test_the_year_ends_within_what_was_said(
    scheme: str, data: st.DataObject, as_of: int, later: int
) -> None:
    """Later bounds lie within earlier ones, the last points and grade within all of them."""
    facts, rest = data.draw(any_year(scheme)), data.draw(any_year(scheme))
    choices = data.draw(any_choices(scheme))
    year = extend(scheme, facts, as_of, rest)
    said = score_ends(scheme, facts, as_of, choices)
    later = max(as_of, later)
    for key, ends in score_ends(scheme, year, later, choices).items():
        assert lies_within(ends, said[key]), (key, as_of, later)
    for final in (False, True):
        end = by_key(score_scheme(scheme, year, 12, choices=choices, final=final))
        for key, indicator in end.items():
            earned = Fraction(indicator["earned"])
            assert lies_within((earned, earned), said[key]), (key, as_of)


@pytest.mark.parametrize("scheme", SCHEMES)
@few()
@given(data=st.data(), as_of=any_month())
def test_a_settled_grade_stays(scheme: str, data: st.DataObject, as_of: int) -> None:
    """No rest of the year makes a settled grade another one; a fail may yet become a veto."""
    facts, rest = data.draw(any_year(scheme)), data.draw(any_year(scheme))
    choices = data.draw(any_choices(scheme))
    year = extend(scheme, facts, as_of, rest)
    grades = {
        (row["assessment"], row["unit"]): row["grade"]
        for row in score_scheme(scheme, year, 12, choices=choices)
    }
    for row in score_scheme(scheme, facts, as_of, choices=choices):
        if row["grade_settled"]:
            end = grades[row["assessment"], row["unit"]]
            assert (end or "").removesuffix("(否决)") == (row["grade"] or "").removesuffix("(否决)")
            assert "(否决)" not in (row["grade"] or "") or end == row["grade"]


@pytest.mark.parametrize("scheme", SCHEMES)
@few()
@given(data=st.data(), as_of=any_month())
def test_a_closed_year_is_settled(scheme: str, data: st.DataObject, as_of: int) -> None:
    """At the close every indicator ends with what it has, and every grade is settled."""
    facts, choices = data.draw(any_year(scheme)), data.draw(any_choices(scheme))
    ends = score_ends(scheme, facts, as_of, choices, final=True)
    assert all(worst == best for worst, best in ends.values())
    for row in score_scheme(scheme, facts, as_of, choices=choices, final=True):
        assert row["grade_settled"] is (None if row["assessment"] not in graded(scheme) else True)


def graded(scheme: str) -> set[str]:
    """Give the assessments that have grades."""
    return {"1"} if scheme == QIANYANG else {"2"}
