"""The random years: which there are, and what of them is kept in the clear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.kept_results import written
from tests.kept_results.figures import UNIT, Figures
from tests.kept_results.kept import (
    HERE,
    compare_digests,
    compare_figures,
    describe,
)
from tests.kept_results.readings import Choices, choose_defaults, draw_combinations, keep_other
from tests.kept_results.written import Digests

TOTALS = ("total",)
"""The figures of a unit that are kept in the clear; digests hold all of them."""

COMBINATIONS = 10
"""How many combinations are drawn for a year beside the defaults."""


def list_seeds(scheme: str) -> list[int]:
    """Return the seeds of a scheme's random years, whose facts are kept."""
    return sorted(int(path.parent.name) for path in (HERE / "random" / scheme).glob("*/facts.csv"))


def list_choices(scheme: str, seed: int) -> list[dict[str, str]]:
    """Return the default choices and those drawn for a year."""
    return [choose_defaults(scheme), *draw_combinations(scheme, seed, COMBINATIONS)]


def pick_totals(seen: Figures) -> Figures:
    """Return the totals of the units."""
    at = [UNIT.index(name) for name in TOTALS]
    return {
        place: tuple(row[index] for index in at)
        for place, row in seen.items()
        if not place.indicator
    }


@dataclass(frozen=True)
class RandomYear:
    """The kept results of a random year."""

    scheme: str
    seed: int
    totals: Figures
    digests: Digests

    @staticmethod
    def read(scheme: str, seed: int) -> RandomYear:
        """Read the kept results of a year."""
        folder = HERE / "random" / scheme / str(seed)
        totals = written.read_figures(folder, "totals", TOTALS)[()]
        return RandomYear(scheme, seed, totals, written.read_digests(folder / "digests.csv"))

    def find_differences(self, seen: Figures, choices: Choices, *, final: bool) -> list[str]:
        """Return what differs from the kept results, a line for each total or digest."""
        found = [*compare_digests(self.scheme, self.digests, seen, choices)]
        if not keep_other(self.scheme, choices, choices):
            found = [*self._compare_totals(seen, final=final), *found]
        place = f"{describe(self.scheme, choices)}, random year {self.seed}"
        return [f"{place}: {one}" for one in found]

    def _compare_totals(self, seen: Figures, *, final: bool) -> Iterator[str]:
        expected = {place: row for place, row in self.totals.items() if place.final == final}
        return compare_figures(expected, pick_totals(seen), TOTALS)
