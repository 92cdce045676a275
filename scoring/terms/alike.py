"""Find rows with the same values, so that each combination is computed once."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

SAMPLE = 4_000
TABLE = 1 << 22
"""How many combinations are counted in a table."""
FEWER = 4
"""So many times fewer combinations than rows are worth the search."""


def find_alike(frame: pl.DataFrame, names: Sequence[str]) -> tuple[pl.Series, pl.Series] | None:
    """Return each row's combination of values, numbered from 0, and a row of each combination.

    None: there are too many combinations, or values that are neither whole numbers nor Booleans.
    """
    values = frame.select(names)
    sample = values.gather_every(max(1, frame.height // SAMPLE))
    if not names or sample.n_unique() * 2 > sample.height:
        return None
    counted = _count_values(values)
    if counted is None:
        return None
    key, size = pl.repeat(0, pl.len(), dtype=pl.Int64), 1
    for place, count in counted:
        if size * count > TABLE:
            series, size, _ = close_gaps(values.select(key.cast(pl.UInt32)).to_series(), size)
            key = pl.lit(series.cast(pl.Int64))
        if size * count > TABLE:
            return None
        key, size = key * count + place, size * count
    series, size, rows = close_gaps(values.select(key.cast(pl.UInt32)).to_series(), size)
    return (series, rows) if size * FEWER <= frame.height else None


def _count_values(values: pl.DataFrame) -> list[tuple[pl.Expr, int]] | None:
    """Return each column's values counted from 1 and 0 for null, and how many these are."""
    for dtype in values.dtypes:
        is_narrow = dtype.is_integer() and dtype != pl.Int128
        if not (is_narrow or dtype == pl.Boolean):
            return None
    every = pl.all().cast(pl.Int64)
    (lows,), (highs,) = values.select(every.min()).rows(), values.select(every.max()).rows()
    counted = []
    for name, low, high in zip(values.columns, lows, highs, strict=True):
        if low is None:
            continue
        if high - low > TABLE:
            return None
        if high > low or values[name].null_count():
            place = (pl.col(name).cast(pl.Int64) - (low - 1)).fill_null(0)
            counted.append((place, high - low + 2))
    return counted


def close_gaps(key: pl.Series, size: int) -> tuple[pl.Series, int, pl.Series]:
    """Return keys numbered without gaps, how many there are, and a row of each."""
    row_of = _find_rows(key.head(SAMPLE), size)
    if row_of.null_count():
        row_of = _find_rows(key, size)
    if not row_of.null_count():
        return key, size, row_of
    numbers = row_of.is_not_null().cast(pl.UInt32).cum_sum() - 1
    rows = row_of.drop_nulls()
    return numbers.gather(key), len(rows), rows


def _find_rows(key: pl.Series, size: int) -> pl.Series:
    """Return a row of each key; null: it has none."""
    empty = pl.repeat(None, size, dtype=pl.UInt32, eager=True)
    return empty.scatter(key, pl.int_range(len(key), dtype=pl.UInt32, eager=True))
