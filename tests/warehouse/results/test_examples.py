"""Every worked example of the specification, by its name, imported from real files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import copy_home
from tests.printed_scores import read_figure
from tests.repository import ROOT
from tests.warehouse.files import land
from warehouse.home.opening import open_store
from warehouse.results.scores import read_scores
from warehouse.store import Store

CASES = ROOT / "tests" / "cases" / "examples.json"
EXAMPLES: list[dict[str, Any]] = json.loads(CASES.read_text(encoding="utf-8"))["examples"]


class LandedFacts:
    """One store per set of facts: several examples read the same facts differently."""

    def __init__(self, prepared: Path, folder: Path) -> None:
        self._prepared = prepared
        self._folder = folder
        self._stores: dict[str, Store] = {}

    def open(self, example: dict[str, Any]) -> Store:
        """Return a store in which the example's files have landed."""
        name = json.dumps(example["facts"], sort_keys=True)
        if name not in self._stores:
            home = copy_home(self._prepared, self._folder / str(len(self._stores)))
            store = self._stores[name] = open_store(home)
            for dataset, months in example["facts"].items():
                for month, rows in months.items():
                    land(store, example["scheme"], dataset, month, rows)
        return self._stores[name]

    def close(self) -> None:
        """Close every store."""
        for store in self._stores.values():
            store.close()


@pytest.fixture(scope="module")
def landed(
    prepared_home: Path, tmp_path_factory: pytest.TempPathFactory, read_here: None
) -> Iterator[LandedFacts]:
    facts = LandedFacts(prepared_home, tmp_path_factory.mktemp("examples"))
    yield facts
    facts.close()


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["name"] for example in EXAMPLES])
def test_files_give_the_figures_of_the_example(
    example: dict[str, Any], landed: LandedFacts
) -> None:
    found = read_scores(
        landed.open(example),
        example["scheme"],
        example["as_of"],
        assessment=example["assessment"],
        final=example["final"],
        choices=example["interpretations"],
    )
    units = {row["unit"]: row for row in found["units"]}
    got = {
        unit: {key: read_figure(units[unit], key) for key in expected}
        for unit, expected in example["expect"].items()
    }
    assert got == example["expect"]
