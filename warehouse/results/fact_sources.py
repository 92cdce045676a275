"""Find the sources of facts: the files of batches, and the row of each unit in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from warehouse.database.connection import Cursor
from warehouse.database.sql import run_query


@dataclass(frozen=True)
class FactSources:
    """The files of some batches, and the rows of the units in them."""

    files: dict[int, tuple[str | None, str | None]]
    """Batch → file name and sheet."""
    rows: dict[tuple[int, str], int]
    """(batch, unit) → row of the file; in a dated ledger, which may repeat a unit, its last row."""

    def find(self, batch: int, unit: str) -> tuple[str | None, str | None, int | None]:
        """Return file, sheet and row of a unit; the row is None if the file leaves it out."""
        file, sheet = self.files.get(batch, (None, None))
        return file, sheet, self.rows.get((batch, unit))


def read_fact_sources(cursor: Cursor, batches: Iterable[int]) -> FactSources:
    """Return the files of some batches and the rows of the units in them."""
    wanted = sorted(set(batches))
    files = cursor.execute(
        "select batch_id, file_name, sheet from batch where batch_id = any(?) and kind = 'import'",
        [wanted],
    ).fetchall()
    rows = run_query(cursor, "results/unit_rows", [wanted]).fetchall()
    return FactSources(
        {batch: (file, sheet) for batch, file, sheet in files},
        {(batch, unit): row for batch, unit, row in rows},
    )


def list_standing_months(cursor: Cursor, scheme_id: str, dataset_key: str) -> list[date]:
    """Return the months of a dataset for which a batch stands, as known to the cursor."""
    rows = cursor.execute(
        "select month from standing where scheme_id = ? and dataset_key = ? order by month",
        [scheme_id, dataset_key],
    ).fetchall()
    return [row[0] for row in rows]
