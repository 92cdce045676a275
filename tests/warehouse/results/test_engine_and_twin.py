"""The stored scores, the what-ifs and the ledger agree with the twin, over random years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.conftest import copy_home
from tests.landing import land_facts, list_tables
from tests.twin.printed import print_scores
from tests.warehouse.walk import SEEDS, find_red_checks, land_tables, query, read_state
from tests.years.notices import INTERPRETATIONS, YEAR_OF
from tests.years.random_years import random_year
from tests.years.sheets import Facts
from warehouse.home.opening import open_store
from warehouse.results.scores import read_ledger, read_scores
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

pytestmark = pytest.mark.seeded

MONTHS, WHAT_IFS = (12, 6) if len(SEEDS) > 2 else (5, 2)
"""How many checks are made of a year; a soak makes more (KAOHE_SOAK)."""
HOMES = ("earned", "lost", "pending")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Year:
    """A random year that has landed."""

    scheme: str
    seed: int
    facts: Facts
    store: Store

    def as_of(self, month: int) -> str:
        """Return an as-of month as the product expects it."""
        return f"{YEAR_OF[self.scheme]}-{month:02d}"

    def questions(self) -> Iterator[dict[str, Any]]:
        """Draw what-ifs: random options, some of them as of a closed year."""
        dice = Random(self.seed)
        for _ in range(WHAT_IFS):
            options = INTERPRETATIONS[self.scheme].items()
            choices = {name: dice.choice(known) for name, known in options}
            yield {
                "month": dice.choice([3, 6, 9, 11, 12]),
                "final": dice.random() < 0.5,
                "choices": choices,
            }


@pytest.fixture(
    scope="module",
    params=[(scheme, seed) for scheme in YEAR_OF for seed in SEEDS],
    ids=lambda drawn: f"{drawn[0]}, seed {drawn[1]}",
)
def year(
    request: pytest.FixtureRequest, prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Year]:
    scheme, seed = request.param
    store = open_store(copy_home(prepared_home, tmp_path_factory.mktemp("year") / "home"))
    facts = random_year(scheme, seed)
    land_facts(store, scheme, facts)
    yield Year(scheme, seed, facts, store)
    store.close()


def find_differences(got: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> list[str]:
    """Return the differences of two lists of units, figure by figure, in what the second names."""
    places = [(unit["assessment"], unit["unit"]) for unit in got]
    if places != [(unit["assessment"], unit["unit"]) for unit in wanted]:
        return ["the order of the units"]
    return [
        f"{place} {key}: {figure} is not {other}"
        for place, unit, named in zip(places, got, wanted, strict=True)
        for key, figure, other in list_pairs(unit, named)
        if figure != other
    ]


def list_pairs(
    unit: dict[str, Any], wanted: dict[str, Any]
) -> Iterator[tuple[str, object, object]]:
    """Yield the figures of a unit and of its indicators that a row names, and what it says."""
    for key in wanted.keys() - {"indicators"}:
        yield key, unit[key], wanted[key]
    own = {one["id"]: one for one in unit["indicators"]}
    yield "indicators", list(own), [one["id"] for one in wanted["indicators"]]
    for named in wanted["indicators"]:
        for key, figure in named.items():
            yield f"{named['id']} {key}", own[named["id"]].get(key), figure


def test_stored_scores_are_the_twins_as_of_any_month(year: Year) -> None:
    for month in [*Random(year.seed).sample(range(1, 12), MONTHS - 1), 12]:
        got = read_scores(year.store, year.scheme, year.as_of(month))["units"]
        wanted = print_scores(year.scheme, year.facts, month)
        assert not find_differences(got, wanted), month


def test_what_ifs_and_closed_years_are_the_twins(year: Year) -> None:
    for asked in year.questions():
        month, options = asked["month"], {k: asked[k] for k in ("final", "choices")}
        got = read_scores(year.store, year.scheme, year.as_of(month), **options)
        assert got["interpretations"] == asked["choices"]
        final, choices = asked["final"], asked["choices"]
        wanted = print_scores(year.scheme, year.facts, month, final=final, **choices)
        assert not find_differences(got["units"], wanted), asked


def test_what_the_year_can_end_with_narrows_down_to_what_it_ends_with(year: Year) -> None:
    """From one month to the next no end moves outwards; all the while the points lie between."""
    assert not query(
        year.store,
        "select * from figure inner join figure as later"
        " using (scheme_id, assessment_id, unit_id, indicator_id)"
        " where scheme_id = ? and later.as_of > figure.as_of and ("
        " later.worst < figure.worst or figure.worst is not null and later.worst is null"
        " or later.best > figure.best or figure.best is not null and later.best is null)",
        year.scheme,
    )
    assert not query(
        year.store,
        "select * from result inner join result as later"
        " using (scheme_id, assessment_id, unit_id)"
        " where scheme_id = ? and later.as_of > result.as_of and result.is_grade_settled"
        " and (later.grade is distinct from result.grade or not later.is_grade_settled)",
        year.scheme,
    )


def test_a_closed_year_ends_with_what_it_has(year: Year) -> None:
    for asked in year.questions():
        options = {"final": True, "choices": asked["choices"]}
        for unit in read_scores(year.store, year.scheme, year.as_of(asked["month"]), **options)[
            "units"
        ]:
            assert unit["settled"] and unit["grade_settled"] is not False
            for one in unit["indicators"]:
                assert one["worst"] == one["best"] == one["earned"]


def test_a_what_if_stores_nothing(year: Year) -> None:
    version, before = year.store.version, read_state(year.store)
    read_scores(year.store, year.scheme, year.as_of(12), assessment="1", final=True)
    assert read_state(year.store) == before
    assert year.store.version == version


def test_the_order_in_which_files_land_does_not_matter(
    year: Year, prepared_home: Path, tmp_path: Path
) -> None:
    store = open_store(copy_home(prepared_home, tmp_path / "home"))
    with store.reader() as cursor:
        tables = list_tables(read_scheme(cursor, year.scheme), year.facts)
    Random(year.seed).shuffle(tables)
    for start in range(2):
        if part := tables[start::2]:
            land_tables(store, year.scheme, part)
    assert not find_red_checks(store)
    as_of = year.as_of(11)
    got = read_scores(store, year.scheme, as_of)["units"]
    assert not find_differences(got, read_scores(year.store, year.scheme, as_of)["units"])
    store.close()


def test_the_ledgers_lines_add_up_to_the_published_figures(year: Year) -> None:
    stored: dict[str, Any] = {"month": 8, "final": False, "choices": {}}
    dice = Random(year.seed)
    for asked, units_tried in ((stored, 5), (next(year.questions()) | {"final": True}, 1)):
        options = {k: asked[k] for k in ("final", "choices")}
        as_of = year.as_of(asked["month"])
        units = read_scores(year.store, year.scheme, as_of, **options)["units"]
        for unit in dice.sample(units, units_tried):
            lines = read_ledger(
                year.store, year.scheme, unit["assessment"], unit["unit"], as_of, **options
            )
            check_sums(unit, lines)
            check_lines(lines)


def check_sums(unit: dict[str, Any], lines: list[dict[str, Any]]) -> None:
    """The lines of an indicator that count to a figure add up to it."""
    sums: Counter[tuple[str, str]] = Counter()
    for line in lines:
        sums[line["indicator"], line["counts_to"]] += Decimal(line["points"])  # type: ignore[assignment]
    for indicator in unit["indicators"]:
        is_bonus = "lost" not in indicator
        for home in HOMES[:1] if is_bonus else HOMES:
            counted = is_bonus and not unit.get("bonus_counted")
            summed = sums[indicator["id"], "none" if counted else home]
            assert summed == Decimal(indicator[home]), (unit["unit"], indicator, home)
    if not unit.get("vetoes"):
        for home in HOMES:
            ids = [item["id"] for item in unit["indicators"] if "lost" in item]
            assert sum(sums[indicator, home] for indicator in ids) == Decimal(unit[home])


def check_lines(lines: list[dict[str, Any]]) -> None:
    """Each line is exact, has a reason and a clause, and has the evidence that it needs."""
    for line in lines:
        assert len(line["points"].split(".")[1]) == 6
        assert line["reason"] and line["clause"]
        if line["kind"] == "rounding":
            assert abs(Decimal(line["points"])) <= CENT
        if line["kind"] in {"earned", "lost", "bonus", "veto", "at_risk"}:
            assert line["evidence"] or is_without_evidence(line), line


def is_without_evidence(line: dict[str, Any]) -> bool:
    """Return whether a line needs no report: key points that were kept, and the year's close."""
    return line["indicator"] == "K" or "截至年终没有" in str(line["reason"])
