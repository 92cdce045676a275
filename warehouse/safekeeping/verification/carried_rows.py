"""A landed batch, and what later batches carry over from earlier ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from scoring.dataset import Dataset
from warehouse.database.connection import Cursor
from warehouse.results.standing_batches import Row, read_rows, to_row


@dataclass(frozen=True)
class LandedBatch:
    """A batch as the store keeps it: what it came from and what was said about it."""

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
    """What later batches carry over: columns and rows of the batches that stood before them.

    As the files give them, so that a change of one batch is not found in the next one too; as the
    store has them where a file could not be read.
    """

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        rows = cursor.execute(
            "select batch_id, stood_batch_id from standing_change"
            " semi join batch_column on batch_column.batch_id = standing_change.batch_id"
            " and source_batch_id <> standing_change.batch_id where batch_id = stands_batch_id"
        ).fetchall()
        self._stood: dict[int, int] = dict(rows)
        self._sources: dict[int, dict[str, int]] = {}
        self._rows: dict[int, dict[str, Row]] = {}

    def find_stood(self, batch: LandedBatch) -> int:
        """Return the batch from which one carries something over; 0: it carries nothing."""
        return self._stood.get(batch.id, 0)

    def remember(
        self, batch: LandedBatch, dataset: Dataset, columns: list[Any], facts: list[Any]
    ) -> None:
        """Keep what a file gives, if a later batch carries some of it over."""
        if batch.id not in self._stood.values():
            return
        self._sources[batch.id] = {key: source for _, key, _, source in columns}
        self._rows[batch.id] = {unit: to_row(dataset, values) for _, unit, *values in facts}

    def find_sources(self, batch_id: int) -> dict[str, int]:
        """Return each column of a batch with the batch whose file it came from."""
        if batch_id not in self._sources:
            rows = self._cursor.execute(
                "select column_key, source_batch_id from batch_column where batch_id = ?",
                [batch_id],
            ).fetchall()
            self._sources[batch_id] = dict(rows)
        return self._sources[batch_id]

    def find_rows(self, batch: LandedBatch, dataset: Dataset, stood: int) -> dict[str, Row]:
        """Return the rows of a batch by unit."""
        if stood not in self._rows:
            rows = read_rows(self._cursor, batch.scheme, dataset, stood)
            self._rows[stood] = {unit: row for unit, _, row in rows}
        return self._rows[stood]
