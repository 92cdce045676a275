"""A proof shows a decision on an objection separately from the rule's points."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.documents.proof.asking import AGREED, build, read_verdict
from tests.landing import land_facts
from tests.years.sheets import Sheet, Value
from warehouse.editions.sealing import Act
from warehouse.objections import Claim, Decision, decide_objection, file_objection, list_lines
from warehouse.results.scores import ScoreQuery
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

SCHEME, MONTH, UNIT = "jiangxian-2021", "2021-05", "县财政局"


@pytest.fixture
def county(empty_store: Store) -> Store:
    """Yield a store with a month of posts, in which the unit has none."""
    posts: dict[str, Value] = {"column_posts": 0}
    form = Sheet(frozenset(posts), {UNIT: posts})
    land_facts(empty_store, SCHEME, {"jx1_progress": {MONTH: form}})
    return empty_store


def decide(store: Store, points: str) -> None:
    """File an objection against 1.4 and decide on it."""
    claim = Claim(SCHEME, MONTH, "1", UNIT, "1.4", _find_key(store))
    number = file_objection(store, claim, "已发布", actor="某局", today=date(2021, 6, 1))
    act = Act(actor="张三", reason="核实无误")
    decide_objection(store, number, Decision("accepted", Decimal(points)), act)


def _find_key(store: Store) -> str:
    with store.reader() as cursor:
        lines = list_lines(
            cursor, read_scheme(cursor, SCHEME), Claim(SCHEME, MONTH, "1", UNIT, "1.4")
        )
    return next(str(line["key"]) for line in lines if line["counts_to"] == "lost")


@pytest.mark.parametrize("final", [False, True])
def test_points_given_back_are_proven_beside_the_rule(county: Store, final: bool) -> None:
    decide(county, "1.50")
    grids = build(county, ScoreQuery(SCHEME, MONTH, final=final), "1")
    grid = grids["指标"]
    (row,) = [
        row
        for row in range(len(grid.rows))
        if (grid.value(row, "单位"), grid.value(row, "指标")) == (UNIT, "1.4")
    ]
    assert grid.value(row, "按规则得分") == 0
    assert grid.value(row, "复核决定") == grid.value(row, "复核实际") == 1.5
    assert grid.value(row, "得分") == grid.value(row, "系统得分") == 1.5
    assert read_verdict(grids) == AGREED
