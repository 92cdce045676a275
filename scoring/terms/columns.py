"""Columns of a frame: written out, and with the values that fractions found."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import polars as pl

from scoring.terms import by_fractions
from scoring.terms.wholes import TooLarge


def written_out(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with columns that came of literals written out; others are not copied.

    Polars 2.1 compares a literal with such a column as if both had one row, and then refuses.
    """
    return pl.DataFrame(frame.get_columns())


def put(series: pl.Series, rows: pl.Series, values: Sequence[Fraction | int | None]) -> pl.Series:
    """Return the series with other values in some rows."""
    return series.clone().scatter(rows, pl.Series(values, dtype=series.dtype))


def count_in(
    unit: Fraction, values: list[by_fractions.Value], bound: int
) -> tuple[list[int | None], list[int | None]]:
    """Return the floors and ceilings of exact values counted in units.

    Raises:
        TooLarge: one passes the bound of its column.
    """
    floors: list[int | None] = []
    ceilings: list[int | None] = []
    for value in values:
        if value is None:
            floors.append(None)
            ceilings.append(None)
            continue
        top, bottom = value.numerator * unit.denominator, value.denominator * unit.numerator
        if abs(top) > bound * bottom:
            raise TooLarge(abs(top) // bottom)
        floors.append(top // bottom)
        ceilings.append(-(-top // bottom))
    return floors, ceilings
