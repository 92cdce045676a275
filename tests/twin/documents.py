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
SHIPPED = ROOT / "seed" / "schemes"


def read_toml(path: Path) -> Spec:
    """Read a TOML file; its numbers are decimals, never floats."""
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def read_scheme(name: str) -> Spec:
    """Read a scheme that ships or an example; the first option of a reading is chosen."""
    folder = SHIPPED / name
    if not folder.exists():
        folder = ROOT / "seed" / "examples" / name
    scheme = read_toml(folder / "scheme.toml")
    forms = read_toml(folder / "forms.toml")
    return {
        **scheme,
        "form": {key: describe_form(form) for key, form in forms.items()},
        "readings": {
            reading["id"]: [option["id"] for option in reading["options"]]
            for reading in scheme.get("reading", [])
        },
    }


def describe_form(form: Spec) -> Spec:
    """Return what the clauses must know of a form; a blank of a monthly column is 0 as a rule."""
    if form["shape"] == "dated_ledger":
        return {"type": "ledger"}
    usual = form.get("read", "inspection" if form["shape"] == "inspection" else "monthly")
    columns = {
        key: {"type": column} if isinstance(column, str) else column
        for key, column in form["column"].items()
    }
    reads = {key: column.get("read", usual) for key, column in columns.items()}
    monthly = [key for key, read in reads.items() if read == "monthly"]
    return {
        "type": "monthly" if len(monthly) == len(reads) else usual.replace("monthly", "cumulative"),
        "blank": form.get("blank", "zero" if len(monthly) == len(reads) else "unknown"),
        "monthly": monthly,
        "optional": [key for key, column in columns.items() if column.get("optional")],
    }


def read_roster(scheme: str) -> list[Unit]:
    """Read a shipped scheme's roster: assessments, and whatever else is a number as own figure."""
    known = {"unit", "kind", "assessments", "name_in_notice", "aliases"}
    path = SHIPPED / scheme / "units.csv"
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
