"""An invented notice is proven like the shipped ones, under every reading and in any month."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from documents.proof import save_proof
from tests.conftest import copy_home
from tests.documents.proof.asking import AGREED, STAMP, build, list_differences, read_verdict
from tests.documents.recalculation import (
    find_differences,
    needs_office,
    read_values,
    recalculate,
)
from tests.repository import SCHEMES
from warehouse.home.opening import open_store
from warehouse.results.scores import ScoreQuery
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

CASES = tomllib.loads((SCHEMES / "cases" / "invented.toml").read_text("utf-8"))
SCHEME = "invented-2023"


@pytest.fixture(scope="module")
def county(county_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Yield a store with the invented scheme only, and all of its files landed."""
    store = open_store(copy_home(county_home, tmp_path_factory.mktemp("invented") / "home"))
    yield store
    store.close()


def test_every_reading_of_an_invented_notice_is_proven(county: Store) -> None:
    with county.reader() as cursor:
        scheme = read_scheme(cursor, SCHEME)
    ids = [interpretation.id for interpretation in scheme.interpretations]
    readings = product(
        *(
            [option.id for option in interpretation.options]
            for interpretation in scheme.interpretations
        )
    )
    for reading, (month, final) in product(readings, (("2023-02", False), ("2023-12", True))):
        question = ScoreQuery(SCHEME, month, final, dict(zip(ids, reading, strict=True)))
        for assessment in scheme.assessments:
            grids = build(county, question, assessment.id)
            off = [difference for grid in grids.values() for difference in list_differences(grid)]
            assert (off, read_verdict(grids)) == ([], AGREED), question


@needs_office
@pytest.mark.parametrize("assessment", ["1", "2"])
def test_libreoffice_proves_an_invented_notice(
    county: Store, tmp_path: Path, assessment: str
) -> None:
    path = tmp_path / "invented.xlsx"
    save_proof(county, ScoreQuery(SCHEME, "2023-12"), assessment, path, STAMP)
    (computed,) = recalculate([path], tmp_path)
    assert find_differences(path, computed) == []
    assert read_values(computed)["总分", "A2"] == AGREED
