"""Each check finds the violation that it is for, and nothing lands while it does."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.conftest import copy_home
from tests.warehouse.files import land
from tests.warehouse.walk import change, find_red_checks, only_refused, query
from warehouse.database.sql import list_checks
from warehouse.faults import Refused
from warehouse.home.opening import open_store

PLANTED = tomllib.loads((Path(__file__).parent / "cases" / "checks.toml").read_text("utf-8"))[
    "violation"
]
SCHEME = "jiangxian-2021"
ROWS = [{"unit": "县财政局", "column_posts": "2"}]


def test_every_check_has_a_planted_violation() -> None:
    assert {one["check"] for one in PLANTED} == set(list_checks())


@pytest.fixture(scope="module")
def inspected_home(
    prepared_home: Path, tmp_path_factory: pytest.TempPathFactory, read_here: None
) -> Path:
    """Return a home in which one inspection of annex 5 has landed."""
    home = copy_home(prepared_home, tmp_path_factory.mktemp("checks") / "home")
    store = open_store(home)
    land(store, SCHEME, "jx5_inspection", "2021-12", [{"unit": "横水镇", "nine_1": "√"}])
    assert not find_red_checks(store)
    store.close()
    return home


@pytest.mark.parametrize("planted", PLANTED, ids=[one["sentence"] for one in PLANTED])
def test_a_red_check_stops_a_landing_and_leaves_nothing_of_it(
    planted: dict[str, str], inspected_home: Path, tmp_path: Path
) -> None:
    store = open_store(copy_home(inspected_home, tmp_path / "home"))
    change(store, planted["sql"])
    assert planted["check"] in find_red_checks(store)
    version = store.version
    refusal = pytest.raises(Refused, match=rf"数据没有写入.*{find_red_checks(store)[0]}")
    with only_refused(store), refusal:
        land(store, SCHEME, "jx1_progress", "2021-12", ROWS)
    assert store.version == version
    assert query(store, f'select count(*) from "{SCHEME}".jx1_progress') == [(0,)]
    store.close()
