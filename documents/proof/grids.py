"""A sheet of a proof: cells of values and formulas, and references that know their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from documents.proof.areas import Area
from documents.proof.formulas import Formula, Value
from documents.sheet_xml import name_column

CellContent = Formula | Fraction | Decimal | int | str | None
"""The content of a cell: a formula or a value."""

TEXT, WHOLE, POINTS, ANY = "@", "0", "0.00", "General"


@dataclass(frozen=True)
class GridColumn:
    """A column of a grid: title, number format and width in characters."""

    title: str
    form: str = TEXT
    width: int = 10


FORMS = {"": ANY, "0": WHOLE, "p": POINTS, "d": "yyyy-mm-dd", "o": "0.00;-0.00;0"}
"""Letter → number format; `o` shows no difference as a plain 0, so that any other stands out."""


def make_columns(text: str) -> list[GridColumn]:
    """Return columns written as `title/width/letter`, of which only the title must stand there."""
    found = []
    for written in text.split():
        title, width, letter = (*written.split("/"), "", "")[:3]
        found.append(GridColumn(title, FORMS[letter], int(width or 10)))
    return found


def is_difference(title: str) -> bool:
    """Return whether a column holds differences between formula and store."""
    return title.endswith("差")


@dataclass
class Grid:
    """A sheet with a header above its rows. References name the sheet, also on the sheet itself."""

    name: str
    columns: list[GridColumn]
    rows: list[list[CellContent]] = field(default_factory=list)
    header: int = 1
    """The sheet row of the titles, from 1."""
    title: tuple[CellContent, ...] = ()
    """The first cells of the rows above the header."""

    def __post_init__(self) -> None:
        self._places = {column.title: place for place, column in enumerate(self.columns)}

    def add_row(self, cells: Sequence[CellContent]) -> int:
        """Add a row of the first cells, the others blank; return its number, from 0."""
        self.rows.append([*cells, *[None] * (len(self.columns) - len(cells))])
        return len(self.rows) - 1

    def add_column(self, column: GridColumn) -> int:
        """Add a blank column on the right; return its number, from 0."""
        self.columns.append(column)
        self._places[column.title] = len(self.columns) - 1
        for row in self.rows:
            row.append(None)
        return len(self.columns) - 1

    def find(self, title: str) -> int:
        """Return the number of the (last) column with this title; KeyError if there is none."""
        return self._places[title]

    def has(self, title: str) -> bool:
        """Return whether there is a column with this title."""
        return title in self._places

    def put(self, row: int, column: str | int, content: CellContent) -> Formula:
        """Write a cell and return a reference to it; of a number, the number itself."""
        place = column if isinstance(column, int) else self.find(column)
        self.rows[row][place] = content
        is_literal = isinstance(content, Formula) and content.is_literal
        return content if is_literal else self.cell(row, place)  # type: ignore[return-value]

    def cell(self, row: int, column: str | int) -> Formula:
        """Return a reference to a cell."""
        place = column if isinstance(column, int) else self.find(column)
        content = self.rows[row][place]
        close = isinstance(content, Formula) and content.is_close
        text = f"{self.name}!{name_column(place)}{self.row_number(row)}"
        return Formula(text, _evaluate(content), is_close=close)

    def value(self, row: int, column: str | int) -> Value:
        """Return the value of a cell, '' if it is empty."""
        place = column if isinstance(column, int) else self.find(column)
        return _evaluate(self.rows[row][place])

    def value_above(self, row: int) -> Value:
        """Return the value of a cell above the header."""
        return _evaluate(self.title[row])

    def row_number(self, row: int) -> int:
        """Return the sheet's number of a row, from 1."""
        return self.header + 1 + row

    def area(self, column: str | int, first: int = 0, last: int | None = None) -> Area:
        """Return the range of a column's rows from `first` to `last`, all by default."""
        last = max(len(self.rows), 1) - 1 if last is None else last
        cells = (self.cell(row, column) for row in range(first, min(last + 1, len(self.rows))))
        return Area(self.write_area(column, first, last), tuple(cells))

    def write_area(self, column: str | int, first: int = 0, last: int | None = None) -> str:
        """Return the absolute reference of a column's rows."""
        last = max(len(self.rows), 1) - 1 if last is None else last
        letters = name_column(column if isinstance(column, int) else self.find(column))
        return f"{self.name}!${letters}${self.row_number(first)}:${letters}${self.row_number(last)}"


def _evaluate(content: CellContent) -> Value:
    if isinstance(content, Formula):
        return content.value
    if isinstance(content, str) or content is None:
        return content or ""
    return Fraction(content)
