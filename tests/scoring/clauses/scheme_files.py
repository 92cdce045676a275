"""The example schemes, and the shipped ones of this folder, parsed and loaded as they stand."""

from __future__ import annotations

import csv
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from scoring.clauses.datasets import describe_forms
from scoring.clauses.loading import load_notice
from scoring.clauses.notice import Notice
from scoring.dataset import Dataset

HERE = Path(__file__).parent
SCHEMES = HERE / "schemes"
SEED = Path(__file__).parents[3] / "seed"
EXAMPLES = SEED / "examples"
"""Notices in the rule language that an office can begin from."""

SHIPPED = SEED / "schemes"
"""Rosters and forms of the two shipped schemes, whose clauses stand here in the rule language."""

EXAMPLE_NAMES = sorted(folder.name for folder in EXAMPLES.iterdir() if folder.is_dir())
NAMES = sorted([*EXAMPLE_NAMES, *(one.name for one in SCHEMES.iterdir() if one.is_dir())])


def parse(path: Path) -> dict[str, Any]:
    """Return a TOML file with its numbers as decimals."""
    return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)


def read_document(name: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return a scheme's parsed text and its roster's rows, ready for `load_notice`."""
    folder = (EXAMPLES if name in EXAMPLE_NAMES else SCHEMES) / name
    document = parse(folder / "scheme.toml")
    if (datasets := SHIPPED / name / "datasets.toml").exists():
        forms = [Dataset.model_validate(one) for one in parse(datasets)["dataset"]]
        described = describe_forms(forms)
        document["form"] = {key: form.model_dump() for key, form in described.items()}
    roster = folder / "units.csv"
    return document, read_units(roster if roster.exists() else SHIPPED / name / "units.csv")


def read_units(path: Path) -> list[dict[str, Any]]:
    """Return the units of a roster file; columns that are none of a unit's are own figures."""
    known = {"unit", "kind", "group", "assessments", "name_in_notice", "aliases"}
    units = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            units.append(
                {
                    "name": row["unit"],
                    "kind": row["kind"],
                    "group": row.get("group", ""),
                    "assessments": tuple(filter(None, row["assessments"].split(";"))),
                    "own": {k: value for k, value in row.items() if k not in known and value},
                }
            )
    return units


def load(name: str) -> Notice:
    """Return one of the schemes, loaded."""
    return load_notice(*read_document(name))
