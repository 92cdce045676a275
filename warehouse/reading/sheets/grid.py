"""A sheet as cells with addresses, independent of the file format."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from warehouse.reading.sheets.cell import Cell, is_blank
from warehouse.reading.sheets.row_groups import Rows

SheetState = Literal["visible", "hidden"]


class Merge(NamedTuple):
    """A merged range, 1-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


class Drawn(NamedTuple):
    """An object over cells: its kind in Chinese, the range under it, its own text."""

    kind: str
    top: int
    left: int
    bottom: int
    right: int
    text: str = ""

    @classmethod
    def at(cls, kind: str, row: int, column: int, text: str = "") -> Drawn:
        """Return an object over one cell."""
        return cls(kind, row, column, row, column, text)

    def covers(self, row: int, column: int) -> bool:
        """Return whether the object lies over a cell."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(slots=True)
class Sheet:
    """One sheet: its cells by row and column (1-based), merges and hidden parts."""

    name: str
    state: SheetState = "visible"
    rows: Rows = field(default_factory=Rows)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    covered: dict[int, dict[int, tuple[int, int]]] = field(default_factory=dict)
    """Cells covered by a merge: row → column → address of the cell shown there."""
    drawn: list[Drawn] = field(default_factory=list)
    """Pictures, shapes and controls over the cells; they are reported, not read."""

    def cell(self, row: int, column: int) -> Cell | None:
        """Return the cell at an address, None where it is empty."""
        return self.rows.cell(row, column)

    def seen(self, row: int, column: int) -> Cell | None:
        """Return the cell shown at an address: its own, or that of the merge that covers it."""
        if row in self.covered and (origin := self.covered[row].get(column)):
            return self.cell(*origin)
        return self.cell(row, column)

    def origin(self, row: int, column: int) -> tuple[int, int]:
        """Return the address of the cell that is shown here."""
        covered = self.covered.get(row)
        return covered.get(column, (row, column)) if covered is not None else (row, column)

    def texts(self, row: int) -> list[str]:
        """Return the texts of a row from left to right, without blanks."""
        cells = sorted(self.rows.get(row, {}).items())
        return [cell.text for _, cell in cells if not cell.is_struck]

    def is_hidden_column(self, column: int) -> bool:
        """Return whether a column is hidden."""
        return any(first <= column <= last for first, last in self.hidden_columns)


@dataclass(slots=True)
class Book:
    """The sheets of one file."""

    sheets: list[Sheet]


def settle(sheet: Sheet, cell_limit: int) -> Sheet:
    """Drop blank cells and record which cells in use each merge covers (`Sheet.covered`)."""
    sheet.rows.settle(is_blank)
    for merge in sheet.merges:
        sheet.rows.unpack_rows(merge.top, merge.bottom)
    columns, rows = sheet.rows.columns_in_use(), list(sheet.rows)
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


def _between(numbers: list[int], first: int, last: int) -> Iterator[int]:
    yield from numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]
