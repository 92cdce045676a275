"""Read what stands at the top of one assessment: each unit's points of its parts."""

from __future__ import annotations

import polars as pl

from scoring.outline import AssessmentOutline, Item
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.views.board_rows import select_board
from warehouse.views.losses import to_percent

FEWEST = 4
"""With fewer parts under the total, the nodes among them are replaced by what they hold."""


def list_top_parts(outline: AssessmentOutline) -> tuple[Item, ...]:
    """Return the parts of an assessment in the notice's order: clauses and nodes."""
    parts = outline.children(outline.total.id)
    if len(parts) >= FEWEST:
        return parts
    return tuple(one for part in parts for one in outline.children(part.id) or (part,))


def read_top_parts(cursor: Cursor, scheme: Scheme, assessment: str, as_of: str) -> pl.DataFrame:
    """Return one row per unit and part (`list_top_parts`) that is there for the unit.

    `rate`: earned ÷ (full − pending) in percent, half up to 2 decimals; null where all is pending,
    and of an addition, which has no full mark and whose points are `earned`.
    """
    ids = [part.id for part in list_top_parts(scheme.assessment(assessment))]
    nodes, clauses = (
        select_board(
            cursor,
            f"unit, indicator_id as part, has_full, full_points as full, {earned} as earned,"
            f" lost, pending from {view}",
            scheme=scheme,
            assessment=assessment,
            as_of=as_of,
            order="unit_id, position",
        )
        for view, earned in (
            ("unit_node", "case when has_full then earned else added end"),
            ("unit_indicator", "earned"),
        )
    )
    rows = pl.concat([nodes, clauses], how="vertical_relaxed").filter(pl.col("part").is_in(ids))
    rates = [
        to_percent(row["earned"], row["full"] - row["pending"])
        if row["has_full"] and row["full"] > row["pending"]
        else None
        for row in rows.iter_rows(named=True)
    ]
    return rows.with_columns(pl.Series("rate", rates, dtype=pl.Decimal(18, 2)))
