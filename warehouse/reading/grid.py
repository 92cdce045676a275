"""A sheet as cells with addresses, whatever container it came in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from warehouse.reading.folding import fold, tidy
from warehouse.reading.number_format import is_percent, plain, show_date, show_number

CellKind = Literal["text", "number", "date", "bool", "error", "formula"]
SheetState = Literal["visible", "hidden"]


class Cell(NamedTuple):
    """One cell that holds something.

    `raw` is the text, the number as the file spells it, the ISO date, the error's name, or, of a
    formula that was never computed, its text.
    """

    kind: CellKind
    raw: str
    format: str = "General"
    font: str = ""

    @property
    def number(self) -> Decimal:
        """The exact number; Excel's 0.98499999999999999 is the 0.985 that was typed."""
        return Decimal(repr(float(self.raw)))

    @property
    def day(self) -> date:
        """The day of a date cell."""
        return date.fromisoformat(self.raw[:10])

    @property
    def is_percent(self) -> bool:
        """Whether a number is shown as a percentage."""
        return self.kind == "number" and is_percent(self.format)

    @property
    def text(self) -> str:
        """The cell as a person sees it."""
        if self.kind == "text":
            return tidy(self.raw)
        return _show(self)

    @property
    def plain_text(self) -> str:
        """The cell's text where a number counts as typed without a format."""
        return plain(self.number) if self.kind == "number" else self.text


@lru_cache(maxsize=1 << 14)
def _show(cell: Cell) -> str:
    if cell.kind == "number":
        return show_number(cell.number, cell.format)
    return show_date(cell.day, cell.format) if cell.kind == "date" else tidy(cell.raw)


class Merge(NamedTuple):
    """A merged range, 1-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """One sheet: its cells by row and column (1-based), merges and hidden parts."""

    name: str
    state: SheetState = "visible"
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    covered: dict[int, dict[int, tuple[int, int]]] = field(default_factory=dict)
    """Cells under a merge, by row and column, with the address that shows for them."""

    def cell(self, row: int, column: int) -> Cell | None:
        """Return the cell at an address, None where nothing stands."""
        cells = self.rows.get(row)
        return cells.get(column) if cells is not None else None

    def seen(self, row: int, column: int) -> Cell | None:
        """Return what shows at an address: the cell, or that of the merge which covers it."""
        if row in self.covered and (origin := self.covered[row].get(column)):
            return self.cell(*origin)
        return self.cell(row, column)

    def origin(self, row: int, column: int) -> tuple[int, int]:
        """Return the address whose cell shows here."""
        covered = self.covered.get(row)
        return covered.get(column, (row, column)) if covered is not None else (row, column)

    def texts(self, row: int) -> list[str]:
        """Return the texts of a row from left to right, without blanks."""
        return [cell.text for _, cell in sorted(self.rows.get(row, {}).items())]

    def is_hidden_column(self, column: int) -> bool:
        """Tell whether a column is hidden."""
        return any(first <= column <= last for first, last in self.hidden_columns)


@dataclass(slots=True)
class Book:
    """The sheets of one file."""

    sheets: list[Sheet]


def settle(sheet: Sheet, cell_limit: int) -> Sheet:
    """Drop cells that are blank to the eye and spread merges over the columns in use."""
    for row in [number for number, cells in sheet.rows.items() if _drop_blanks(cells)]:
        del sheet.rows[row]
    sheet.rows = dict(sorted(sheet.rows.items()))
    columns = sorted({column for cells in sheet.rows.values() for column in cells})
    rows = list(sheet.rows)
    spread = 0
    for merge in sheet.merges:
        if sheet.cell(merge.top, merge.left) is None:
            continue
        for row in _between(rows, merge.top, merge.bottom):
            for column in _between(columns, merge.left, merge.right):
                if (row, column) != (merge.top, merge.left):
                    sheet.covered.setdefault(row, {})[column] = (merge.top, merge.left)
                    sheet.rows[row].pop(column, None)
                    spread += 1
        if spread > cell_limit:
            break
    return sheet


def _drop_blanks(cells: dict[int, Cell]) -> bool:
    for column in [c for c, cell in cells.items() if cell.kind == "text" and _is_blank(cell.raw)]:
        del cells[column]
    return not cells


def _is_blank(text: str) -> bool:
    return not text or (not text[0].isalnum() and not fold(text))


def _between(numbers: list[int], first: int, last: int) -> Iterator[int]:
    yield from numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]
