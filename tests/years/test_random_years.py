"""The random years are worth testing with: legal rows, all edges met, the same again by seed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest

from tests.twin.printed import Row, print_scores

from .notices import FORMS, JIANGXIAN, QIANYANG
from .random_years import WHOLES, random_year
from .sheets import Facts, Value, as_count

NEVER_ABOVE = (
    ("completed", "transferred"),
    ("overdue", "transferred"),
    ("satisfied", "transferred"),
    ("adopted", "submitted"),
    ("stations", "villages"),
    ("meetings_attended", "meetings_required"),
    ("tasks_on_time", "tasks_assigned"),
)
YEARS = {scheme: [random_year(scheme, seed) for seed in range(12)] for scheme in FORMS}


def all_rows(scheme: str) -> Iterator[tuple[str, str, frozenset[str], dict[str, Value]]]:
    """Walk over the rows of the years, as (dataset, month, columns, cells)."""
    for facts in YEARS[scheme]:
        for dataset, sheets in facts.items():
            for month, sheet in sheets.items():
                listed = sheet.rows if isinstance(sheet.rows, list) else sheet.rows.values()
                for cells in listed:
                    yield dataset, month, sheet.columns, cells


@pytest.mark.parametrize("scheme", FORMS)
def test_the_cross_rules_hold_in_every_row(scheme: str) -> None:
    """No part passes its whole, and no cell stands outside its sheet's columns."""
    for dataset, month, columns, cells in all_rows(scheme):
        assert columns <= set(FORMS[scheme][dataset])
        assert set(cells) <= columns
        if "date" in cells:
            assert str(cells["date"]).startswith(month)
        for part, whole in NEVER_ABOVE:
            if cells.get(part) is None or (cells.get(whole) is None and whole not in WHOLES):
                continue  # blank is 0 orders, but not 0 meetings
            if whole in columns:
                assert (as_count(cells[part]) or 0) <= (as_count(cells[whole]) or 0), cells


@pytest.mark.parametrize("scheme", FORMS)
def test_points_stand_within_their_range(scheme: str) -> None:
    """Points have at most two decimals and stay within the column's range."""
    for dataset, _, _, cells in all_rows(scheme):
        for key, value in cells.items():
            if isinstance(value, Fraction) and FORMS[scheme][dataset][key].kind != "rate":
                assert 0 <= value <= FORMS[scheme][dataset][key].top, (dataset, key)
                assert (value * 100).denominator == 1, (dataset, key)


@pytest.mark.parametrize("scheme", FORMS)
def test_the_same_seed_gives_the_same_year(scheme: str) -> None:
    """A failing seed can be run again."""
    assert random_year(scheme, 7) == YEARS[scheme][7]


def boards(scheme: str) -> list[list[Row]]:
    """Score each of the years at its end."""
    return [print_scores(scheme, facts, 12) for facts in YEARS[scheme]]


def test_qianyang_years_meet_the_edges() -> None:
    """Keys of exactly 60 and 80 and beside them, vetoes of each kind, units at risk."""
    rows = [row for board in boards(QIANYANG) for row in board]
    assert {"60.00", "80.00", "59.99", "80.01", "0.00", "100.00"} <= {row["earned"] for row in rows}
    assert {veto for row in rows for veto in row["vetoes"]} == {"V1a", "V1b", "V2a", "V2b"}
    assert any(row["at_risk"] and not row["vetoes"] for row in rows)
    for id_, cap in (("B2", "3.00"), ("B4", "3.00"), ("B6", "2.00")):
        earned = {i["earned"] for row in rows for i in row["indicators"] if i["id"] == id_}
        assert {"0.00", cap} <= earned and len(earned) > 2


def test_the_red_light_windows_differ() -> None:
    """Some unit is vetoed under the rolling window alone."""
    rolling_only = 0
    for facts in YEARS[QIANYANG]:
        calendar = vetoed(facts, "calendar_year")
        rolling = vetoed(facts, "rolling_12_months")
        # The window that ends with the year's last warning holds all of the year's.
        assert calendar <= rolling
        rolling_only += len(rolling - calendar)
    assert rolling_only > 0


def vetoed(facts: Facts, window: str) -> set[str]:
    """List the units with two red lights in the window."""
    rows = print_scores(QIANYANG, facts, 12, red_light_window=window)
    return {row["unit"] for row in rows if "V1a" in row["vetoes"]}


def test_jiangxian_years_meet_the_edges() -> None:
    """All grades, zero objects, exact 80% rates, ties, unranked units, all of 1.3's marks."""
    rows = [row for board in boards(JIANGXIAN) for row in board]
    assert {row["grade"] for row in rows if row["assessment"] == "2"} == {"合格", "不合格", None}
    assert any(row["rank"] is None for row in rows)
    assert any(row["pending"] == "0.00" for row in rows)
    filed = {i["earned"] for row in rows for i in row["indicators"] if i["id"] == "1.3"}
    assert filed == {f"{points}.00" for points in range(9)}
    assert any(
        print_scores(JIANGXIAN, facts, 12, below_limit="inclusive")
        != print_scores(JIANGXIAN, facts, 12, below_limit="exclusive")
        for facts in YEARS[JIANGXIAN]
    )
