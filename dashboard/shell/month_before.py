"""Whether a rank may be compared with that of the month before, and if not, why."""

from __future__ import annotations

import polars as pl

from dashboard.runtime.read_cache import read_cached
from documents.bulletin.movement import NO_MONTH_BEFORE, TIED, describe_new_items
from scoring.scheme import Scheme
from warehouse.views import MonthComparison, read_comparisons


def blank_uncompared(
    board: pl.DataFrame, scheme: Scheme, assessment: str, month: str
) -> pl.DataFrame:
    """Return a board whose `previous_rank` is null if the two months cannot be compared."""
    if read_cached(read_comparisons, scheme, month)[assessment].obstacle is None:
        return board
    return board.with_columns(previous_rank=pl.lit(None, board.schema["previous_rank"]))


def describe_obstacle(comparison: MonthComparison) -> str:
    """Return why an assessment's ranks are not compared; '' if they are."""
    match comparison.obstacle:
        case "no_month_before":
            return NO_MONTH_BEFORE
        case "forms_missing":
            return "本月报表未到齐，名次不与上月比较"
        case "new_items":
            return describe_new_items(comparison.new_items)
        case "tied":
            return TIED
    return ""
