"""Every rule kind by its cases: a claim, rows as users type them, and the expected figures."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from scoring.rules import RULES

from scoring.exact import MICRO
from scoring.scheme import Scheme
from tests.landing import ORIGIN, list_tables
from tests.twin.typing_cells import type_facts
from warehouse.database.connection import Cursor
from warehouse.home.opening import open_store
from warehouse.importing.landing import land_table
from warehouse.results.rescoring import score
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

FOLDER = Path(__file__).parent / "cases"


def list_cases() -> list[tuple[str, dict[str, Any]]]:
    """Return (rule kind, case) of every file of cases."""
    return [
        (path.stem, case)
        for path in sorted(FOLDER.glob("*.toml"))
        for case in tomllib.loads(path.read_text("utf-8"))["case"]
    ]


CASES = list_cases()


class Undone(Exception):
    """Raised to leave a writing transaction without a trace."""


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory: pytest.TempPathFactory, prepared_home: Path) -> Iterator[Store]:
    """Yield one store for all cases; each case rolls back what it lands."""
    home = tmp_path_factory.mktemp("cases") / "home"
    shutil.copytree(prepared_home, home)
    store = open_store(home)
    yield store
    store.close()


@pytest.mark.parametrize(
    ("kind", "case"), CASES, ids=[f"{kind}: {case['claim']}" for kind, case in CASES]
)
def test_the_rule_gives(shared_store: Store, kind: str, case: dict[str, Any]) -> None:
    """The ledger of the case's unit and indicator sums to the figures expected."""
    with pytest.raises(Undone), shared_store.writer("load_scheme") as cursor:
        ledger, bounds = score_case(cursor, kind, case)
        expect = dict(case["expect"])
        for end in ("worst", "best"):
            if end in expect:
                found = bounds[end]
                assert ("none" if found is None else f"{found / 100:.2f}") == expect.pop(end), end
        if lines := expect.pop("lines", None):
            assert ledger.get_column("kind").to_list() == lines
        for home, points in expect.items():
            found = ledger.filter(counted_as(home, case)).get_column("points").sum()
            assert f"{found / MICRO:.2f}" == points, home
        raise Undone


def score_case(
    cursor: Cursor, kind: str, case: dict[str, Any]
) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Land the case's rows and return the ledger lines and the bounds in question."""
    scheme_id, assessment_id, indicator_id, unit, as_of = case["at"]
    scheme: Scheme = read_scheme(cursor, scheme_id)
    assessment = scheme.assessment(assessment_id)
    assert assessment.indicator(indicator_id).rule == kind
    for table in list_tables(scheme, type_facts(scheme_id, case["facts"])):
        land_table(cursor, scheme, table, ORIGIN)
    choices = scheme.choices(case.get("choices"))
    final = case.get("final", False)
    result = score(cursor, scheme, assessment, choices, [as_of], final=final)
    unit_id = cursor.execute(
        "select unit_id from unit where scheme_id = ? and unit_name = ?", [scheme_id, unit]
    ).fetchall()[0][0]
    mine = (pl.col("unit_id") == unit_id) & (pl.col("indicator_id") == indicator_id)
    return result.ledger().filter(mine), result.bounds().row(by_predicate=mine, named=True)


def counted_as(home: str, case: dict[str, Any]) -> pl.Expr:
    """Return which lines make a figure; a bonus is listed whether it counts or not."""
    if case["at"][2].startswith("B"):
        return pl.lit(True)
    return pl.col("counts_to") == home


def test_every_rule_kind_has_cases() -> None:
    """One search for a rule's word finds its module and its cases."""
    assert {kind for kind, _ in CASES} == set(RULES)
