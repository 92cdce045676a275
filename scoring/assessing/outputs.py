"""The frames that a scoring gives: ledger, figures, results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from scoring.assessing.causes import Evidence
from scoring.assessing.compiled import BOUNDS, FIGURES, MOST_POINTS

LEDGER_SCHEMA = pl.Schema(
    {
        "as_of": pl.Int8(),
        "unit_id": pl.Int32(),
        "indicator_id": pl.String(),
        "line_number": pl.Int32(),
        "kind": pl.String(),
        "counts_to": pl.String(),
        "cause": pl.String(),
        "points": pl.Int64(),
        "reason": pl.String(),
        "clause": pl.String(),
        "months": pl.Int32(),
        "cells": pl.List(pl.String()),
        "cell_months": pl.List(pl.Int32()),
        "batch_id": pl.Int32(),
        "row_number": pl.Int32(),
    }
)
"""The ledger: one row per unit × clause, node or veto × cause; points in millionths. `cells` are
the columns that are its evidence, `cell_months` the months of each; `months` is their union."""

FIGURE_SCHEMA = pl.Schema(
    {
        "as_of": pl.Int8(),
        "unit_id": pl.Int32(),
        "indicator_id": pl.String(),
        "full_points": pl.Int64(),
        **{figure: pl.Int64() for figure in (*FIGURES[1:], *BOUNDS)},
        "is_open": pl.Boolean(),
        "is_counted": pl.Boolean(),
    }
)
"""One row per unit × clause or node that is there for it; points in millionths, `full` NULL for an
addition or deduction."""

RESULT_SCHEMA = pl.Schema(
    {
        "as_of": pl.Int8(),
        "unit_id": pl.Int32(),
        "total": pl.Int64(),
        "rank": pl.Int32(),
        "grade": pl.String(),
        "is_grade_provisional": pl.Boolean(),
        "is_grade_settled": pl.Boolean(),
        "worst": pl.Int64(),
        "best": pl.Int64(),
        "vetoes": pl.List(pl.String()),
        "at_risk": pl.List(pl.String()),
    }
)
"""One row per unit of the assessment; the total in millionths, NULL where a veto takes it."""

ENDS = {name: pl.when(pl.col(name).abs() < MOST_POINTS // 10).then(pl.col(name)) for name in BOUNDS}
"""Worst and best case in millionths; NULL where there is no end."""

NO_LINES = LEDGER_SCHEMA.to_frame()


@dataclass(frozen=True)
class Scored:
    """The results of one assessment."""

    ledger: pl.DataFrame
    figures: pl.DataFrame
    results: pl.DataFrame

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """The frames by the names of the tables that hold them."""
        return {"ledger": self.ledger, "figure": self.figures, "result": self.results}


def to_schema(
    rows: pl.DataFrame | pl.LazyFrame, schema: pl.Schema, own: Mapping[str, pl.Expr]
) -> pl.DataFrame:
    """Return rows in a schema: `own` expressions replace the columns of the rows."""
    chosen = rows.lazy().select(
        own.get(name, pl.col(name)).cast(dtype).alias(name) for name, dtype in schema.items()
    )
    return chosen.collect()


def to_evidence(evidence: Sequence[Evidence], months: Sequence[str]) -> dict[str, pl.Expr]:
    """Return the columns that name a line's cells and their months.

    `months`: for each cell the column with the mask of its months.
    """
    masks = [pl.col(name).fill_null(0).cast(pl.Int32) for name in months]
    union = pl.lit(0, pl.Int32)
    for mask in masks:
        union = union | mask
    empty = pl.lit([], pl.List(pl.Int32))
    return {
        "months": union,
        "cells": pl.lit([one.cell.name for one in evidence], pl.List(pl.String)),
        "cell_months": pl.concat_list(masks) if masks else empty,
    }
