"""Every cell of cases/cells.toml and formats.toml is read as its sentence says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest

from scoring.dataset import Column, ColumnType
from scoring.year import SchemeYear
from tests.warehouse.reading.cells import make_cell
from tests.warehouse.reading.schemes import TODAY, shipped_forms
from warehouse.reading.cells.outcome import CellContext, Outcome, Problem
from warehouse.reading.cells.reading import READERS, read_cell

TABLES = [Path(__file__).parent / "cases" / name for name in ("cells.toml", "formats.toml")]
CASES = [case for table in TABLES for case in tomllib.loads(table.read_text("utf-8"))["case"]]
SIGNS = {"error": "!", "question": "?", "warning": "~"}


def find_column(path: str, limits: dict[str, Any] | None = None) -> tuple[Column, int, int]:
    """Return a column of a shipped form (`dataset.key`), or one of a bare type (`tick`)."""
    if "." not in path:
        named = {"key": "x", "headers": ["x"], "type": path, **(limits or {})}
        return Column.model_validate(named), 2021, 2021
    dataset_key, _, key = path.partition(".")
    for scheme in shipped_forms().values():
        for dataset in scheme.datasets:
            if dataset.key == dataset_key:
                first = 1 - 12 * dataset.accepts_year_before
                return dataset.column(key), scheme.year, first
    raise KeyError(path)


def show(outcome: Outcome) -> str:
    if isinstance(outcome, Problem):
        return SIGNS[outcome.severity] + outcome.code
    return outcome or ""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["sentence"])
def test_a_cell_is_read_as_the_sentence_says(case: dict[str, Any]) -> None:
    column, year, first = find_column(case["column"], case.get("limits"))
    setting = CellContext(
        column=column,
        year=SchemeYear(year),
        month=f"{year}-05",
        today=TODAY,
        scale=case.get("scale", "fraction"),
        is_checked_only=case.get("checked_only", False),
        first_number=first,
    )
    cells = [make_cell(written, case.get("font", "")) for written, _ in case["cells"]]
    read = [show(read_cell(cell, setting)) for cell in cells]
    written = [w for w, _ in case["cells"]]
    assert dict(zip(written, read, strict=True)) == dict(case["cells"])


def test_every_column_type_has_a_reader_and_cases() -> None:
    types = set(get_args(ColumnType))
    assert set(READERS) == types
    columns = [find_column(case["column"], case.get("limits")) for case in CASES]
    assert {column.type for column, _, _ in columns} == types
