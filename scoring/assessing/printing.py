"""Reasons as Polars expressions over evaluated figures."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from scoring.assessing.texts import MonthName, Months, Shown, Text, When
from scoring.months import YEAR, format_months, name_month
from scoring.terms.by_columns import Output

UNKNOWN = "—"


class Wording:
    """Collects the figures that reasons print, and puts them in once they are evaluated."""

    def __init__(self, first_month: int = 1) -> None:
        self._first_month = first_month
        self.outputs: dict[str, Output] = {}
        self._names: dict[tuple[int, int], str] = {}

    def write(self, text: Text) -> pl.Expr:
        """Return a reason as text; its figures are asked for as outputs."""
        return pl.concat_str(list(self._write_parts(text)))

    def _write_parts(self, text: Text) -> Iterator[pl.Expr]:
        yield pl.lit("")
        for part in text:
            match part:
                case str():
                    yield pl.lit(part)
                case Shown(value=value, decimals=decimals):
                    yield format_decimal(self._ask((value, decimals)), decimals)
                case Months(mask=mask):
                    asked = self._ask((mask, 0)).fill_null(0).cast(pl.Int32)
                    yield format_months(asked, self._first_month)
                case MonthName(value=value):
                    yield self._name_month(self._ask((value, 0)))
                case When(condition=condition, then=then, otherwise=otherwise):
                    holds = self._ask(condition)
                    yield pl.when(holds).then(self.write(then)).otherwise(self.write(otherwise))

    def _name_month(self, month: pl.Expr) -> pl.Expr:
        names = {number: f"{name_month(number, self._first_month)}月" for number in YEAR}
        number = month.cast(pl.Int32, strict=False)  # one far beyond the year is none
        named = number.replace_strict(names, default=None, return_dtype=pl.String)
        return named.fill_null(UNKNOWN)

    def _ask(self, output: Output) -> pl.Expr:
        key = (id(output[0]), output[1]) if isinstance(output, tuple) else (id(output), -1)
        name = self._names.setdefault(key, f"word {len(self._names)}")
        self.outputs[name] = output
        return pl.col(name)


def format_decimal(number: pl.Expr, decimals: int) -> pl.Expr:
    """Return an integer counted in its last decimal as decimal text without trailing zeros."""
    unit = 10**decimals
    size = number.abs()
    whole = (size // unit).cast(pl.String)
    if decimals:
        part = (size % unit).cast(pl.String).str.zfill(decimals).str.strip_chars_end("0")
        whole = pl.when(part == "").then(whole).otherwise(pl.concat_str([whole, pl.lit("."), part]))
    sign = pl.when(number < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str([sign, whole]).fill_null(UNKNOWN)
