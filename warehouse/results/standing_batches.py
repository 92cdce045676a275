"""Read the standing batch of a dataset's month: its columns and its rows as typed values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from scoring.dataset import Dataset
from warehouse.database.connection import Cursor, quote_name
from warehouse.database.sql import fill_template, physical_columns, run_query
from warehouse.results.typed_values import Physical

Row = dict[str, Physical]
"""Column key → typed values."""


@dataclass(frozen=True)
class StandingBatch:
    """The batch that stands for a month (0: none), with its columns and rows."""

    batch_id: int
    sha256: str | None
    sheet: str | None
    columns: dict[str, int]
    """Column key → the batch whose file it came from."""
    rows: list[tuple[str, int | None, Row]]
    """(unit, row number, values); the row number is None if the whole row was carried over."""


NOTHING = StandingBatch(0, None, None, {}, [])


def to_month(text: str) -> date:
    """Return the first day of a month written YYYY-MM."""
    return date.fromisoformat(f"{text}-01")


def read_standing(cursor: Cursor, scheme_id: str, dataset: Dataset, month: date) -> StandingBatch:
    """Return the batch that stands for a month of a dataset, or NOTHING."""
    found = run_query(cursor, "results/standing_batch", [scheme_id, dataset.key, month]).fetchall()
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
    query = fill_template(
        "results/batch_facts.sql.j2",
        table=quote_name(scheme_id, dataset.key),
        columns=[name for column in dataset.columns for name in physical_columns(column)],
    )
    rows = cursor.execute(query, [batch_id]).fetchall()
    return [(row[0], row[1], to_row(dataset, row[2:])) for row in rows]


def to_row(dataset: Dataset, values: Sequence[Any]) -> Row:
    """Group a row's values, which are in the order of the physical columns, by form column."""
    row: Row = {}
    start = 0
    for column in dataset.columns:
        width = len(physical_columns(column))
        row[column.key] = tuple(values[start : start + width])
        start += width
    return row
