"""Format figures and sentences of the ledger as Polars expressions."""

from __future__ import annotations

import polars as pl

from scoring.exact import MICRO, half_up


def format_points(micro: pl.Expr) -> pl.Expr:
    """Return millionths of a point (≥ 0) as a plain decimal without trailing zeros."""
    text = say("{}.{}", micro // MICRO, (micro % MICRO).cast(pl.String).str.zfill(6))
    return text.str.strip_chars_end("0").str.strip_chars_end(".")


def format_percent(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Return a rate in percent with at most 4 decimals, without a percent sign."""
    return format_points(half_up(numerator * 1_000_000, denominator) * 100)


def say(template: str, *parts: pl.Expr | int | str) -> pl.Expr:
    """Return a sentence with each `{}` replaced by a value or an expression.

    pl.format would do the same, but it panics on a column with an empty chunk
    (pola-rs/polars#25339), which a filter leaves for months without rows.
    """
    texts = [pl.lit(text) for text in template.split("{}")]
    filled = [part if isinstance(part, pl.Expr) else pl.lit(str(part)) for part in parts]
    pieces = [texts[0]]
    for part, text in zip(filled, texts[1:], strict=True):
        pieces += [part, text]
    return pl.concat_str(pieces)


def format_number(micro: int) -> str:
    """Return a number of millionths as decimal text without trailing zeros."""
    whole, part = divmod(micro, MICRO)
    return f"{whole}.{part:06d}".rstrip("0").rstrip(".")
