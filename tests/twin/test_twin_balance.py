"""What must hold for any year at all: balance, closing, ranks, and blindness to order."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .by_hand import by_key
from .facts import Facts, Sheet
from .notices import JIANGXIAN, QIANYANG, YEAR_OF, roster
from .score import Row, score_scheme
from .years import any_choices, any_month, any_year, few

SCHEMES = (JIANGXIAN, QIANYANG)
FIGURES = ("full", "earned", "lost", "pending")


def indicators_of(rows: list[Row]) -> Iterator[tuple[Row, dict[str, Fraction]]]:
    """Walk over the indicators that have all four figures, as (unit's row, figures)."""
    for row in rows:
        for indicator in row["indicators"]:
            if "lost" in indicator:
                yield row, {key: Fraction(indicator[key]) for key in FIGURES}


@pytest.mark.parametrize("scheme", SCHEMES)
@few()
@given(data=st.data(), as_of=any_month(), final=st.booleans())
def test_every_full_point_is_in_one_place(
    scheme: str, data: st.DataObject, as_of: int, final: bool
) -> None:
    """Earned + lost + pending = full; only earned of beyond_full passes full."""
    choices = data.draw(any_choices(scheme))
    rows = score_scheme(scheme, data.draw(any_year(scheme)), as_of, final=final, choices=choices)
    for row, points in indicators_of(rows):
        if points["earned"] > points["full"]:
            assert choices["extra_points"] == "beyond_full", row
            assert points["lost"] == points["pending"] == 0, row
        else:
            assert points["earned"] + points["lost"] + points["pending"] == points["full"], row
        assert min(points.values()) >= 0, row


@few()
@given(any_year(JIANGXIAN), any_month(), st.booleans(), any_choices(JIANGXIAN))
def test_totals_are_the_sums_of_the_indicators(
    facts: Facts, as_of: int, final: bool, choices: dict[str, str]
) -> None:
    """The unit's four figures are those of its rounded indicators, and full is 100."""
    for row in score_scheme(JIANGXIAN, facts, as_of, final=final, choices=choices):
        for key in FIGURES:
            assert Fraction(row[key]) == sum(Fraction(i[key]) for i in row["indicators"]), row
        assert row["full"] == "100.00"
        assert row["total"] == row["earned"]


@few()
@given(any_year(QIANYANG), any_month(), any_choices(QIANYANG))
def test_a_qianyang_total_is_key_and_counted_bonus(
    facts: Facts, as_of: int, choices: dict[str, str]
) -> None:
    """The bonus counts above 80 only, is at most 20, and a veto leaves no score."""
    for row in score_scheme(QIANYANG, facts, as_of, choices=choices):
        if row["vetoes"]:
            assert row["grade"] == "不合格(否决)"
            assert [row[key] for key in ("total", "key", "bonus", "rate", "rank")] == [None] * 5
            continue
        key, bonus = Fraction(row["key"]), Fraction(row["bonus"])
        assert bonus == sum(Fraction(i["earned"]) for i in row["indicators"][1:]) <= 20
        assert row["bonus_counted"] is (key > 80)
        assert Fraction(row["total"]) == (key + bonus if key > 80 else key)


@few()
@given(any_year(JIANGXIAN), any_month(), any_choices(JIANGXIAN))
def test_closing_turns_pending_into_lost(facts: Facts, as_of: int, choices: dict[str, str]) -> None:
    """Final changes no earned point; only what cannot be computed at all stays pending."""
    open_year = by_key(score_scheme(JIANGXIAN, facts, as_of, choices=choices))
    closed = by_key(score_scheme(JIANGXIAN, facts, as_of, final=True, choices=choices))
    may_stay = {"2.1"}
    if choices["no_orders"] == "not_assessed":
        may_stay |= {"4.4", "4.5", "4.6"}
    for key, indicator in closed.items():
        assert indicator["earned"] == open_year[key]["earned"], key
        if Fraction(indicator["pending"]) > 0:
            assert key[2] in may_stay, key
            assert indicator == open_year[key], key


@pytest.mark.parametrize("scheme", SCHEMES)
@few()
@given(data=st.data(), as_of=any_month(), final=st.booleans())
def test_later_months_are_not_seen(
    scheme: str, data: st.DataObject, as_of: int, final: bool
) -> None:
    """Scores as of a month are those of the facts cut off after it."""
    facts = data.draw(any_year(scheme))
    choices = data.draw(any_choices(scheme))
    last = f"{YEAR_OF[scheme]}-{as_of:02d}"
    cut: Facts = {
        dataset: {month: sheet for month, sheet in sheets.items() if month <= last}
        for dataset, sheets in facts.items()
    }
    seen = score_scheme(scheme, facts, as_of, final=final, choices=choices)
    assert seen == score_scheme(scheme, cut, as_of, final=final, choices=choices)


@pytest.mark.parametrize("scheme", SCHEMES)
@few()
@given(data=st.data(), dice=st.randoms())
def test_the_order_of_rows_and_files_does_not_matter(
    scheme: str, data: st.DataObject, dice: Random
) -> None:
    """Datasets, months and rows come in any order."""
    facts = data.draw(any_year(scheme))
    choices = data.draw(any_choices(scheme))

    def shuffled(items: Any) -> list[Any]:
        listed = list(items)
        dice.shuffle(listed)
        return listed

    def shuffle_rows(sheet: Sheet) -> Sheet:
        if isinstance(sheet.rows, list):
            return Sheet(sheet.columns, shuffled(sheet.rows))
        return Sheet(sheet.columns, dict(shuffled(sheet.rows.items())))

    mixed: Facts = {
        dataset: {month: shuffle_rows(sheet) for month, sheet in shuffled(sheets.items())}
        for dataset, sheets in shuffled(facts.items())
    }
    straight = score_scheme(scheme, facts, 12, choices=choices)
    assert straight == score_scheme(scheme, mixed, 12, choices=choices)


@pytest.mark.parametrize("scheme", SCHEMES)
@few()
@given(data=st.data(), as_of=any_month())
def test_ranks_are_competition_ranks_in_roster_order(
    scheme: str, data: st.DataObject, as_of: int
) -> None:
    """Each roster unit stands once; the ranked first, by rank, ties and unranked by roster."""
    choices = data.draw(any_choices(scheme))
    rows = score_scheme(scheme, data.draw(any_year(scheme)), as_of, choices=choices)
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
