"""A sheet of a proof: cells of values and formulas, and references that know their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from documents.proof.formulas import Formula, Value
from documents.sheet_xml import name_column

CellContent = Formula | Decimal | float | int | str | None
"""The content of a cell: a formula or a value."""

TEXT, WHOLE, POINTS, ANY = "@", "0", "0.00", "General"


@dataclass(frozen=True)
class GridColumn:
    """A column of a grid: title, number format and width in characters."""

    title: str
    form: str = TEXT
    width: int = 10


@dataclass
class Grid:
    """A sheet with a header above its rows; columns can be added to the right."""

    name: str
    columns: list[GridColumn]
    rows: list[list[CellContent]] = field(default_factory=list)
    header: int = 1
    """The sheet row of the titles, from 1."""
    title: tuple[CellContent, ...] = ()
    """The first cells of the rows above the header."""

    def add_row(self, cells: Sequence[CellContent]) -> int:
        """Add a row; return its number, from 0."""
        self.rows.append(list(cells))
        return len(self.rows) - 1

    def add_column(self, column: GridColumn, cells: Sequence[CellContent]) -> int:
        """Add a column with a cell for each row; return its number, from 0."""
        self.columns.append(column)
        for row, cell in zip(self.rows, cells, strict=True):
            row.append(cell)
        return len(self.columns) - 1

    def cell(self, row: int, column: int, *, home: bool = False) -> Formula:
        """Return a reference to a cell; `home` is for formulas on this sheet."""
        sheet = "" if home else f"{self.name}!"
        text = f"{sheet}{name_column(column)}{self.row_number(row)}"
        return Formula(text, self.value(row, column))

    def value(self, row: int, column: int) -> Value:
        """Return the value of a cell, '' if it is empty."""
        return _evaluate(self.rows[row][column])

    def value_above(self, row: int) -> Value:
        """Return the value of a cell above the header."""
        return _evaluate(self.title[row])

    def row_number(self, row: int) -> int:
        """Return the sheet's number of a row, from 1."""
        return self.header + 1 + row

    def area(self, column: int, *, home: bool = False) -> str:
        """Return the absolute range of a whole column."""
        letters = name_column(column)
        first, last = self.row_number(0), self.row_number(max(len(self.rows), 1) - 1)
        sheet = "" if home else f"{self.name}!"
        return f"{sheet}${letters}${first}:${letters}${last}"

    def values(self, column: int) -> list[Value]:
        """Return the values of a whole column."""
        return [self.value(row, column) for row in range(len(self.rows))]


def _evaluate(content: CellContent) -> Value:
    if isinstance(content, Formula):
        return content.value
    if isinstance(content, str) or content is None:
        return content or ""
    return float(content)
