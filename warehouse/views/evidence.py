"""Read the rows of imported files behind a ledger line, as they were when imported."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from warehouse.database.connection import Cursor
from warehouse.database.sql import run_query
from warehouse.faults import WrongCall
from warehouse.results.evidence import read_evidence as find_evidence


@dataclass(frozen=True)
class SourceRow:
    """A row of a file: form, printed headers, cells, and the position of each form column."""

    dataset: str

    headers: list[str]
    cells: list[str]
    positions: dict[str, int]


def read_evidence(cursor: Cursor, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the file rows behind some lines of `read_unit_ledger` (results/evidence.sql)."""
    return find_evidence(cursor, lines).select(
        "line_id",
        batch="batch_id",
        file="file_name",
        sheet="sheet",
        row="row_number",
        month="month",
    )


def read_source_row(cursor: Cursor, batch: int, row: int) -> SourceRow:
    """Return a row of a batch's file; WrongCall if the reader may not see it or there is none."""
    found = run_query(cursor, "views/source_row", [batch, row]).fetchall()
    if not found:
        raise WrongCall(f"第{batch}批没有第{row}行。")
    positions = cursor.execute(
        "select column_key, position from batch_column where batch_id = ? and position is not null",
        [batch],
    ).fetchall()
    return SourceRow(found[0][2], found[0][0], found[0][1], dict(positions))
