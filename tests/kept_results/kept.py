"""The kept results of a year: read once, and held against what the program says today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.kept_results import figures, readings, written
from tests.kept_results.figures import Figures, Place
from tests.kept_results.readings import Choices, Other, keep_other, list_used
from tests.kept_results.written import ByOther, DigestKey, Digests

HERE = Path(__file__).parent
SHOWN = 20
"""How many differences a failed test lists."""


@dataclass(frozen=True)
class DemoYear:
    """The demo year: its figures in the clear where one option at most is not the default."""

    scheme: str
    units: ByOther
    indicators: ByOther
    digests: Digests
    """Under several other options at once."""

    @staticmethod
    def read(scheme: str) -> DemoYear:
        """Read the kept results of a scheme."""
        folder = HERE / "demo" / scheme
        return DemoYear(
            scheme,
            written.read_figures(folder, "units", figures.UNIT),
            written.read_figures(folder, "indicators", figures.INDICATOR),
            written.read_digests(folder / "digests.csv"),
        )

    def expect(self, choices: Choices, *, final: bool) -> Figures:
        """Return all figures that are kept in the clear for these choices."""
        found: Figures = {}
        for kept in (self.units, self.indicators):
            for place, row in kept[()].items():
                other = self.find_other(choices, place.assessment, place.indicator)
                if place.final == final and len(other) <= 1:
                    found[place] = kept.get(other, {}).get(place, row)
        return found

    def find_differences(self, seen: Figures, choices: Choices, *, final: bool) -> list[str]:
        """Return what differs from the kept results, a line for each figure or digest."""
        clear: Figures = {}
        hidden: Figures = {}
        for place, row in seen.items():
            other = self.find_other(choices, place.assessment, place.indicator)
            (clear if len(other) <= 1 else hidden)[place] = row
        found = [
            *compare_figures(self.expect(choices, final=final), clear),
            *compare_digests(self.scheme, self.digests, hidden, choices),
        ]
        return [f"{describe(self.scheme, choices)}: {one}" for one in found]

    def find_other(self, choices: Choices, assessment: str, indicator: str) -> Other:
        """Return what is chosen, other than the default, of the readings used there."""
        return keep_other(self.scheme, choices, list_used(self.scheme, assessment, indicator))


def compare_figures(
    expected: Figures, seen: Figures, own: Sequence[str] = figures.UNIT
) -> Iterator[str]:
    """Yield each figure that differs, with its old and its new value.

    `own` names the figures of a unit.
    """
    for place in sorted(expected.keys() | seen.keys()):
        old, new = expected.get(place), seen.get(place)
        if old is None or new is None:
            yield f"{name_place(place)}: {'is new' if old is None else 'is missing'}"
        elif old != new:
            names = figures.INDICATOR if place.indicator else own
            for name, before, now in zip(names, old, new, strict=True):
                if before != now:
                    yield f"{name_place(place)} {name}: kept {before or '—'}, now {now or '—'}"


def name_place(place: Place) -> str:
    """Return a place in words: month, assessment, indicator and unit."""
    month = f"as of month {place.as_of}{', final' if place.final else ''}"
    indicator = f", indicator {place.indicator}" if place.indicator else ""
    return f"{month}, assessment {place.assessment}{indicator}, {place.unit}"


def describe(scheme: str, choices: Choices) -> str:
    """Return a scheme and its choices in words."""
    other = keep_other(scheme, choices, choices)
    return f"{scheme} with {readings.to_text(other) or 'the default options'}"


def compare_digests(scheme: str, kept: Digests, seen: Figures, choices: Choices) -> Iterator[str]:
    """Yield where the digest of an assessment's or an indicator's figures differs."""
    for (assessment, indicator, final), months in written.digest_figures(seen).items():
        other = keep_other(scheme, choices, list_used(scheme, assessment, indicator))
        key: DigestKey = (assessment, indicator, other, final)
        before = kept.get(key, ("",) * len(months))
        off = [str(month) for month in written.MONTHS if before[month - 1] != months[month - 1]]
        if off:
            what = f"indicator {indicator}" if indicator else "the units' ranks and totals"
            yield (
                f"as of months {' '.join(off)}{', final' if final else ''}, assessment"
                f" {assessment}, {what}: kept digest {before[int(off[0]) - 1] or '—'},"
                f" now {months[int(off[0]) - 1]} (in the first of these months)"
            )


def report(found: list[str]) -> str:
    """Return a text of the first differences, for a failed test."""
    more = f"\n… and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return f"{len(found)} differences\n" + "\n".join(found[:SHOWN]) + more
