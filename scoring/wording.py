"""Sentences of the ledger as Polars expressions."""

from __future__ import annotations

import polars as pl


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
