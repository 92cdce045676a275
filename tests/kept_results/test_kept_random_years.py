"""Random years score as they once did; KAOHE_SOAK=1 tries all that are kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import copy_home
from tests.kept_results.facts import read_facts
from tests.kept_results.kept import HERE, report
from tests.kept_results.random_years import RandomYear, list_choices, list_seeds
from tests.kept_results.readings import choose_defaults
from tests.kept_results.seen import Years, open_years
from tests.landing import land_facts
from tests.years.notices import YEAR_OF
from warehouse.home.opening import open_store

SOAK = bool(os.environ.get("KAOHE_SOAK"))
YEARS = [(scheme, seed) for scheme in YEAR_OF for seed in list_seeds(scheme)[: None if SOAK else 1]]
TRIED = None if SOAK else 1
"""How many combinations of readings are tried, with the year open and with it closed; None: all."""

Landed = tuple[RandomYear, Years]


@pytest.fixture(scope="module", params=YEARS, ids=[f"{scheme}-{seed}" for scheme, seed in YEARS])
def landed(
    request: pytest.FixtureRequest, prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Landed]:
    scheme, seed = request.param
    store = open_store(copy_home(prepared_home, tmp_path_factory.mktemp("kept") / "home"))
    land_facts(store, scheme, read_facts(HERE / "random" / scheme / str(seed) / "facts.csv"))
    with open_years(store, scheme) as years:
        yield RandomYear.read(scheme, seed), years
    store.close()


def test_the_stored_year_is_as_it_was(landed: Landed) -> None:
    kept, years = landed
    seen = years.read_stored()
    found = kept.find_differences(seen, choose_defaults(kept.scheme), final=False)
    assert not found, report(found)


@pytest.mark.parametrize("final", (False, True), ids=("open", "final"))
def test_what_ifs_are_as_they_were(landed: Landed, final: bool) -> None:
    kept, years = landed
    all_choices = list_choices(kept.scheme, kept.seed)
    # The defaults of the open year are what is stored, which is tried above.
    for choices in (all_choices if final else all_choices[1:])[:TRIED]:
        seen = years.read_what_if(choices, final=final)
        found = kept.find_differences(seen, choices, final=final)
        assert not found, report(found)
