"""Whether a rank may be compared with that of the month before."""

from __future__ import annotations

import polars as pl

from dashboard.runtime.read_cache import read_cached
from scoring.scheme import Scheme
from warehouse.views import read_comparisons


def blank_uncompared(
    board: pl.DataFrame, scheme: Scheme, assessment: str, month: str
) -> pl.DataFrame:
    """Return a board whose `previous_rank` is null if the two months cannot be compared."""
    if read_cached(read_comparisons, scheme, month)[assessment].obstacle is None:
        return board
    return board.with_columns(previous_rank=pl.lit(None, board.schema["previous_rank"]))
