"""Figures in the sentences of the ledger."""

from __future__ import annotations

import polars as pl

from scoring.exact import MICRO, half_up


def say_points(micro: pl.Expr) -> pl.Expr:
    """Return millionths of a point (≥ 0) as a plain decimal without trailing zeros."""
    text = pl.format("{}.{}", micro // MICRO, (micro % MICRO).cast(pl.String).str.zfill(6))
    return text.str.strip_chars_end("0").str.strip_chars_end(".")


def say_percent(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Return a rate as percent with at most 4 decimals."""
    return say_points(half_up(numerator * 1_000_000, denominator) * 100)


def say(template: str, *parts: pl.Expr | int | str) -> pl.Expr:
    """Return a sentence with `{}` filled in; plain values and expressions alike."""
    return pl.format(
        template, *(part if isinstance(part, pl.Expr) else pl.lit(str(part)) for part in parts)
    )


def say_number(micro: int) -> str:
    """Return a constant number of millionths as text without trailing zeros."""
    whole, part = divmod(micro, MICRO)
    return f"{whole}.{part:06d}".rstrip("0").rstrip(".")
