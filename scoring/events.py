"""Dated rows seen as of each month: what the rules on ledgers (台账) share."""

from __future__ import annotations

import polars as pl

from scoring.inputs import Inputs
from scoring.outcome import EVENT_SCHEMA


def see_events(inputs: Inputs, ref: str, *, year_before: bool = False) -> pl.DataFrame:
    """Return the ledger's rows once per as-of month that sees them: one row per (as_of, row).

    Rows of the year before have a month ≤ 0 and are left out unless asked for.
    """
    rows = inputs.events[ref.split(".", maxsplit=1)[0]]
    if not year_before:
        rows = rows.filter(pl.col("month") >= 1)
    months = inputs.frame.select("as_of").unique().sort("as_of")
    return months.join(rows, how="cross").filter(pl.col("month") <= pl.col("as_of"))


def column_of(ref: str) -> pl.Expr:
    """Return the column of a ledger's frame that a reference names."""
    return pl.col(ref.split(".")[1])


def to_event_lines(
    rows: pl.DataFrame, kind: str, cause: str, points: pl.Expr, reason: pl.Expr
) -> pl.DataFrame:
    """Return rows as ledger lines with that row as evidence; `counts_to` follows the kind."""
    home = {"lost": "lost", "bonus": "earned"}.get(kind, "none")
    return rows.select(
        "as_of",
        "unit_id",
        kind=pl.lit(kind),
        counts_to=pl.lit(home),
        cause=pl.lit(cause),
        points=points.cast(pl.Int64),
        reason=reason,
        batch_id=pl.col("batch_id").cast(pl.Int32),
        row_number=pl.col("row_number").cast(pl.Int32),
        month=pl.col("month").cast(pl.Int32),
    ).select(pl.col(name).cast(dtype) for name, dtype in EVENT_SCHEMA.items())
