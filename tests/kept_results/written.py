"""How kept results are written: CSV files that can be read, and small enough to be reviewed.

`<options>/indicators.csv` and `<options>/units.csv` hold figures in the clear. A line holds for all
its units and for all the months of its columns `open` (as of a month) and `final` (as of it, with
the year closed): `3-5 8` is March, April, May and August. The folder `default` has the figures
under the default options; a folder `<reading>=<option>` has only what this other option changes.
Points are written without zeros at the end. `digests.csv` holds, for several other options at once,
the beginning of the SHA-256 of the figures of all units in each month: of an indicator, or with
`indicator` blank of the units' own; a blank digest is that of the month before.
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from tests.kept_results import readings
from tests.kept_results.figures import Figures, Place, Row
from tests.kept_results.readings import Other

MONTHS = range(1, 13)
DIGITS = 10
"""Hexadecimal digits that are kept of a digest."""

DEFAULT = "default"
"""The folder of the figures under the default options."""

POINTS = frozenset(
    {"total", "earned", "lost", "pending", "rate", "worst", "best", "key", "bonus"}
)  # fmt: skip
"""Figures with two decimals."""

ByOther = dict[Other, Figures]
"""Options other than the default → the figures under them."""

DigestKey = tuple[str, str, Other, bool]
"""Assessment, indicator ("": the units' own rows), options other than the default, final."""

Digests = dict[DigestKey, tuple[str, ...]]
"""The digest of each month."""


def write_figures(folder: Path, kind: str, names: Sequence[str], kept: ByOther) -> None:
    """Write figures with the given names; those equal to the defaults' are left out."""
    for other, figures in kept.items():
        changed = dict(figures.items() - kept[()].items()) if other else figures
        if changed:
            path = folder / (readings.to_text(other) or DEFAULT) / f"{kind}.csv"
            _write(path, ("assessment", "indicator", "open", "final", *names, "units"),
                   sorted(_to_lines(names, changed), key=_order))  # fmt: skip


def _order(line: Sequence[str]) -> tuple[str, str, int, Sequence[str]]:
    assessment, indicator, opened, closed = line[:4]
    return assessment, indicator, min(*_from_spans(opened), *_from_spans(closed), 13, 13), line


def _to_lines(names: Sequence[str], figures: Figures) -> list[list[str]]:
    """Return the lines of figures under one choice: equal figures of months and units in one."""
    cells: dict[tuple[str, str, str, Row], dict[bool, list[int]]] = defaultdict(
        lambda: {False: [], True: []}
    )
    for place, row in figures.items():
        cells[place.assessment, place.indicator, place.unit, row][place.final].append(place.as_of)
    units: dict[tuple[str, str, str, str, Row], list[str]] = defaultdict(list)
    for (assessment, indicator, unit, row), months in cells.items():
        spans = _to_spans(months[False]), _to_spans(months[True])
        units[assessment, indicator, *spans, row].append(unit)
    return [
        [*place, *map(_shorten, names, row), " ".join(sorted(named))]
        for (*place, row), named in units.items()
    ]


def _shorten(name: str, text: str) -> str:
    return text.rstrip("0").rstrip(".") if name in POINTS and text else text


def _lengthen(name: str, text: str) -> str:
    whole, _, cents = text.partition(".")
    return f"{whole}.{cents:0<2}" if name in POINTS and text else text


def read_figures(folder: Path, kind: str, names: Sequence[str]) -> ByOther:
    """Return the figures of a kind; those under other options only where they differ."""
    kept: ByOther = {}
    for path in sorted(folder.glob(f"*/{kind}.csv")):
        option = path.parent.name
        other = readings.from_text("" if option == DEFAULT else option)
        kept[other] = dict(_read_places(path, names))
    return kept


def _read_places(path: Path, names: Sequence[str]) -> Iterator[tuple[Place, Row]]:
    for assessment, indicator, opened, closed, *texts, units in _read(path):
        row = tuple(map(_lengthen, names, texts))
        for final, spans in ((False, opened), (True, closed)):
            for month in _from_spans(spans):
                for unit in units.split():
                    yield Place(assessment, indicator, unit, month, final), row


def _to_spans(months: Iterable[int]) -> str:
    spans: list[list[int]] = []
    for month in sorted(months):
        if spans and spans[-1][-1] == month - 1:
            spans[-1][-1] = month
        else:
            spans.append([month, month])
    return " ".join(f"{a}-{b}" if a < b else f"{a}" for a, b in spans)


def _from_spans(text: str) -> Iterator[int]:
    for span in text.split():
        first, _, last = span.partition("-")
        yield from range(int(first), int(last or first) + 1)


def digest_figures(figures: Figures) -> dict[tuple[str, str, bool], tuple[str, ...]]:
    """Return assessment, indicator and final → the digest of each month over all units."""
    parts: dict[tuple[str, str, bool], dict[int, list[str]]] = defaultdict(
        lambda: {month: [] for month in MONTHS}
    )
    for place, row in sorted(figures.items()):
        line = "|".join((place.unit, *row))
        parts[place.assessment, place.indicator, place.final][place.as_of].append(line)
    return {
        key: tuple(_digest("\n".join(lines)) for lines in months.values())
        for key, months in parts.items()
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def write_digests(path: Path, kept: Digests) -> None:
    """Write digests, a line for the months of one choice."""
    lines = [
        [
            assessment,
            indicator,
            readings.to_text(other),
            "yes" if final else "no",
            *_omit_repeated(months),
        ]
        for (assessment, indicator, other, final), months in kept.items()
    ]
    header = ("assessment", "indicator", "choices", "final", *map(str, MONTHS))
    _write(path, header, sorted(lines))


def _omit_repeated(months: Sequence[str]) -> list[str]:
    return [
        "" if digest == before else digest
        for before, digest in zip(("", *months), months, strict=False)
    ]


def _repeat(months: Sequence[str]) -> tuple[str, ...]:
    return tuple(accumulate(months, lambda before, digest: digest or before))


def read_digests(path: Path) -> Digests:
    """Return the digests of a file."""
    return {
        (assessment, indicator, readings.from_text(choices), final == "yes"): _repeat(months)
        for assessment, indicator, choices, final, *months in _read(path)
    }


def _write(path: Path, header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *lines])


def _read(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


def split_kinds(kept: ByOther) -> tuple[ByOther, ByOther]:
    """Return the figures of the units, and those of the indicators."""
    units, indicators = (
        {
            other: {place: row for place, row in figures.items() if bool(place.indicator) == wanted}
            for other, figures in kept.items()
        }
        for wanted in (False, True)
    )
    return units, indicators
