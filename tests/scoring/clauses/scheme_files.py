"""The example schemes and the shipped ones, parsed and loaded as their files stand."""

from __future__ import annotations

import csv
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from scoring.clauses.faults import Findings
from scoring.clauses.loading import load_notice
from scoring.clauses.notice import Notice
from scoring.dataset import Dataset
from scoring.described_forms import describe_forms
from scoring.followed_forms import complete_forms
from scoring.scheme import Publishing
from scoring.scheme_text import FORMS_FILE
from tests.repository import ROOT
from warehouse.schemes.scheme_files import read_parts

HERE = Path(__file__).parent
SCHEMES = HERE / "schemes"
SHIPPED = ROOT / "seed" / "schemes"
EXAMPLES = ROOT / "seed" / "examples"
"""Notices in the rule language that an office can begin from."""

EXAMPLE_NAMES = sorted(folder.name for folder in EXAMPLES.iterdir() if folder.is_dir())
NAMES = sorted(
    folder.name
    for root in (SCHEMES, SHIPPED, EXAMPLES)
    if root.exists()
    for folder in root.iterdir()
    if folder.is_dir()
)


def parse(path: Path) -> dict[str, Any]:
    """Return a TOML file with its numbers as decimals."""
    return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)


def read_document(name: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return a scheme's parsed text and its roster's rows, ready for `load_notice`."""
    for root in (SHIPPED, EXAMPLES):
        if (root / name).exists():
            return _read_whole(root / name)
    folder = SCHEMES / name
    return parse(folder / "scheme.toml"), read_units(folder / "units.csv")


def _read_whole(folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return a scheme with forms of its own as the rules see them."""
    parts = read_parts(folder)
    document = {k: v for k, v in parts.notice.items() if k not in Publishing.model_fields}
    written = complete_forms(document, parts.forms, Findings(), FORMS_FILE)
    forms = [Dataset.model_validate({"key": key, **form}) for key, form in written.items()]
    document["form"] = {
        key: form.model_dump(exclude_none=True) for key, form in describe_forms(forms).items()
    }
    return document, [dict(unit) for unit in parts.units]


def read_units(path: Path) -> list[dict[str, Any]]:
    """Return the units of a roster file; columns that are none of a unit's are own figures."""
    known = {"unit", "kind", "group", "assessments"}
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
