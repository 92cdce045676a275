"""Slips of any kind in a scheme's parts are refused, or change something; none is a crash."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from scoring.clauses.faults import SchemeRefused
from scoring.scheme_loading import load_scheme
from scoring.scheme_text import SchemeParts
from tests.examples import seeds
from warehouse.schemes.scheme_files import list_shipped_folders, read_parts

PARTS = [read_parts(folder) for folder in list_shipped_folders()]
PARTS.append(read_parts(Path(__file__).parent / "invented-2023"))

SLIPS: tuple[Any, ...] = (
    None, True, 0, -1, 3, Decimal("0.5"), "", "x", "none", "full", [], ["x"], [1], {}, {"a": 1},
    {"by": "zz"}, {"by": ""}, {"by": "percent_step"}, [[0, 1]], "jx1_progress.trainings", "date",
    "count", "mark", 10**15, "中 文", {"reading": "x", "is": "y"}, "1e400", "\n",
)  # fmt: skip

Way = tuple[str | int, ...]


def list_ways(value: Any, way: Way = ()) -> Iterator[Way]:
    """Yield the way to each value inside a document, from outside in."""
    if way:
        yield way
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for step, one in inner:
            yield from list_ways(one, (*way, step))


def slip(document: dict[str, Any], dice: Random) -> None:
    """Drop a value, put one in the place of another, or write something else there."""
    ways = [way for way in list_ways(document) if len(way) > 1]
    holder, last = find(document, (way := dice.choice(ways))[:-1]), way[-1]
    act = dice.random()
    if act < 0.15 and isinstance(holder, dict):
        del holder[last]
    elif act < 0.3:
        holder[last] = copy.deepcopy(find(document, dice.choice(ways)))
    else:
        holder[last] = copy.deepcopy(dice.choice(SLIPS))


def find(document: Any, way: Way) -> Any:
    for step in way:
        document = document[step]
    return document


@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(30))
def test_a_slip_is_refused_or_loads(seed: int) -> None:
    dice = Random(seed)
    parts = dice.choice(PARTS)
    document: dict[str, Any] = copy.deepcopy(
        {"notice": dict(parts.notice), "forms": dict(parts.forms), "units": list(parts.units)}
    )
    for _ in range(dice.randint(1, 2)):
        slip(document, dice)
    try:
        scheme = load_scheme(SchemeParts(**document))
    except SchemeRefused as refused:
        assert refused.refusals
        return
    for assessment in scheme.assessments:
        for item in (assessment.total, *assessment.items, *assessment.vetoes):
            assessment.sentence(item.id, {})
