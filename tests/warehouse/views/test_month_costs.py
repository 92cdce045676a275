"""What a month cost, held against sums of the ledger's own lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.scheme import Scheme
from tests.conftest import copy_home
from warehouse.home.opening import open_store
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views import read_comparisons, read_leaderboard
from warehouse.views.month_costs import read_month_costs
from warehouse.views.top_parts import list_top_parts, read_top_parts

JIANGXIAN, QIANYANG = "jiangxian-2021", "qianyang-2022"
MONTHS = [
    (JIANGXIAN, "2021-05"), (JIANGXIAN, "2021-06"), (QIANYANG, "2022-01"), (QIANYANG, "2022-02"),
]  # fmt: skip


@pytest.fixture(scope="module")
def store(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(copy_home(filled_home, tmp_path_factory.mktemp("costs") / "home"))
    yield opened
    opened.close()


Lost = dict[tuple[str, str, str], Decimal]
"""Assessment, indicator and unit → points lost."""


def sum_ledger(store: Store, scheme: Scheme, month: int) -> Lost:
    """Sum the lines that lose points, line by line; those of vetoed units are left out."""
    with store.reader() as cursor:
        lines = cursor.execute(
            "select unit_ledger.assessment_id, indicator_id, unit, points from unit_ledger"
            " where scheme_id = ? and as_of = ? and counts_to = 'lost'",
            [scheme.id, month],
        ).fetchall()
        vetoed = cursor.execute(
            "select assessment_id, unit from leaderboard"
            " where scheme_id = ? and as_of = ? and is_vetoed",
            [scheme.id, month],
        ).fetchall()
    lost: Lost = defaultdict(Decimal)
    for assessment, indicator, unit, points in lines:
        if (assessment, unit) not in vetoed:
            lost[assessment, indicator, unit] += points
    return lost


@pytest.mark.parametrize(("name", "month"), MONTHS)
def test_the_costs_of_a_month_are_those_of_its_ledger(store: Store, name: str, month: str) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, name)
        costs = read_month_costs(cursor, scheme, month)
    number = int(month[-2:])
    now = sum_ledger(store, scheme, number)
    before = sum_ledger(store, scheme, number - 1) if number > 1 else {}
    added: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for (assessment, indicator, unit), points in now.items():
        if (more := points - before.get((assessment, indicator, unit), Decimal())) > 0:
            added[assessment, indicator].append(more)
    whole = costs.filter(costs["item"] == costs["indicator"]).to_dicts()
    found = {(row["assessment"], row["item"]): (row["added"], row["units"]) for row in whole}
    subjects = {
        (row["assessment"], row["indicator"])
        for row in costs.to_dicts()
        if row["item"] != row["indicator"]
    }
    expected = {key: (sum(more), len(more)) for key, more in added.items() if key not in subjects}
    assert found == expected
    assert list(costs["added"]) == sorted(costs["added"], reverse=True)


@pytest.mark.parametrize(("name", "month"), MONTHS)
def test_points_of_subjects_add_up_to_their_indicator(store: Store, name: str, month: str) -> None:
    """Qianyang's deductions are told by subject; each is a part of the indicator's loss."""
    with store.reader() as cursor:
        scheme = read_scheme(cursor, name)
        costs = read_month_costs(cursor, scheme, month).to_dicts()
    ledger = sum_ledger(store, scheme, int(month[-2:]))
    for row in costs:
        if row["item"] != row["indicator"]:
            whole = [
                points for (assessment, indicator, _), points in ledger.items()
                if (assessment, indicator) == (row["assessment"], row["indicator"])
            ]  # fmt: skip
            assert row["provisional_lost"] is None
            assert 0 < row["added"] <= row["lost"] <= sum(whole)


def test_who_regained_points_lost_fewer_than_the_month_before(store: Store) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, JIANGXIAN)
        for comparison in read_comparisons(cursor, scheme, "2021-06").values():
            changes = comparison.list_gainers().get_column("lost_change").to_list()
            every = comparison.units.get_column("lost_change").to_list()
            assert changes == sorted(one for one in every if one < 0)


@pytest.mark.parametrize(("name", "month"), MONTHS)
def test_a_part_has_the_rate_of_its_own_points(store: Store, name: str, month: str) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, name)
        for assessment in scheme.assessments:
            rows = read_top_parts(cursor, scheme, assessment.id, month).to_dicts()
            board = read_leaderboard(cursor, scheme, assessment.id, month)
            ids = {part.id for part in list_top_parts(assessment)}
            assert {row["part"] for row in rows} <= ids
            assert {row["unit"] for row in rows} <= set(board["unit"])
            for row in rows:
                decided = row["full"] - row["pending"] if row["has_full"] else 0
                if not decided:
                    assert row["rate"] is None
                else:
                    assert abs(row["rate"] * decided - row["earned"] * 100) <= decided / 200


def test_few_parts_are_told_by_what_they_hold(store: Store) -> None:
    with store.reader() as cursor:
        (whole,) = read_scheme(cursor, QIANYANG).assessments
    assert [part.id for part in list_top_parts(whole)] == ["K", *(f"B{n}" for n in range(1, 8))]
