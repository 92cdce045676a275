"""Scheme documents and rosters as files of this folder and of the shipped schemes."""

from __future__ import annotations

import csv
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.repository import ROOT

from .exact import exact
from .facts import Spec, Unit

HERE = Path(__file__).parent


def read_toml(path: Path) -> Spec:
    """Read a TOML file; its numbers are decimals, never floats."""
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def read_scheme(name: str) -> Spec:
    """Read an example scheme, or one of this folder; the first option of a reading is chosen."""
    example = ROOT / "seed" / "examples" / name / "scheme.toml"
    scheme = read_toml(example if example.exists() else HERE / "schemes" / f"{name}.toml")
    readings = scheme.setdefault("readings", {})
    for one in scheme.get("reading", []):
        readings[one["id"]] = [option["id"] for option in one["options"]]
    return scheme


def read_roster(scheme: str) -> list[Unit]:
    """Read a shipped scheme's roster: assessments, and whatever else is a number as own figure."""
    known = {"unit", "kind", "assessments", "name_in_notice", "aliases"}
    path = ROOT / "seed" / "schemes" / scheme / "units.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Unit(
                row["unit"],
                row["kind"],
                own={k: exact(v) for k, v in row.items() if k not in known and v},
                assessments=tuple(row["assessments"].split(";")),
            )
            for row in csv.DictReader(file)
        ]


def show(value: Any) -> str | None:
    """Print a published figure as the examples do: it has two decimals already."""
    return None if value is None else f"{Decimal(int(value * 100)) / 100:.2f}"
