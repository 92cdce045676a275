"""The worked examples of the two shipped notices, by the parts of the rule language."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.repository import ROOT

from .documents import read_roster, read_scheme, show
from .exact import Score
from .results import Result, assess, part_scores
from .typed_text import type_facts, year_of

CASES = ROOT / "tests" / "cases" / "examples.json"
EXAMPLES: list[dict[str, Any]] = json.loads(CASES.read_text(encoding="utf-8"))["examples"]
NODES = {"key": "K", "bonus": "加分"}


def read_figure(result: Result, scores: dict[str, Score], key: str) -> str | None:
    """Return a figure by its name in the examples."""
    if key == "rank":
        return None if result.rank is None else str(result.rank)
    if key == "grade":
        return result.grade
    if key == "total":
        return show(result.points)
    if key in ("lost", "pending"):
        return show(getattr(result.score, key))
    name, _, side = key.partition(":")
    score = scores[NODES.get(name, name)]
    return show(getattr(score, side) if side else score.earned + score.added)


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["name"] for example in EXAMPLES])
def test_the_parts_agree_with_the_example(example: dict[str, Any]) -> None:
    """Each figure that an example names comes out."""
    scheme = read_scheme(example["scheme"])
    facts = type_facts(scheme, read_roster(example["scheme"]), example["facts"])
    year = year_of(scheme, facts, example)
    results = assess(year, example["assessment"])
    scores = part_scores(year, example["assessment"])
    got = {
        unit: {key: read_figure(results[unit], scores[unit], key) for key in expected}
        for unit, expected in example["expect"].items()
    }
    assert got == example["expect"]
