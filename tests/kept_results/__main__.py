"""Write the kept results again from the program as it is: `python -m tests.kept_results`.

Only after figures changed on purpose. The change of the files then shows what a reviewer must
agree to. `python -m tests.kept_results demo` writes those of the demo year alone, `random` those of
the random years, from their kept facts.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from tests.conftest import land_demo, reading_here
from tests.kept_results import figures, written
from tests.kept_results.facts import read_facts
from tests.kept_results.figures import Figures
from tests.kept_results.kept import HERE
from tests.kept_results.random_years import TOTALS, list_choices, list_seeds, pick_totals
from tests.kept_results.readings import (
    OPTIONS,
    Choices,
    choose_defaults,
    keep_other,
    list_used,
)
from tests.kept_results.seen import Years, open_years
from tests.kept_results.written import ByOther, Digests
from tests.landing import land_facts, make_store
from tests.years.notices import YEAR_OF
from warehouse.home.opening import open_store
from warehouse.store import Store


def main(wanted: list[str]) -> None:
    """Write the results of the demo year, the random years, or both."""
    if "demo" in wanted or not wanted:
        with tempfile.TemporaryDirectory() as folder, _demo(Path(folder) / "home") as store:
            for scheme in YEAR_OF:
                with open_years(store, scheme) as years:
                    write_demo(scheme, years)
    if "random" in wanted or not wanted:
        for scheme in YEAR_OF:
            for seed in list_seeds(scheme):
                write_random(scheme, seed)


@contextmanager
def _demo(home: Path) -> Iterator[Store]:
    with reading_here():
        land_demo(home)
    store = open_store(home)
    yield store
    store.close()


def write_demo(scheme: str, years: Years) -> None:
    """Write the demo year of a scheme under every reading of each assessment."""
    clear: ByOther = {(): {}}
    digests: Digests = {}
    for assessment in sorted(one.id for one in years.found.scheme.assessments):
        for choices in list_readings(scheme, assessment):
            hidden: Figures = {}
            for place, row in read_both(years, choices, assessment).items():
                other = keep_other(scheme, choices, list_used(scheme, assessment, place.indicator))
                if len(other) > 1:
                    hidden[place] = row
                    continue
                kept = clear.setdefault(other, {}).setdefault(place, row)
                assert kept == row, (choices, place, kept, row)
            add_digests(digests, scheme, hidden, choices)
    folder = HERE / "demo" / scheme
    units, indicators = written.split_kinds(clear)
    written.write_figures(folder, "units", figures.UNIT, units)
    written.write_figures(folder, "indicators", figures.INDICATOR, indicators)
    written.write_digests(folder / "digests.csv", digests)


def list_readings(scheme: str, assessment: str) -> Iterator[dict[str, str]]:
    """Yield the combinations that an assessment tells apart, all other readings at the default."""
    names = list_used(scheme, assessment, "")
    for picked in product(*(OPTIONS[scheme][name] for name in names)):
        yield choose_defaults(scheme) | dict(zip(names, picked, strict=True))


def read_both(years: Years, choices: Choices, only: str | None = None) -> Figures:
    """Return the figures of a year that is open and of one that is closed."""
    return {
        place: row
        for final in (False, True)
        for place, row in years.read_what_if(choices, final=final, only=only).items()
    }


def add_digests(digests: Digests, scheme: str, seen: Figures, choices: Choices) -> None:
    """Add the digests of figures."""
    for (assessment, indicator, final), months in written.digest_figures(seen).items():
        other = keep_other(scheme, choices, list_used(scheme, assessment, indicator))
        kept = digests.setdefault((assessment, indicator, other, final), months)
        assert kept == months, (choices, assessment, indicator)


def write_random(scheme: str, seed: int) -> None:
    """Write the digests and totals of a random year, whose facts are kept."""
    folder = HERE / "random" / scheme / str(seed)
    digests: Digests = {}
    totals: Figures = {}
    with tempfile.TemporaryDirectory() as home:
        store = make_store(Path(home) / "home")
        land_facts(store, scheme, read_facts(folder / "facts.csv"))
        with open_years(store, scheme) as years:
            for choices in list_choices(scheme, seed):
                seen = read_both(years, choices)
                add_digests(digests, scheme, seen, choices)
                totals = totals or pick_totals(seen)
        store.close()
    written.write_digests(folder / "digests.csv", digests)
    written.write_figures(folder, "totals", TOTALS, {(): totals})


if __name__ == "__main__":
    main(sys.argv[1:])
