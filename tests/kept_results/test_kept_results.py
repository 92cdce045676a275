"""The demo year's figures are those that were once published, under every reading.

By default a few combinations of readings are tried; KAOHE_SOAK=1 tries all of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from tests.conftest import copy_home
from tests.kept_results import figures
from tests.kept_results.figures import Place
from tests.kept_results.kept import DemoYear, compare_figures, report
from tests.kept_results.readings import (
    OPTIONS,
    choose_defaults,
    draw_combinations,
    list_combinations,
)
from tests.kept_results.seen import Years, open_years, read_homes, read_published
from tests.years.notices import JIANGXIAN, QIANYANG, YEAR_OF
from warehouse.home.opening import open_store
from warehouse.store import Store

SOAK = bool(os.environ.get("KAOHE_SOAK"))
AT_ONCE = 24
"""How many combinations a test of a soak tries, so that several processes can share them."""
COUNT = {JIANGXIAN: 384, QIANYANG: 72}
FINAL = pytest.mark.parametrize("final", (False, True), ids=("open", "final"))
SCHEME = pytest.mark.parametrize("scheme", YEAR_OF)

read_kept = cache(DemoYear.read)


@pytest.fixture(scope="module")
def demo(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(copy_home(demo_home, tmp_path_factory.mktemp("kept") / "home"))
    yield store
    store.close()


@pytest.fixture(scope="module")
def years_of(demo: Store) -> Iterator[dict[str, Years]]:
    with open_years(demo, JIANGXIAN) as jiangxian, open_years(demo, QIANYANG) as qianyang:
        yield {JIANGXIAN: jiangxian, QIANYANG: qianyang}


def hold(years: Years, choices: dict[str, str], *, final: bool) -> None:
    """The figures of all months are as kept."""
    seen = years.read_what_if(choices, final=final)
    found = read_kept(years.found.scheme.id).find_differences(seen, choices, final=final)
    assert not found, report(found)


@SCHEME
def test_the_stored_year_is_as_it_was(years_of: dict[str, Years], scheme: str) -> None:
    seen = years_of[scheme].read_stored()
    found = read_kept(scheme).find_differences(seen, choose_defaults(scheme), final=False)
    assert not found, report(found)


@SCHEME
def test_the_closed_year_is_as_it_was(years_of: dict[str, Years], scheme: str) -> None:
    hold(years_of[scheme], choose_defaults(scheme), final=True)


@SCHEME
@FINAL
def test_a_what_if_of_a_few_readings_is_as_it_was(
    years_of: dict[str, Years], scheme: str, final: bool
) -> None:
    last = {name: known[-1] for name, known in OPTIONS[scheme].items()}
    choices = draw_combinations(scheme, 1, 1)[0] if final else last
    hold(years_of[scheme], choices, final=final)


@pytest.mark.skipif(not SOAK, reason="takes half an hour: KAOHE_SOAK=1")
@pytest.mark.parametrize(
    ("scheme", "start"),
    [(scheme, start) for scheme, count in COUNT.items() for start in range(0, count, AT_ONCE)],
)
@FINAL
def test_every_reading_is_as_it_was(
    years_of: dict[str, Years], scheme: str, start: int, final: bool
) -> None:
    for choices in islice(list_combinations(scheme), start, start + AT_ONCE):
        hold(years_of[scheme], choices, final=final)


@SCHEME
def test_all_combinations_are_tried(scheme: str) -> None:
    assert len(list(list_combinations(scheme))) == COUNT[scheme]


@SCHEME
def test_the_readings_are_those_of_the_scheme(years_of: dict[str, Years], scheme: str) -> None:
    offered = years_of[scheme].found.scheme.interpretations
    assert {one.id: tuple(option.id for option in one.options) for one in offered} == OPTIONS[
        scheme
    ]


@SCHEME
@FINAL
def test_the_command_lines_scores_are_as_they_were(demo: Store, scheme: str, final: bool) -> None:
    """Another way to the same figures: a single month, as `kaohe scores` reads it."""
    dice = Random(int(final))
    options = OPTIONS[scheme].items()
    name, known = dice.choice([one for one in options if one[0] != "red_light_window"])
    choices = choose_defaults(scheme) | {name: known[-1]}
    as_of = 11 if final else dice.randint(2, 9)
    seen = read_published(demo, scheme, as_of, {name: known[-1]}, final=final)
    expected = {
        place: row
        for place, row in read_kept(scheme).expect(choices, final=final).items()
        if place.as_of == as_of and (not place.indicator or row[0])
    }
    assert seen.keys() == expected.keys()
    units = {place: tuple(row.values()) for place, row in seen.items() if not place.indicator}
    found = [*compare_figures({p: r for p, r in expected.items() if not p.indicator}, units)]
    for place, row in seen.items():
        if place.indicator and tuple(row.values()) != expected[place][: len(row)]:
            found.append(f"{place}: kept {expected[place]}, now {row}")
    assert not found, report(found)


@SCHEME
def test_the_command_lines_ledgers_add_up_to_what_they_were(demo: Store, scheme: str) -> None:
    kept = read_kept(scheme).expect(choose_defaults(scheme), final=False)
    months = {place for place in kept if not place.indicator and place.as_of == 10}
    for place in Random(1).sample(sorted(months), 4):
        counted = dict(zip(figures.UNIT, kept[place], strict=True))["bonus_counted"] == "yes"
        sums = read_homes(demo, scheme, place, None)
        for one, row in kept.items():
            if one.indicator and one._replace(indicator="") == place:
                points = {
                    home: Decimal(micro) / 10**6 for home, micro in sums[one.indicator].items()
                }
                named = dict(zip(figures.INDICATOR, row, strict=True))
                homes = figures.describe_homes(named, points, counted=counted)
                assert homes == named["homes"], (one, homes)


@SCHEME
def test_a_changed_figure_is_named(scheme: str) -> None:
    kept = read_kept(scheme)
    choices = choose_defaults(scheme)
    seen = dict(kept.expect(choices, final=True))
    place = Place(*max(place for place in seen if place.indicator))
    row = seen[place]
    seen[place] = ("77.77", *row[1:])
    (found,) = kept.find_differences(seen, choices, final=True)
    for said in (scheme, f"month {place.as_of}", place.unit, place.indicator, row[0], "77.77"):
        assert (said or "—") in found


def test_a_changed_figure_under_several_options_is_named(years_of: dict[str, Years]) -> None:
    choices = {name: known[-1] for name, known in OPTIONS[QIANYANG].items()}
    seen = years_of[QIANYANG].read_what_if(choices, final=False)
    place = next(place for place in seen if place.indicator == "B4" and place.as_of == 7)
    seen[place] = ("77.77", *seen[place][1:])
    (found,) = read_kept(QIANYANG).find_differences(seen, choices, final=False)
    assert "information_rank=rate" in found and "months 7, " in found and "indicator B4" in found
