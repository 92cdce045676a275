"""Evidence: from a ledger line to the rows of the files behind it."""

from __future__ import annotations

from typing import Any

import polars as pl

from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.database.sql import read_sql


def read_evidence(cursor: Cursor, scheme: Scheme, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the rows behind some ledger lines (pages/evidence.sql), as known to the cursor.

    Columns: line_id, month, batch_id, file_name, sheet, row_number (null: the unit is missing
    from the file, which is the evidence).
    """
    wanted = lines.select(
        "line_id",
        "scheme_id",
        pl.lit(scheme.year).alias("year"),
        "unit_id",
        "dataset_key",
        "columns",
        "months",
        "batch_id",
        "row_number",
    )
    cursor.register("lines", wanted)
    try:
        return cursor.sql(read_sql("pages/evidence.sql")).pl()
    finally:
        cursor.unregister("lines")


def attach_evidence(
    cursor: Cursor, scheme: Scheme, lines: pl.DataFrame
) -> dict[int, list[dict[str, Any]]]:
    """Return the evidence of each line as the command line prints it."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in read_evidence(cursor, scheme, lines).iter_rows(named=True):
        entry = {
            "batch": row["batch_id"],
            "file": row["file_name"],
            "sheet": row["sheet"],
            "row": row["row_number"],
        }
        entries = found.setdefault(row["line_id"], [])
        if entry not in entries:
            entries.append(entry)
    return found
