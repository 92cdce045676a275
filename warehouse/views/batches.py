"""Read what was imported: the months of each form, the batches, and the newest batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from scoring.scheme import Scheme
from warehouse.database.connection import Cursor


@dataclass(frozen=True)
class DataState:
    """The newest batch, up to which the figures go, and when it landed (UTC)."""

    batch_id: int
    created_at: datetime | None


def read_months(cursor: Cursor, scheme: Scheme) -> pl.DataFrame:
    """Return one row per dataset and month, reported or not (view dataset_month)."""
    return cursor.sql(
        "select dataset_key as dataset, title, annex, shape, month_number as month, batch_id,"
        " file_name, row_count, actor, created_at from dataset_month where scheme_id = $scheme"
        " order by position, month",
        params={"scheme": scheme.id},
    ).pl()


def read_latest_month(cursor: Cursor, scheme: Scheme) -> str:
    """Return the latest month of the scheme's year with a standing batch; the first if none."""
    row = cursor.execute(
        "select coalesce(max(month_number), 1) from dataset_month"
        " where scheme_id = ? and batch_id is not null",
        [scheme.id],
    ).fetchall()
    return scheme.calendar.write(row[0][0])


def read_batches(cursor: Cursor, scheme: str | None = None) -> pl.DataFrame:
    """Return every batch with its state, the newest first (view batch_history)."""
    return cursor.sql(
        "select batch_id as id, kind, scheme_id as scheme, dataset_key as dataset, title,"
        " strftime(month, '%Y-%m') as month, file_name as file, sheet, sha256, row_count as rows,"
        " reverts_batch_id as reverts, actor, created_at, reason, state,"
        " warning_count as warnings, can_revert from batch_history"
        " where $scheme is null or scheme_id = $scheme order by batch_id desc",
        params={"scheme": scheme},
    ).pl()


def read_data_state(cursor: Cursor) -> DataState:
    """Return the newest batch, for the line on each page that names it."""
    row = cursor.execute(
        "select coalesce(max(batch_id), 0), max(created_at) from batch"
    ).fetchall()[0]
    return DataState(*row)
