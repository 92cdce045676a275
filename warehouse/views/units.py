"""Read one unit: its indicators, its ledger and its months."""

from __future__ import annotations

import polars as pl

from scoring.months import from_mask
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.results.scores import parse_month, read_lines
from warehouse.views.board_rows import select_board

INDICATOR = (
    "position, indicator_id as indicator, name, has_full, full_points as full, earned, lost,"
    " provisional_lost, pending, is_counted, clause, provider"
)
"""The columns of a unit's indicator that the views unit_indicator and unit_standing share."""


def read_unit_indicators(
    cursor: Cursor, scheme: Scheme, assessment: str, unit: str, as_of: str
) -> pl.DataFrame:
    """Return a unit's indicators in the order of the notice (view unit_indicator)."""
    return select_board(
        cursor,
        f"{INDICATOR} from unit_indicator",
        scheme=scheme,
        assessment=assessment,
        as_of=as_of,
        unit=unit,
        order="position",
    )


def read_unit_standing(
    cursor: Cursor, scheme: Scheme, assessment: str, unit: str, as_of: str
) -> pl.DataFrame:
    """Return a unit's indicators beside the median of units of its kind (view unit_standing).

    `ahead` is what the unit earned above that median, negative below it.
    """
    return select_board(
        cursor,
        f"{INDICATOR}, median_earned as median, unit_count as units, ahead from unit_standing",
        scheme=scheme,
        assessment=assessment,
        as_of=as_of,
        unit=unit,
        order="position",
    )


def read_unit_nodes(
    cursor: Cursor, scheme: Scheme, assessment: str, unit: str, as_of: str
) -> pl.DataFrame:
    """Return a unit's nodes in the order of the notice (view unit_node).

    A node without a full mark has no points of its own: `added` is what its children add.
    """
    return select_board(
        cursor,
        "position, indicator_id as indicator, name, parent_id as parent, depth, has_full,"
        " full_points as full, earned, lost, pending, added, is_counted,"
        # as of a clause in indicator_score: what the year's end may still bring back
        " greatest(lost - greatest(full_points - coalesce(best, full_points), 0), 0)"
        " as provisional_lost from unit_node",
        scheme=scheme,
        assessment=assessment,
        as_of=as_of,
        unit=unit,
        order="position",
    )


def read_unit_changes(
    cursor: Cursor, scheme: Scheme, assessment: str, unit: str, as_of: str
) -> pl.DataFrame:
    """Return a unit's indicators that changed since the month before (view unit_month_change)."""
    return select_board(
        cursor,
        "indicator_id as indicator, name, earned, lost, pending, earned_change, lost_change,"
        " pending_change from unit_month_change",
        scheme=scheme,
        assessment=assessment,
        as_of=as_of,
        unit=unit,
        order="position",
    )


def read_group_months(cursor: Cursor, scheme: Scheme, assessment: str) -> pl.DataFrame:
    """Return median and best total of each kind of unit, month by month (view group_month)."""
    return cursor.sql(
        "select as_of, kind, median_total as median, best_total as best, unit_count as units"
        " from group_month where scheme_id = $scheme and assessment_id = $assessment"
        " order by as_of, kind",
        params={"scheme": scheme.id, "assessment": assessment},
    ).pl()


def trace_unit(year: pl.DataFrame, groups: pl.DataFrame, unit: str, month: int) -> pl.DataFrame:
    """Return a unit's months of `read_year`, up to one, beside the figures of its kind of unit."""
    return (
        year.filter(pl.col("unit") == unit, pl.col("as_of") <= month)
        .join(groups, on=["as_of", "kind"], how="left", maintain_order="left")
        .select("total", "rank", "median", "best", month="as_of")
    )


def read_unit_ledger(
    cursor: Cursor, scheme: Scheme, assessment: str, unit: str, as_of: str
) -> pl.DataFrame:
    """Return a unit's ledger lines in order (view unit_ledger); `month_list` has month numbers."""
    lines = read_lines(cursor, scheme, assessment, unit, parse_month(scheme, as_of))
    months = [from_mask(mask) for mask in lines.get_column("months")]
    return lines.rename({"indicator_id": "indicator"}).with_columns(
        pl.Series("month_list", months, dtype=pl.List(pl.Int64))
    )
