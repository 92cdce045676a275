"""Which month is complete, and how a month is compared with the month before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from scoring.scheme import Scheme
from tests.landing import land_facts
from tests.years.sheets import Facts, Sheet, Value
from warehouse.editions.sealing import Act, seal_month
from warehouse.home.opening import open_store
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views import MonthComparison, read_comparisons, read_default_month, read_progress
from warehouse.views.progress import find_missing

JIANGXIAN, QIANYANG = "jiangxian-2021", "qianyang-2022"
EARLY = ("jx1_progress", "jx2_supervision", "jx4_hotline", "jx5_village")
"""The forms that the notice expects from January on; it expects jx3_licence only from May on."""


@pytest.fixture
def store(fresh_home: Path) -> Iterator[Store]:
    opened = open_store(fresh_home)
    yield opened
    opened.close()


@pytest.fixture
def scheme(store: Store) -> Scheme:
    with store.reader() as cursor:
        return read_scheme(cursor, JIANGXIAN)


def land_forms(store: Store, scheme: Scheme, arrived: dict[int, tuple[str, ...]]) -> None:
    """Land forms, by month, with every unit and without figures."""
    facts: Facts = {}
    for month, keys in arrived.items():
        for key in keys:
            dataset = scheme.dataset(key)
            columns = frozenset(column.key for column in dataset.columns)
            rows: dict[str, dict[str, Value]] = {
                unit.name: {} for unit in scheme.roster(dataset.assessment)
            }
            facts.setdefault(key, {})[f"{scheme.year}-{month:02d}"] = Sheet(columns, rows)
    land_facts(store, scheme.id, facts)


def ask_default(store: Store, scheme: Scheme) -> str:
    with store.reader() as cursor:
        return read_default_month(cursor, scheme)


@pytest.mark.parametrize(
    ("arrived", "default"),
    [
        ({}, "2021-01"),
        ({1: EARLY}, "2021-01"),
        ({1: EARLY, 2: EARLY[:2]}, "2021-01"),
        ({1: EARLY, 2: EARLY}, "2021-02"),
        ({1: EARLY, 2: EARLY[:2], 3: EARLY}, "2021-01"),
        ({1: EARLY[:2], 2: EARLY}, "2021-02"),
        (dict.fromkeys(range(1, 6), EARLY), "2021-04"),
        (dict.fromkeys(range(1, 6), (*EARLY, "jx3_licence")), "2021-05"),
    ],
)
def test_everything_opens_at_the_last_complete_month(
    store: Store, scheme: Scheme, arrived: dict[int, tuple[str, ...]], default: str
) -> None:
    land_forms(store, scheme, arrived)
    assert ask_default(store, scheme) == default


def test_a_sealed_month_is_complete_as_it_went_out(store: Store, scheme: Scheme) -> None:
    land_forms(store, scheme, {1: EARLY, 2: EARLY[:2], 3: EARLY, 4: EARLY[:3]})
    seal_month(store, scheme.id, "2021-02", Act("tester", "试"))
    assert ask_default(store, scheme) == "2021-03"
    with store.reader() as cursor:
        progress = read_progress(cursor, scheme)
    assert find_missing(progress, scheme, "4", 2).is_empty()
    assert find_missing(progress, scheme, "5", 4)["dataset"].to_list() == ["jx5_village"]


def test_a_month_that_expects_nothing_waits_for_the_forms_before_it(store: Store) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, QIANYANG)
    land_deductions(store, scheme, {2: {}, 4: {}})
    assert ask_default(store, scheme) == "2022-02"  # March expects 信息报送


def land_deductions(store: Store, scheme: Scheme, deductions: dict[int, dict[str, int]]) -> None:
    """Land 扣分台账 of some months: unit → points."""
    sheets = {
        f"{scheme.year}-{month:02d}": Sheet(
            frozenset({"date", "subject", "points", "reason"}),
            [
                {
                    "unit": unit,
                    "date": date(scheme.year, month, 10),
                    "subject": "文件贯彻办理",
                    "points": Fraction(points),
                    "reason": "逾期",
                }
                for unit, points in taken.items()
            ],
        )
        for month, taken in deductions.items()
    }
    land_facts(store, scheme.id, {"qy_deduction": sheets})


def compare(store: Store, scheme: Scheme, month: str, assessment: str = "1") -> MonthComparison:
    with store.reader() as cursor:
        return read_comparisons(cursor, scheme, month)[assessment]


def test_a_deduction_among_many_equals_is_points_and_no_fall(store: Store) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, QIANYANG)
    first, second, third = (unit.name for unit in scheme.units[:3])
    land_deductions(store, scheme, {1: {first: 2}, 2: {second: 6, third: 1}})
    assert compare(store, scheme, "2022-01").obstacle == "no_month_before"
    found = compare(store, scheme, "2022-02")
    assert found.obstacle == "tied"
    assert found.list_moves().is_empty()
    assert found.list_losers()["unit"].to_list() == [second, third]
    # 7 points over 46 units are 0.1522 each
    assert found.mean_lost_change == Decimal("0.15")


@pytest.mark.parametrize(("tied", "obstacle"), [(15, None), (16, "tied")])
def test_ranks_are_compared_up_to_a_third_of_ties(
    store: Store, tied: int, obstacle: str | None
) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, QIANYANG)
    names = [unit.name for unit in scheme.units]
    taken = {name: max(0, at - tied + 1) for at, name in enumerate(names)}
    spread = {name: points for name, points in taken.items() if points}
    last = names[-1]
    land_deductions(store, scheme, {1: spread, 2: {last: 3}})
    assert len(names) == 46
    found = compare(store, scheme, "2022-02")
    assert found.obstacle == obstacle
    assert found.list_losers()["lost_change"].to_list() == [Decimal("3.00")]


def test_an_item_that_was_first_decided_is_no_change(store: Store, scheme: Scheme) -> None:
    unit = scheme.roster("1")[0].name
    land_forms(store, scheme, dict.fromkeys((1, 2, 3), EARLY))
    whole: dict[str, dict[str, Value]] = {
        unit.name: {"leading_group": False} for unit in scheme.roster("1")
    }
    land_facts(
        store,
        scheme.id,
        {"jx1_inspection": {"2021-03": Sheet(frozenset({"leading_group"}), whole)}},
    )
    found = compare(store, scheme, "2021-03")
    assert (found.obstacle, found.new_items) == ("new_items", ("领导小组",))
    lost = found.units.filter(unit=unit).row(0, named=True)
    # 2 for 专栏信息 and 2 for 政策宣传 of March; not the 3 of 领导小组
    assert lost["lost_change"] == Decimal("4.00")


def test_a_month_under_way_compares_no_ranks(store: Store, scheme: Scheme) -> None:
    land_forms(store, scheme, {1: EARLY, 2: EARLY[1:]})
    assert compare(store, scheme, "2021-02").obstacle == "forms_missing"
