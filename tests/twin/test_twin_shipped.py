"""What must hold for any year of the two shipped notices: balance, closing, ranks, order."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.years.notices import JIANGXIAN, QIANYANG, YEAR_OF, roster
from tests.years.random_years import any_choices, any_month, any_year, few
from tests.years.sheets import Facts, Sheet

from .printed import Row, by_key, print_scores

SCHEMES = (JIANGXIAN, QIANYANG)
SIDES = ("earned", "lost", "pending")


def list_full(rows: list[Row]) -> Iterator[tuple[dict[str, Fraction], Fraction]]:
    """Yield the sides of each indicator that has a full mark, with its full mark."""
    for row in rows:
        for indicator in row["indicators"]:
            if "lost" in indicator:
                yield {side: Fraction(indicator[side]) for side in SIDES}, indicator["full"]


@pytest.mark.parametrize("scheme", SCHEMES)
@few(4)
@given(data=st.data(), as_of=any_month(), final=st.booleans())
def test_every_full_point_is_in_one_place(
    scheme: str, data: st.DataObject, as_of: int, final: bool
) -> None:
    """Earned + lost + pending = full; only earned of beyond_full passes full."""
    choices: dict[str, Any] = data.draw(any_choices(scheme))
    rows = print_scores(scheme, data.draw(any_year(scheme)), as_of, final=final, **choices)
    for points, full in list_full(rows):
        if points["earned"] > Fraction(full):
            assert choices["extra_points"] == "beyond_full"
            assert points["lost"] == points["pending"] == 0
        else:
            assert sum(points.values()) == Fraction(full)
        assert min(points.values()) >= 0


@few(4)
@given(any_year(JIANGXIAN), any_month(), st.booleans(), any_choices(JIANGXIAN))
def test_totals_are_the_sums_of_the_indicators(
    facts: Facts, as_of: int, final: bool, choices: dict[str, Any]
) -> None:
    """The unit's figures are those of its rounded indicators, and full is 100."""
    for row in print_scores(JIANGXIAN, facts, as_of, final=final, **choices):
        for side in SIDES:
            assert Fraction(row[side]) == sum(Fraction(one[side]) for one in row["indicators"])
        assert row["full"] == "100.00"
        assert row["total"] == row["earned"]


@few(4)
@given(any_year(QIANYANG), any_month(), any_choices(QIANYANG))
def test_a_qianyang_total_is_key_and_counted_bonus(
    facts: Facts, as_of: int, choices: dict[str, Any]
) -> None:
    """The bonus counts above 80 only, is at most 20, and a veto leaves no score."""
    for row in print_scores(QIANYANG, facts, as_of, **choices):
        if row["vetoes"]:
            assert row["grade"] == "不合格(否决)"
            assert [row[side] for side in ("total", "earned", "rate", "rank")] == [None] * 4
            continue
        key, *bonuses = (Fraction(one["earned"]) for one in row["indicators"])
        assert sum(bonuses) <= 20
        assert Fraction(row["earned"]) == key
        assert Fraction(row["total"]) == (key + sum(bonuses) if key > 80 else key)


@few(4)
@given(any_year(JIANGXIAN), any_month(), any_choices(JIANGXIAN))
def test_closing_turns_pending_into_lost(facts: Facts, as_of: int, choices: dict[str, Any]) -> None:
    """Final changes no earned point; only what cannot be computed at all stays pending."""
    open_year = by_key(print_scores(JIANGXIAN, facts, as_of, **choices))
    closed = by_key(print_scores(JIANGXIAN, facts, as_of, final=True, **choices))
    may_stay = {"2.1"}
    if choices["no_orders"] == "not_assessed":
        may_stay |= {"4.4", "4.5", "4.6"}
    for key, indicator in closed.items():
        assert indicator["earned"] == open_year[key]["earned"], key
        if Fraction(indicator["pending"]) > 0:
            assert key[2] in may_stay, key
            assert indicator == open_year[key], key


@pytest.mark.parametrize("scheme", SCHEMES)
@few(4)
@given(data=st.data(), as_of=any_month(), final=st.booleans())
def test_later_months_are_not_seen(
    scheme: str, data: st.DataObject, as_of: int, final: bool
) -> None:
    """Scores as of a month are those of the facts cut off after it."""
    facts = data.draw(any_year(scheme))
    choices: dict[str, Any] = data.draw(any_choices(scheme))
    last = f"{YEAR_OF[scheme]}-{as_of:02d}"
    cut: Facts = {
        dataset: {month: sheet for month, sheet in sheets.items() if month <= last}
        for dataset, sheets in facts.items()
    }
    seen = print_scores(scheme, facts, as_of, final=final, **choices)
    assert seen == print_scores(scheme, cut, as_of, final=final, **choices)


@pytest.mark.parametrize("scheme", SCHEMES)
@few(4)
@given(data=st.data(), dice=st.randoms())
def test_the_order_of_rows_and_files_does_not_matter(
    scheme: str, data: st.DataObject, dice: Random
) -> None:
    """Datasets, months and rows come in any order."""
    facts = data.draw(any_year(scheme))
    mixed: Facts = {
        dataset: {month: shuffle_rows(sheet, dice) for month, sheet in shuffle(sheets, dice)}
        for dataset, sheets in shuffle(facts, dice)
    }
    assert print_scores(scheme, facts, 12) == print_scores(scheme, mixed, 12)


def shuffle(items: dict[str, Any], dice: Random) -> list[tuple[str, Any]]:
    """Return the items of a dict in another order."""
    return dice.sample(list(items.items()), len(items))


def shuffle_rows(sheet: Sheet, dice: Random) -> Sheet:
    """Return a sheet with its rows in another order."""
    if isinstance(sheet.rows, list):
        return Sheet(sheet.columns, dice.sample(sheet.rows, len(sheet.rows)))
    return Sheet(sheet.columns, dict(shuffle(sheet.rows, dice)))


@pytest.mark.parametrize("scheme", SCHEMES)
@few(4)
@given(data=st.data(), as_of=any_month())
def test_ranks_are_competition_ranks_in_roster_order(
    scheme: str, data: st.DataObject, as_of: int
) -> None:
    """Each roster unit stands once; the ranked first, by rank, ties and unranked by roster."""
    choices: dict[str, Any] = data.draw(any_choices(scheme))
    rows = print_scores(scheme, data.draw(any_year(scheme)), as_of, **choices)
    for assessment in sorted({row["assessment"] for row in rows}):
        names = [unit.name for unit in roster(scheme, assessment)]
        board = [row for row in rows if row["assessment"] == assessment]
        assert sorted(row["unit"] for row in board) == sorted(names)
        places = [(row["rank"] or 999, names.index(row["unit"])) for row in board]
        assert places == sorted(places)
        totals = [Fraction(row["total"]) for row in board if row["rank"] is not None]
        assert [row["rank"] for row in board if row["rank"] is not None] == [
            1 + sum(other > total for other in totals) for total in totals
        ]
