"""Cases of clauses of the shipped notices: a claim, rows as users type them, expected figures.

`at` is scheme, assessment, clause or veto, unit, and month; `lacks` are columns that no file has.
"""

from __future__ import annotations

import tomllib
from typing import Any

from tests.repository import ROOT

from .sheets import Facts, Sheet
from .typing_cells import type_facts

FOLDER = ROOT / "tests" / "scoring" / "assessing" / "cases"
CASES: list[tuple[str, dict[str, Any]]] = [
    (path.stem, case)
    for path in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["case"]
]
"""File and case."""


def type_case(case: dict[str, Any]) -> Facts:
    """Return the typed facts of a case."""
    lacks = frozenset(case.get("lacks", ()))
    return {
        dataset: {month: drop_columns(sheet, lacks) for month, sheet in months.items()}
        for dataset, months in type_facts(case["at"][0], case["facts"]).items()
    }


def drop_columns(sheet: Sheet, lacks: frozenset[str]) -> Sheet:
    """Return a sheet without some columns, which hold nothing in its rows."""
    return Sheet(sheet.columns - lacks, sheet.rows)
