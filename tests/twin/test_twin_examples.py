"""Every worked example of spec/examples.json, by its name, against the twin."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.repository import ROOT

from .by_hand import read_figure
from .score import score_scheme
from .typing_cells import type_facts

CASES = ROOT / "tests" / "cases" / "examples.json"
EXAMPLES: list[dict[str, Any]] = json.loads(CASES.read_text(encoding="utf-8"))["examples"]


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["name"] for example in EXAMPLES])
def test_the_twin_agrees_with_the_example(example: dict[str, Any]) -> None:
    """Each figure that the example names is the twin's."""
    rows = score_scheme(
        example["scheme"],
        type_facts(example["scheme"], example["facts"]),
        int(example["as_of"][-2:]),
        final=example["final"],
        choices=example["interpretations"],
    )
    assessed = {row["unit"]: row for row in rows if row["assessment"] == example["assessment"]}
    got = {
        unit: {key: read_figure(assessed[unit], key) for key in expected}
        for unit, expected in example["expect"].items()
    }
    assert got == example["expect"]
