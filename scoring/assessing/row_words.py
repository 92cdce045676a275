"""What the ledger says of a dated row: 批评（市）：河道垃圾被曝光."""

from __future__ import annotations

import polars as pl

from scoring.clauses.forms import Form
from scoring.wording import say


def tell_row(form: Form, key: str) -> pl.Expr:
    """Return a dated row in its own words; without any, its ledger and day."""
    kinds = [name for name, column in form.column.items() if column.type == "choice"]
    texts = [name for name, column in form.column.items() if column.type == "text"]
    kind, said = _tell_kind(kinds), _join(texts, "，")
    date = pl.col("date").dt
    days = [one.cast(pl.String) for one in (date.month(), date.day())]
    return (
        pl.when((kind == "") & (said == ""))
        .then(say("{}（{}月{}日）", form.title or key, *days))
        .when(said == "")
        .then(kind)
        .when(kind == "")
        .then(said)
        .otherwise(say("{}：{}", kind, said))
    )


def _tell_kind(columns: list[str]) -> pl.Expr:
    """Return what a row is of: its first choice, with the others in brackets."""
    first, others = _join(columns[:1], ""), _join(columns[1:], "、")
    return (
        pl.when(others == "")
        .then(first)
        .when(first == "")
        .then(others)
        .otherwise(say("{}（{}）", first, others))
    )


def _join(columns: list[str], separator: str) -> pl.Expr:
    if not columns:
        return pl.lit("")
    cells = [pl.col(name).cast(pl.String) for name in columns]
    return pl.concat_str(cells, separator=separator, ignore_nulls=True)
