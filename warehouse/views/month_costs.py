"""Read what a month cost: each item's points lost, compared with the month before."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.results.scores import parse_month
from warehouse.views.losses import read_losses

KEYS = ("unit_id", "item")
NONE = Decimal("0.00")


def read_month_costs(cursor: Cursor, scheme: Scheme, as_of: str) -> pl.DataFrame:
    """Return the items of all assessments by the points that units newly lost, the most first.

    One row per assessment and item (see `read_losses`) with a new loss. `added` sums, over the
    `units` that lost more than as of the month before, how much more; in the first month that is
    all they lost. `lost` and `provisional_lost` are those of all units as of the month; the latter
    is null for a subject of an indicator, for which it is not known. `is_first`: nothing of the
    item was decided for any unit in the month before. Vetoed units are left out: they have no
    scores.
    """
    found = [
        sum_costs(
            read_losses(cursor, scheme, assessment.id, as_of),
            _read_before(cursor, scheme, assessment.id, as_of),
        ).select(pl.lit(assessment.id).alias("assessment"), pl.all())
        for assessment in scheme.assessments
    ]
    return pl.concat(found).sort("added", descending=True, maintain_order=True)


def sum_costs(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Return the items with new losses, from two months' `read_losses` of one assessment."""
    then = before.select(*KEYS, previous="lost", was_decided=pl.col("pending") < pl.col("full"))
    return (
        now.filter(~pl.col("is_vetoed"))
        .join(then, on=KEYS, how="left", maintain_order="left")
        .with_columns(added=pl.col("lost") - pl.col("previous").fill_null(NONE))
        .group_by("item", "indicator", "name", "clause", maintain_order=True)
        .agg(
            pl.col("added").filter(pl.col("added") > 0).sum(),
            pl.col("lost").sum(),
            _sum_provisional(),
            units=(pl.col("added") > 0).sum(),
            is_first=~pl.col("was_decided").fill_null(value=False).any(),
        )
        .filter(pl.col("added") > 0)
    )


def _sum_provisional() -> pl.Expr:
    """Sum the provisional losses of an indicator; null for a subject, of which none is stored."""
    is_whole = (pl.col("item") == pl.col("indicator")).all()
    return pl.when(is_whole).then(pl.col("provisional_lost").sum()).alias("provisional_lost")


def _read_before(cursor: Cursor, scheme: Scheme, assessment: str, as_of: str) -> pl.DataFrame:
    """Return the losses as of the month before; no rows in the first month of the year."""
    month = parse_month(scheme, as_of)
    if month > 1:
        return read_losses(cursor, scheme, assessment, scheme.calendar.write(month - 1))
    return read_losses(cursor, scheme, assessment, as_of).clear()
