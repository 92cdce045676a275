"""Clauses of the shipped notices: a claim, rows as users type them, and the expected figures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scoring.assessing.outputs import Scored
from scoring.exact import MICRO
from tests.landing import ORIGIN, list_tables
from tests.years.clause_cases import CASES, type_case
from warehouse.database.connection import Cursor
from warehouse.home.opening import open_store
from warehouse.importing.landing import land_table
from warehouse.results.rescoring import score
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store


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
    ("kind", "case"), CASES, ids=[f"{at}: {one['claim']}" for at, one in CASES]
)
def test_a_clause_gives(shared_store: Store, kind: str, case: dict[str, Any]) -> None:
    """The figures of the case's unit and clause are those expected; its ledger adds up to them."""
    with pytest.raises(Undone), shared_store.writer("load_scheme") as cursor:
        figure, ledger = score_case(cursor, case)
        expect = dict(case["expect"])
        lines = expect.pop("lines", None)
        assert {name: to_text(figure[name]) for name in expect} == expect
        if lines is not None:
            assert ledger.get_column("kind").to_list() == lines
        check_sums(figure, ledger)
        raise Undone


def score_case(cursor: Cursor, case: dict[str, Any]) -> tuple[dict[str, Any], pl.DataFrame]:
    """Land the case's rows; return the figures of its clause, and the ledger's lines of it."""
    scheme_id, assessment_id, indicator_id, unit, as_of = case["at"]
    scheme = read_scheme(cursor, scheme_id)
    for table in list_tables(scheme, type_case(case)):
        land_table(cursor, scheme, table, ORIGIN)
    result: Scored = score(
        cursor,
        scheme,
        scheme.assessment(assessment_id),
        scheme.choices(case.get("choices")),
        [as_of],
        final=case.get("final", False),
    )
    unit_id = cursor.execute(
        "select unit_id from unit where scheme_id = ? and unit_name = ?", [scheme_id, unit]
    ).fetchall()[0][0]
    mine = (pl.col("unit_id") == unit_id) & (pl.col("indicator_id") == indicator_id)
    figure = result.figures.row(by_predicate=mine, named=True)
    figure["earned"] += figure.pop("added")
    return figure, result.ledger.filter(mine)


def check_sums(figure: dict[str, Any], ledger: pl.DataFrame) -> None:
    """The lines of each kind add up; of an addition all lines do, also where it does not count."""
    homes = [["earned", "none"], ["lost"], ["pending"]]
    for home, names in zip(("earned", "lost", "pending"), homes, strict=True):
        lines = ledger.filter(pl.col("counts_to").is_in(names))
        assert lines.get_column("points").sum() == figure[home], home


def to_text(points: int | None) -> str:
    """Return points with two decimals, as they are published; "none": there is no end."""
    if points is None:
        return "none"
    hundredths, rest = divmod(points, MICRO // 100)
    assert rest == 0
    return f"{hundredths // 100}.{hundredths % 100:02d}"
