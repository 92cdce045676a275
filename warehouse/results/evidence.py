"""Find the evidence of ledger lines: the rows of the imported files behind them."""

from __future__ import annotations

from typing import Any

import polars as pl

from warehouse.database.connection import Cursor
from warehouse.database.sql import run_query


def read_evidence(cursor: Cursor, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the file rows behind some ledger lines (results/evidence.sql), as known to the cursor.

    Columns: line_id, month, batch_id, file_name, sheet, row_number. A null row_number means that
    the unit is missing from the file, which is then the evidence.
    """
    wanted = lines.select(
        "line_id",
        "scheme_id",
        "unit_id",
        "cells",
        "cell_months",
        "batch_id",
        "row_number",
    )
    cursor.register("lines", wanted)
    try:
        return run_query(cursor, "results/evidence").pl()
    finally:
        cursor.unregister("lines")


def attach_evidence(cursor: Cursor, lines: pl.DataFrame) -> dict[int, list[dict[str, Any]]]:
    """Return the evidence of each line, by `line_id`, as the command line prints it."""
    evidence: dict[int, list[dict[str, Any]]] = {}
    for row in read_evidence(cursor, lines).iter_rows(named=True):
        entry = {
            "batch": row["batch_id"],
            "file": row["file_name"],
            "sheet": row["sheet"],
            "row": row["row_number"],
        }
        entries = evidence.setdefault(row["line_id"], [])
        if entry not in entries:
            entries.append(entry)
    return evidence
