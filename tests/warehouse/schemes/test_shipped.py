"""Shipped schemes load, and each indicator cites its clause and can be earned and lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scoring.outline import Item
from scoring.scheme import Scheme
from tests.conftest import copy_home
from tests.landing import land_facts
from tests.warehouse.walk import query
from tests.years.notices import INTERPRETATIONS, UNITS, YEAR_OF, roster
from tests.years.random_years import random_year
from warehouse.home.opening import open_store
from warehouse.reading.words.folding import fold
from warehouse.schemes.scheme_files import load_shipped_schemes
from warehouse.store import Store

SCHEMES = {scheme.id: scheme for scheme in load_shipped_schemes()}
INDICATORS = [
    pytest.param(scheme, assessment.id, one, id=f"{scheme.id} {assessment.id} {one.id}")
    for scheme in SCHEMES.values()
    for assessment in scheme.assessments
    for one in (*assessment.vetoes, *assessment.indicators)
]
TELLING_YEARS = {
    "jiangxian-2021": {"1": 0, "2": 0, "3": 0, "4": 2, "5": 3},
    "qianyang-2022": {"1": 12},
}
"""Assessment → seed of a random year in which some unit earns, and some loses, each indicator."""


@pytest.fixture(scope="module")
def told(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Yield a store with the years of TELLING_YEARS landed."""
    store = open_store(copy_home(prepared_home, tmp_path_factory.mktemp("shipped") / "home"))
    for scheme, seeds in TELLING_YEARS.items():
        assessment_of = {one.key: one.assessment for one in SCHEMES[scheme].datasets}
        years = {seed: random_year(scheme, seed) for seed in seeds.values()}
        facts = {
            dataset: years[seeds[assessment]][dataset]
            for dataset, assessment in assessment_of.items()
            if dataset in years[seeds[assessment]]
        }
        land_facts(store, scheme, facts)
    yield store
    store.close()


def test_everything_that_ships_loads() -> None:
    assert set(SCHEMES) == set(YEAR_OF)


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=list(SCHEMES))
def test_rosters_and_interpretations_are_those_of_the_notice(scheme: Scheme) -> None:
    assert [(one.name, one.kind) for one in scheme.units] == [
        (one.name, one.kind) for one in UNITS[scheme.id]
    ]
    for one in scheme.assessments:
        names = [unit.name for unit in roster(scheme.id, one.id)]
        assert [unit.name for unit in scheme.roster(one.id)] == names
    options = {one.id: tuple(o.id for o in one.options) for one in scheme.interpretations}
    assert options == INTERPRETATIONS[scheme.id]
    assert all(one.clause and one.why and one.title for one in scheme.interpretations)


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=list(SCHEMES))
def test_no_spelling_stands_for_two_units(scheme: Scheme) -> None:
    named: dict[str, set[str]] = {}
    for unit in scheme.units:
        for spelling in (unit.name, *unit.aliases, *unit.printed_names.values()):
            named.setdefault(fold(spelling), set()).add(unit.name)
    assert not {spelling: units for spelling, units in named.items() if len(units) > 1}


@pytest.mark.parametrize(("scheme", "assessment", "indicator"), INDICATORS)
def test_an_indicator_cites_its_clause_and_says_its_rule(
    scheme: Scheme, assessment: str, indicator: Item
) -> None:
    assert indicator.clause.startswith(("附件", "四"))
    assert indicator.name
    outline = scheme.assessment(assessment)
    for choices in scheme.notice.combinations():
        assert (outline.sentence(indicator.id, choices) or "").endswith("。")


@pytest.mark.parametrize(("scheme", "assessment", "indicator"), INDICATORS)
def test_an_indicator_has_a_unit_that_earns_and_one_that_loses(
    scheme: Scheme, assessment: str, indicator: Item, told: Store
) -> None:
    place = (scheme.id, assessment, indicator.id)
    where = " where scheme_id = ? and assessment_id = ? and indicator_id = ? and as_of = 12"
    if indicator.kind == "veto":
        vetoed = query(
            told, f"select distinct unit_id from ledger {where} and kind = 'veto'", *place
        )
        assert 0 < len(vetoed) < len(scheme.roster(assessment))
        return
    ((earning, losing),) = query(
        told,
        "select count(*) filter (where earned > 0),"
        " count(*) filter (where lost > 0 or earned < ?)"
        f" from indicator_score {where}",
        indicator.ceiling or 0,
        *place,
    )
    assert earning > 0 and losing > 0
