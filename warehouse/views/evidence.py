"""The rows of files behind a line, as they stood."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.faults import WrongCall
from warehouse.results.evidence import read_evidence as find_evidence


@dataclass(frozen=True)
class SourceRow:
    """A row of a file as it stood: printed headers, cells, and where each column's cell is."""

    headers: list[str]
    cells: list[str]
    positions: dict[str, int]


def read_evidence(cursor: Cursor, scheme: Scheme, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of files behind some lines of read_unit_ledger (pages/evidence.sql)."""
    return find_evidence(cursor, scheme, lines).select(
        "line_id",
        batch="batch_id",
        file="file_name",
        sheet="sheet",
        row="row_number",
        month="month",
    )


def read_source_row(cursor: Cursor, batch: int, row: int) -> SourceRow:
    """Return a row of a file as it stood when it was imported.

    WrongCall if there is none, or none that the reader may see.
    """
    found = cursor.execute(
        "select batch.headers, source_row.cells from source_row"
        " inner join visible_unit using (unit_id) inner join batch using (batch_id)"
        " where batch_id = ? and row_number = ?",
        [batch, row],
    ).fetchall()
    if not found:
        raise WrongCall(f"第{batch}批没有第{row}行。")
    positions = cursor.execute(
        "select column_key, position from batch_column where batch_id = ? and position is not null",
        [batch],
    ).fetchall()
    return SourceRow(found[0][0], found[0][1], dict(positions))
