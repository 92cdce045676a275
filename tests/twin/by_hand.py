"""Small facts made by hand, and figures read back from the twin's rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .facts import Facts, Sheet, Value
from .notices import JIANGXIAN, QIANYANG
from .score import Row, score_scheme

Cells = Mapping[str, Value]


def sheet(**cells: Value) -> dict[str, Value]:
    """Name the cells of a row."""
    return cells


def one_unit(unit: str, dataset: str, months: Mapping[int, Cells]) -> Facts:
    """Make the facts of one unit; a month's sheet has the columns that its row names."""
    year = 2022 if dataset.startswith("qy") else 2021
    return {
        dataset: {
            f"{year}-{month:02d}": Sheet(frozenset(cells), {unit: dict(cells)})
            for month, cells in months.items()
        }
    }


def figures(
    facts: Facts, unit: str, assessment: str, *keys: str, as_of: int = 12, **settings: Any
) -> list[str | None]:
    """Score and read figures of one unit, written as in examples.json."""
    scheme = QIANYANG if any(dataset.startswith("qy") for dataset in facts) else JIANGXIAN
    rows = score_scheme(scheme, facts, as_of, **settings)
    (row,) = (r for r in rows if r["unit"] == unit and r["assessment"] == assessment)
    return [read_figure(row, key) for key in keys]


def read_figure(row: dict[str, Any], key: str) -> str | None:
    """Read one expected key of a unit's row: 'total', 'rank', '2.1' or '2.1:pending'."""
    id_, _, part = key.partition(":")
    for indicator in row["indicators"]:
        if indicator["id"] == id_:
            figure = indicator[part or "earned"]
            break
    else:
        figure = row[key]
    return None if figure is None else str(figure)


def by_key(rows: list[Row]) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Index all indicators by assessment, unit and id."""
    return {
        (row["assessment"], row["unit"], indicator["id"]): indicator
        for row in rows
        for indicator in row["indicators"]
    }
