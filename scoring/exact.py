"""Exact points without floats: integer millionths of a point, fractions as two integers.

Polars and Python round half to even by default; the notices round half up (附件2 二3: 28.125 →
28.13). So a fraction is rounded once, here, by integer division.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

MICRO = 1_000_000
"""Ledger points are integers, this many to a point (6 decimals)."""

MICRO_PER_CENT = 10_000
"""Millionths in a hundredth of a point; published figures have 2 decimals."""

WIDE = pl.Int128
"""Integer type that holds points × a rate's number of 18 digits."""


def to_micro(points: Decimal) -> int:
    """Return points as millionths; ValueError if they have more than 6 decimals."""
    scaled = points * MICRO
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{points} has more than 6 decimals")
    return int(scaled)


def to_ratio(value: Decimal) -> tuple[int, int]:
    """Return a decimal as an exact fraction of two integers."""
    return value.as_integer_ratio()


def half_up(numerator: pl.Expr, denominator: pl.Expr | int) -> pl.Expr:
    """Return numerator / denominator rounded half up; numerator ≥ 0, denominator > 0."""
    # n/d + 1/2 = (2n + d) / 2d, rounded down.
    return (2 * numerator + denominator) // (2 * denominator)


@dataclass(frozen=True)
class Exact:
    """Points as a fraction: millionths of a point × `denominator`, over `denominator`."""

    numerator: pl.Expr
    denominator: pl.Expr | int = 1

    def micro(self) -> pl.Expr:
        """Return the points in millionths, rounded half up, for a ledger line."""
        if isinstance(self.denominator, int) and self.denominator == 1:
            return self.numerator.cast(pl.Int64)
        return half_up(self.numerator, self.denominator).cast(pl.Int64)

    def published(self) -> pl.Expr:
        """Return the points in hundredths, rounded half up once, for a published figure."""
        return half_up(self.numerator, self.denominator * MICRO_PER_CENT).cast(pl.Int64)
