"""Formulas and store agree for random years under any reading of the open clauses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from documents.proof import save_proof
from scoring.scheme import Scheme
from tests.conftest import copy_home
from tests.documents.proof.asking import (
    AGREED,
    STAMP,
    build,
    draw_question,
    list_differences,
    read_verdict,
)
from tests.documents.recalculation import (
    find_differences,
    needs_office,
    read_values,
    recalculate,
)
from tests.examples import seeds
from tests.landing import land_facts
from tests.years.random_years import random_year
from warehouse.home.opening import open_store
from warehouse.results.scores import ScoreQuery
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

SOAK = int(os.environ.get("KAOHE_SOAK", "1"))
YEARS = [
    (scheme, seed)
    for scheme in ("jiangxian-2021", "qianyang-2022")
    for seed in seeds(SOAK, first=100)
]
QUESTIONS = 2
pytestmark = pytest.mark.seeded


@pytest.fixture(scope="module", params=YEARS, ids=[f"{scheme}-{seed}" for scheme, seed in YEARS])
def year(
    request: pytest.FixtureRequest, prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Store, Scheme, int]]:
    """Yield a store with a random year, its scheme, and the seed of the year; only read it."""
    scheme_id, seed = request.param
    store = open_store(copy_home(prepared_home, tmp_path_factory.mktemp("year") / "home"))
    land_facts(store, scheme_id, random_year(scheme_id, seed))
    with store.reader() as cursor:
        scheme = read_scheme(cursor, scheme_id)
    yield store, scheme, seed
    store.close()


def test_the_formulas_of_a_random_year_give_what_is_stored(
    year: tuple[Store, Scheme, int],
) -> None:
    store, scheme, seed = year
    dice = Random(seed)
    for question in [draw_question(scheme, dice) for _ in range(QUESTIONS)]:
        for assessment in scheme.assessments:
            grids = build(store, question, assessment.id)
            off = [difference for grid in grids.values() for difference in list_differences(grid)]
            assert (off, read_verdict(grids)) == ([], AGREED), question


@needs_office
def test_libreoffice_computes_a_random_year_as_it_is_stored(
    year: tuple[Store, Scheme, int], tmp_path: Path
) -> None:
    store, scheme, _ = year
    last = {
        interpretation.id: interpretation.options[-1].id
        for interpretation in scheme.interpretations
    }
    paths = []
    for assessment in scheme.assessments:
        for final, choices in ((False, last), (True, None)):
            question = ScoreQuery(scheme.id, f"{scheme.year}-12", final, choices)
            path = tmp_path / f"{assessment.id}-{final}.xlsx"
            save_proof(store, question, assessment.id, path, STAMP)
            paths.append(path)
    for path, computed in zip(paths, recalculate(paths, tmp_path), strict=True):
        assert find_differences(path, computed) == []
        assert read_values(computed)["总分", "A2"] == AGREED
