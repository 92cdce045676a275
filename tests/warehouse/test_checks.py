"""Each check goes red on the violation that it is for, and nothing lands while it is red."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.warehouse.files import land
from tests.warehouse.walk import change, find_red_checks, query, read_state
from warehouse.faults import Refused
from warehouse.scores import read_scores
from warehouse.sql import list_checks
from warehouse.store import Store

PLANTED = tomllib.loads((Path(__file__).parent / "cases" / "checks.toml").read_text("utf-8"))[
    "violation"
]
SCHEME = "jiangxian-2021"
ROWS = [{"unit": "县财政局", "column_posts": "2"}]


def test_every_check_has_a_planted_violation() -> None:
    assert {one["check"] for one in PLANTED} == set(list_checks())


@pytest.mark.parametrize("planted", PLANTED, ids=[one["sentence"] for one in PLANTED])
def test_a_red_check_stops_a_landing_and_leaves_nothing_of_it(
    planted: dict[str, str], store: Store
) -> None:
    land(store, SCHEME, "jx5_inspection", "2021-12", [{"unit": "横水镇", "nine_1": "√"}])
    assert not find_red_checks(store)
    change(store, planted["sql"])
    assert planted["check"] in find_red_checks(store)
    before, version = read_state(store), store.version
    scores = read_scores(store, SCHEME, "2021-12")
    with pytest.raises(Refused, match=rf"数据没有写入.*{find_red_checks(store)[0]}"):
        land(store, SCHEME, "jx1_progress", "2021-12", ROWS)
    assert read_state(store) == before
    assert store.version == version
    assert read_scores(store, SCHEME, "2021-12") == scores
    assert query(store, f'select count(*) from "{SCHEME}".jx1_progress') == [(0,)]
