"""Next year's scheme is a copy, and last year's figures become its sources."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scoring.scheme_loading import load_scheme
from tests.files.fiscal_year import SCHEME, find, write
from tests.files.landing_files import land
from warehouse.editions.sealing import Act
from warehouse.faults import WrongCall
from warehouse.home.opening import open_store
from warehouse.results.scheme_changes import install_schemes
from warehouse.results.scores import read_scores
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.scheme_life.last_year import carry_last_year, find_last_year
from warehouse.scheme_life.publishing import publish_scheme
from warehouse.schemes.differences.compare import compare_schemes
from warehouse.schemes.scheme_copy import copy_to_year
from warehouse.store import Store

pytestmark = pytest.mark.usefixtures("read_here")

ACT = Act("系统", "新的年度")
COPIED = copy_to_year(SCHEME)
NEXT = load_scheme(COPIED.parts)


def year_form(title: str, first: int) -> bytes:
    """Return the form of which the year before is read."""
    return write(title, ("单位", "产值"), ("甲局", first), ("乙局", 80))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Yield a store with this year's scheme and one landed form."""
    store = open_store(tmp_path / "home", create=True)
    install_schemes(store, [SCHEME])
    land(store, SCHEME, "六月.csv", year_form("2022年6月年度统计表", 100))
    yield store
    store.close()


def test_a_copy_is_of_the_next_year_and_differs_in_nothing_else() -> None:
    assert (NEXT.year, NEXT.calendar.write(1)) == (SCHEME.year + 1, "2022-07")
    assert NEXT.id != SCHEME.id and str(NEXT.year) in NEXT.id
    assert {one.part for one in compare_schemes(SCHEME, NEXT)} <= {"heading", "form"}
    assert any(f"--last-year {SCHEME.id}" in note for note in COPIED.notes)


def test_last_years_figures_land_as_figures_of_the_year_before(store: Store) -> None:
    publish_scheme(store, NEXT, ACT)
    with store.reader() as cursor:
        assert find_last_year(cursor, NEXT) == [SCHEME.id]
    carried = carry_last_year(store, NEXT.id, SCHEME.id, ACT)
    assert (len(carried.batches), carried.already, carried.left_out) == (1, 0, ())
    land(store, NEXT, "今年.csv", year_form("2023年6月年度统计表", 95))
    found = find(read_unit(store, "2023-06"), "乙")
    assert (found["earned"], found["lost"]) == ("5.00", "5.00")
    again = carry_last_year(store, NEXT.id, SCHEME.id, ACT)
    assert (again.batches, again.already) == ((), 1)
    assert verify_store(store).verdict == "sound"


def read_unit(store: Store, month: str) -> dict[str, Any]:
    """Return the published figures of 甲局."""
    units = read_scores(store, NEXT.id, month)["units"]
    return next(one for one in units if one["unit"] == "甲局")


def test_only_last_years_scheme_is_taken(store: Store) -> None:
    publish_scheme(store, NEXT, ACT)
    with pytest.raises(WrongCall, match=r"不是“.*”上一年的方案"):
        carry_last_year(store, NEXT.id, NEXT.id, ACT)
    with pytest.raises(WrongCall, match="没有考核方案“别的”"):
        carry_last_year(store, NEXT.id, "别的", ACT)
