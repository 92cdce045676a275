"""Dated rows as of each month, shared by the rules on ledgers (台账)."""

from __future__ import annotations

import polars as pl

from scoring.inputs import Inputs
from scoring.outcome import EVENT_SCHEMA


def list_events_by_month(inputs: Inputs, ref: str, *, year_before: bool = False) -> pl.DataFrame:
    """Return one row per as-of month and ledger row whose month is not later.

    Rows of the year before have a month ≤ 0 and are left out unless `year_before` is set.
    """
    rows = inputs.events[ref.split(".", maxsplit=1)[0]]
    if not year_before:
        rows = rows.filter(pl.col("month") >= 1)
    months = inputs.frame.select("as_of").unique().sort("as_of")
    return months.join(rows, how="cross").filter(pl.col("month") <= pl.col("as_of"))


def column_of(ref: str) -> pl.Expr:
    """Return the column of a ledger's frame for a `dataset.column` reference."""
    return pl.col(ref.split(".")[1])


def to_event_lines(
    rows: pl.DataFrame, kind: str, cause: str, points: pl.Expr, reason: pl.Expr
) -> pl.DataFrame:
    """Return rows in EVENT_SCHEMA, each with itself as evidence; the kind decides `counts_to`."""
    counts_to = {"lost": "lost", "bonus": "earned"}.get(kind, "none")
    return rows.select(
        "as_of",
        "unit_id",
        kind=pl.lit(kind),
        counts_to=pl.lit(counts_to),
        cause=pl.lit(cause),
        points=points.cast(pl.Int64),
        reason=reason,
        batch_id=pl.col("batch_id").cast(pl.Int32),
        row_number=pl.col("row_number").cast(pl.Int32),
        month=pl.col("month").cast(pl.Int32),
    ).select(pl.col(name).cast(dtype) for name, dtype in EVENT_SCHEMA.items())
