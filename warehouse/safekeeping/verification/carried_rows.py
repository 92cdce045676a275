"""A landed batch, and the columns and rows that later batches carry over from earlier ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from scoring.dataset import Dataset
from warehouse.database.connection import Cursor
from warehouse.database.sql import run_query
from warehouse.results.standing_batches import Row, read_rows, to_row


@dataclass(frozen=True)
class LandedBatch:
    """A batch as stored: its file, its place in the scheme, and the answers given at its import."""

    id: int
    scheme: str
    dataset: str
    month: date
    sha256: str | None
    file_name: str
    sheet: str | None
    headers: tuple[str, ...]
    row_count: int
    answers: Mapping[str, str]
    created_at: datetime

    @property
    def place(self) -> tuple[str, str, str]:
        """Scheme, dataset and month, as a table of a file names them."""
        return self.scheme, self.dataset, f"{self.month:%Y-%m}"


Numbers = Mapping[str, int]
"""Unit → its number in the store."""


class Carried:
    """The columns and rows that batches carry over from the batches that stood before them.

    They come from the reread files, so that a change in one batch is not reported for the next
    batch too. Where a file could not be read, they come from the store.
    """

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._stood: dict[int, int] = dict(
            run_query(cursor, "safekeeping/carrying_batches").fetchall()
        )
        self._sources: dict[int, dict[str, int]] = {}
        self._rows: dict[int, dict[str, Row]] = {}

    def find_stood(self, batch: LandedBatch) -> int:
        """Return the batch that a batch carries columns over from, or 0 if it carries none."""
        return self._stood.get(batch.id, 0)

    def remember(
        self, batch: LandedBatch, dataset: Dataset, columns: list[Any], facts: list[Any]
    ) -> None:
        """Keep what a batch's file gives if a later batch carries some of it over."""
        if batch.id not in self._stood.values():
            return
        self._sources[batch.id] = {key: source for _, key, _, source in columns}
        self._rows[batch.id] = {unit: to_row(dataset, values) for _, unit, *values in facts}

    def find_sources(self, batch_id: int) -> dict[str, int]:
        """Return each column of a batch → the batch whose file it came from."""
        if batch_id not in self._sources:
            rows = self._cursor.execute(
                "select column_key, source_batch_id from batch_column where batch_id = ?",
                [batch_id],
            ).fetchall()
            self._sources[batch_id] = dict(rows)
        return self._sources[batch_id]

    def find_rows(self, batch: LandedBatch, dataset: Dataset, stood: int) -> dict[str, Row]:
        """Return the rows of a batch that stood before, by unit."""
        if stood not in self._rows:
            rows = read_rows(self._cursor, batch.scheme, dataset, stood)
            self._rows[stood] = {unit: row for unit, _, row in rows}
        return self._rows[stood]
