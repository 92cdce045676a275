"""Rows of large files, stored column by column with each distinct cell once.

A ledger of 100,000 rows has a million cells, but few distinct ones in most columns. Every check
of a cell runs once for each distinct cell, and its result is spread over the rows by a code.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, MutableMapping, Sequence
from typing import NamedTuple, TypeVar

from warehouse.reading.sheets.cell import Cell

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

LOOSE_ROWS = 200
"""The first rows of a sheet stay loose, since they hold its titles, headers and merges."""

Cells = dict[int, Cell]
"""The cells of one row, by column (from 1)."""


class DictionaryColumn(NamedTuple):
    """One column of a row group: its distinct cells (None: empty), and for each row its index."""

    cells: list[Cell | None]
    codes: list[int]

    def at(self, position: int) -> Cell | None:
        """Return the cell of one row, by its position in the group."""
        return self.cells[self.codes[position]]

    def spread(self, read: Callable[[Cell | None], T]) -> list[T]:
        """Apply `read` to the cell of each row, calling it once per distinct cell."""
        known = [read(cell) for cell in self.cells]
        return list(map(known.__getitem__, self.codes))


def encode(
    values: Sequence[K], make: Callable[[Sequence[K]], list[Cell | None]]
) -> DictionaryColumn:
    """Return a column from one value per row; `make` turns the distinct values into cells."""
    index = {value: code for code, value in enumerate(dict.fromkeys(values))}
    return DictionaryColumn(make(list(index)), list(map(index.__getitem__, values)))


class RowGroup(NamedTuple):
    """Consecutive non-blank rows: their numbers in ascending order, and the columns in use."""

    numbers: list[int]
    columns: dict[int, DictionaryColumn]

    def row(self, position: int) -> Cells:
        """Return one row's cells."""
        return {
            column: cell
            for column, coded in self.columns.items()
            if (cell := coded.at(position)) is not None
        }

    def find(self, number: int) -> int | None:
        """Return the position of a row, None where the group does not contain it."""
        position = bisect_left(self.numbers, number)
        is_held = position < len(self.numbers) and self.numbers[position] == number
        return position if is_held else None


class Rows(MutableMapping[int, Cells]):
    """A sheet's rows by number: loose rows and row groups; in ascending order once settled."""

    def __init__(self) -> None:
        self.loose: dict[int, Cells] = {}
        self.row_groups: list[RowGroup] = []
        self._order: list[int] | None = None
        self._latest: tuple[int, Cells] = 0, {}
        """The row last taken from a group; callers usually ask for its cells one after another."""

    def __getitem__(self, number: int) -> Cells:
        cells = self.loose.get(number)
        if cells is not None:
            return cells
        if number == self._latest[0]:
            return self._latest[1]
        for row_group in self.row_groups:
            if (position := row_group.find(number)) is not None:
                self._latest = number, row_group.row(position)
                return self._latest[1]
        raise KeyError(number)

    def __setitem__(self, number: int, cells: Cells) -> None:
        self.loose[number] = cells

    def __delitem__(self, number: int) -> None:
        del self.loose[number]

    def __contains__(self, number: object) -> bool:
        return number in self.loose or any(
            isinstance(number, int) and row_group.find(number) is not None
            for row_group in self.row_groups
        )

    def __iter__(self) -> Iterator[int]:
        if not self.row_groups:
            return iter(self.loose)
        if self._order is None:
            packed = [number for row_group in self.row_groups for number in row_group.numbers]
            self._order = sorted([*self.loose, *packed])
        return iter(self._order)

    def setdefault(self, number: int, default: Cells | None = None) -> Cells:
        """Return the cells of a loose row; create the row where it is missing."""
        return self.loose.setdefault(number, {} if default is None else default)

    def __len__(self) -> int:
        return len(self.loose) + sum(len(row_group.numbers) for row_group in self.row_groups)

    def cell(self, row: int, column: int) -> Cell | None:
        """Return the cell at an address, None where it is empty."""
        cells = self.loose.get(row)
        if cells is not None or not self.row_groups:
            return cells.get(column) if cells is not None else None
        return self.get(row, {}).get(column)

    def add(self, row_group: RowGroup) -> None:
        """Add a row group without its blank rows; cells of loose rows take precedence."""
        self._order = None
        if self.loose.keys() & set(row_group.numbers):
            for position, number in enumerate(row_group.numbers):
                self.loose[number] = row_group.row(position) | self.loose.get(number, {})
            return
        row_group = _without_blank_rows(row_group)
        if row_group.numbers:
            self.row_groups.append(row_group)

    def unpack_rows(self, first: int, last: int) -> None:
        """Turn the row groups that reach into a range into loose rows, so that cells may change."""
        reached = [
            row_group
            for row_group in self.row_groups
            if row_group.numbers[0] <= last and first <= row_group.numbers[-1]
        ]
        for row_group in reached:
            self.row_groups.remove(row_group)
            for position, number in enumerate(row_group.numbers):
                self.loose[number] = row_group.row(position)
        if reached:
            self._latest = 0, {}
            self.loose = dict(sorted(self.loose.items()))
            self._order = None

    def settle(self, is_blank: Callable[[Cell], bool]) -> None:
        """Drop blank loose cells and sort the loose rows."""
        self.loose = {
            number: kept
            for number, cells in sorted(self.loose.items())
            if (kept := {c: cell for c, cell in cells.items() if not is_blank(cell)})
        }
        self._order = None

    def columns_in_use(self) -> list[int]:
        """Return the columns that hold anything, in order."""
        used = {column for cells in self.loose.values() for column in cells}
        return sorted(used.union(*(row_group.columns for row_group in self.row_groups)))


def _without_blank_rows(row_group: RowGroup) -> RowGroup:
    columns = {c: coded for c, coded in row_group.columns.items() if any(coded.cells)}
    if any(None not in coded.cells for coded in columns.values()):
        return RowGroup(row_group.numbers, columns)
    filled = [coded.spread(lambda cell: cell is not None) for coded in columns.values()]
    kept = [any(row) for row in zip(*filled, strict=True)]
    if all(kept) and kept:
        return RowGroup(row_group.numbers, columns)
    return RowGroup(
        _pick(row_group.numbers, kept),
        {
            c: DictionaryColumn(coded.cells, _pick(coded.codes, kept))
            for c, coded in columns.items()
        },
    )


def _pick(values: list[int], kept: list[bool]) -> list[int]:
    return [value for value, is_kept in zip(values, kept, strict=False) if is_kept]
