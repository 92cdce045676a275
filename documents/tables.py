"""A table to export: typed columns, and rows as a list or as a stream of chunks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

import polars as pl

ColumnKind = Literal["text", "wrap", "whole", "points", "exact", "percent"]
"""How a column's cells are written: `percent` shows 98.50 as 98.50%, which a formula reads as
0.985; `wrap` is text that is broken into lines; `exact` are points or quantities with all their
decimals."""

CellValue = str | int | Decimal | None

TEXTS: tuple[ColumnKind, ...] = ("text", "wrap")
DECIMALS = pl.Decimal(38, 6)
"""Points have at most six decimals; a percentage gains two more when it becomes a fraction."""

TYPES: dict[ColumnKind, pl.DataType] = {
    "text": pl.String(),
    "wrap": pl.String(),
    "whole": pl.Int64(),
    "points": DECIMALS,
    "exact": DECIMALS,
    "percent": DECIMALS,
}


@dataclass(frozen=True)
class TableColumn:
    """One column of a sheet; without `width` (characters) the first rows decide."""

    title: str
    kind: ColumnKind = "text"
    width: int | None = None


@dataclass(frozen=True)
class TableSheet:
    """One table: its columns, and its rows in order, as `rows` or as `chunks` read one by one.

    A chunk has the columns in the same order under any names, with the types of TYPES or narrower.
    """

    name: str
    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[CellValue]] = ()
    chunks: Iterable[pl.DataFrame] = ()

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield the rows as non-empty frames with columns named 0, 1, …."""
        if self.rows:
            yield _to_frame(self.columns, self.rows)
        for chunk in self.chunks:
            if not chunk.is_empty():
                yield chunk.select(
                    pl.col(name).cast(TYPES[column.kind]).alias(str(number))
                    for number, (name, column) in enumerate(
                        zip(chunk.columns, self.columns, strict=True)
                    )
                )


def drop_blank(sheet: TableSheet, titles: Collection[str]) -> TableSheet:
    """Return a sheet of rows without those columns of these titles that say nothing in any row."""
    kept = [
        number
        for number, column in enumerate(sheet.columns)
        if column.title not in titles or any(row[number] for row in sheet.rows)
    ]
    rows = [[row[number] for number in kept] for row in sheet.rows]
    return replace(sheet, columns=[sheet.columns[number] for number in kept], rows=rows)


def _to_frame(columns: Sequence[TableColumn], rows: Sequence[Sequence[CellValue]]) -> pl.DataFrame:
    cells = zip(*rows, strict=True)
    return pl.DataFrame(
        [
            pl.Series(str(number), values, dtype=TYPES[column.kind])
            for number, (column, values) in enumerate(zip(columns, cells, strict=True))
        ]
    )
