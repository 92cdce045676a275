"""Write a table as .csv for Excel: UTF-8 with BOM, CRLF, and no text that becomes a formula."""

from __future__ import annotations

import codecs
import re
from typing import IO

import polars as pl

from documents.tables import TEXTS, ColumnKind, TableSheet

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet read a text as a formula, with full-width forms."""
FORMULA = rf"^\s*[{re.escape(''.join(FORMULA_STARTS))}\n]"
"""Matches a text that a spreadsheet would compute when it opens a .csv."""


def write_csv(target: IO[bytes], sheet: TableSheet) -> None:
    """Write a table to an open file; a text that looks like a formula gets a leading '."""
    titles = pl.DataFrame({"0": [column.title for column in sheet.columns]})
    header = titles.select(neutralise(pl.col("0"))).to_series().to_list()
    line = pl.DataFrame([[title] for title in header], orient="col")
    target.write(codecs.BOM_UTF8)
    target.write(_to_lines(line))
    for frame in sheet.frames():
        cells = (
            _format_cells(str(position), column.kind)
            for position, column in enumerate(sheet.columns)
        )
        target.write(_to_lines(frame.select(cells)))


def neutralise(text: pl.Expr) -> pl.Expr:
    """Return texts with a leading ' where a spreadsheet would compute them (threat E1)."""
    is_formula = text.str.contains(FORMULA)
    return pl.when(is_formula).then(pl.concat_str([pl.lit("'"), text])).otherwise(text)


def _format_cells(name: str, kind: ColumnKind) -> pl.Expr:
    cells = pl.col(name)
    if kind in TEXTS:
        return neutralise(cells).alias(name)
    if kind == "whole":
        return cells
    if kind == "exact":  # six stored places: drop zeros, but keep two decimals
        return cells.cast(pl.String).str.replace("0{1,4}$", "")
    rounded = cells.round(2, mode="half_away_from_zero").cast(pl.Decimal(38, 2)).cast(pl.String)
    return pl.concat_str([rounded, pl.lit("%")]) if kind == "percent" else rounded


def _to_lines(frame: pl.DataFrame) -> bytes:
    return frame.write_csv(include_header=False, line_terminator="\r\n").encode()
