"""A table that leaves the house: typed columns, and rows in hand or in chunks as they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import polars as pl

Kind = Literal["text", "wrap", "whole", "points", "exact", "percent"]
"""How a column's cells are kept; `percent`: 98.50 is written as 98.50%, and is 0.985 to a formula.

`wrap` is text that is broken into lines.
"""

Cell = str | int | Decimal | None

TEXTS: tuple[Kind, ...] = ("text", "wrap")
DECIMALS = pl.Decimal(38, 6)
"""Points have at most six decimals; a percentage gets two more when it becomes a fraction."""

TYPES: dict[Kind, pl.DataType] = {
    "text": pl.String(),
    "wrap": pl.String(),
    "whole": pl.Int64(),
    "points": DECIMALS,
    "exact": DECIMALS,
    "percent": DECIMALS,
}


@dataclass(frozen=True)
class TableColumn:
    """One column of a sheet; without a width it is as wide as what it first holds."""

    title: str
    kind: Kind = "text"
    width: int | None = None


@dataclass(frozen=True)
class Sheet:
    """One table: its columns, and rows in their order, in hand or in chunks that come one by one.

    A chunk has the columns in their order, by whatever names, with the types of TYPES or narrower.
    """

    name: str
    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[Cell]] = ()
    chunks: Iterable[pl.DataFrame] = ()

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield the rows as frames with columns named 0, 1, …; none of them is empty."""
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


def _to_frame(columns: Sequence[TableColumn], rows: Sequence[Sequence[Cell]]) -> pl.DataFrame:
    cells = zip(*rows, strict=True)
    return pl.DataFrame(
        [
            pl.Series(str(number), values, dtype=TYPES[column.kind])
            for number, (column, values) in enumerate(zip(columns, cells, strict=True))
        ]
    )
