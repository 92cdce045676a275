"""What stands for a dataset's month: its batch, its columns, its rows as typed values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from scoring.dataset import Dataset
from warehouse.database.connection import Cursor
from warehouse.database.sql import physical_columns
from warehouse.results.typed_values import Physical

Row = dict[str, Physical]
"""Column key → typed values."""


@dataclass(frozen=True)
class StandingBatch:
    """The batch that stands for a month (0: none) and what it holds."""

    batch_id: int
    sha256: str | None
    sheet: str | None
    columns: dict[str, int]
    """Column key → the batch whose file it came from."""
    rows: list[tuple[str, int | None, Row]]
    """(unit, row number, values); the row number is None for a row that was only carried over."""


NOTHING = StandingBatch(0, None, None, {}, [])


def to_month(text: str) -> date:
    """Return the first day of a month written YYYY-MM."""
    return date.fromisoformat(f"{text}-01")


def read_standing(cursor: Cursor, scheme_id: str, dataset: Dataset, month: date) -> StandingBatch:
    """Return what stands for a month of a dataset."""
    found = cursor.execute(
        "select batch_id, sha256, sheet from standing inner join batch using (batch_id)"
        " where standing.scheme_id = ? and standing.dataset_key = ? and standing.month = ?",
        [scheme_id, dataset.key, month],
    ).fetchall()
    if not found:
        return NOTHING
    batch_id, sha256, sheet = found[0]
    columns = dict(
        cursor.execute(
            "select column_key, source_batch_id from batch_column where batch_id = ?", [batch_id]
        ).fetchall()
    )
    return StandingBatch(
        batch_id, sha256, sheet, columns, read_rows(cursor, scheme_id, dataset, batch_id)
    )


def read_rows(
    cursor: Cursor, scheme_id: str, dataset: Dataset, batch_id: int
) -> list[tuple[str, int | None, Row]]:
    """Return the rows of a batch that the reader may see, in the order of its file."""
    names = [name for column in dataset.columns for name in physical_columns(column)]
    listed = ", ".join(f"facts.{name}" for name in names)
    rows = cursor.execute(
        f'select unit_name, row_number, {listed} from "{scheme_id}".{dataset.key} as facts'
        " inner join visible_unit using (unit_id) where batch_id = ?"
        " order by row_number nulls last",
        [batch_id],
    ).fetchall()
    return [(row[0], row[1], to_row(dataset, row[2:])) for row in rows]


def to_row(dataset: Dataset, values: Sequence[Any]) -> Row:
    """Return a row's values, physical column by physical column, as typed values by column."""
    row: Row = {}
    at = 0
    for column in dataset.columns:
        width = len(physical_columns(column))
        row[column.key] = tuple(values[at : at + width])
        at += width
    return row
