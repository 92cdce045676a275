"""Find the cells under an object that is drawn over a sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from warehouse.reading.sheets.grid import Drawn

PIXEL = 9_525
"""Drawings are measured in EMU: 9,525 to a pixel at 96 dpi."""
_POINT = 12_700
_DEFAULT_WIDTH = 64 * PIXEL
_DEFAULT_HEIGHT = 15 * _POINT
_CHARACTER, _PADDING = 7, 5
"""Pixels of a digit in the default font, and of the padding of a cell."""
_MOST_STEPS = 20_000
"""Rows or columns over which one drawing is followed."""

Size = Callable[[int], int]
"""The width of a column or the height of a row (counted from 1), in EMU."""


@dataclass(slots=True)
class Extents:
    """The widths of a sheet's columns and the heights of its rows, in EMU."""

    default_width: int = _DEFAULT_WIDTH
    default_height: int = _DEFAULT_HEIGHT
    widths: list[tuple[int, int, int]] = field(default_factory=list)
    """First and last column, width."""
    heights: dict[int, int] = field(default_factory=dict)

    def width(self, column: int) -> int:
        """Return the width of a column in EMU."""
        known = (width for first, last, width in self.widths if first <= column <= last)
        return next(known, self.default_width)

    def height(self, row: int) -> int:
        """Return the height of a row in EMU."""
        return self.heights.get(row, self.default_height)


def column_number(letters: str) -> int:
    """Return the number of a column from its letters: A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_width(characters: str) -> int:
    """Return a column's width in EMU from its width in characters, as workbooks state it."""
    pixels = _CHARACTER * _number(characters, 8) + _PADDING
    return round(pixels) * PIXEL


def row_height(points: str) -> int:
    """Return a row's height in EMU from its points."""
    return round(_number(points, 15) * _POINT)


def _number(text: str, default: float) -> float:
    try:
        number = float(text)
    except ValueError:
        return default
    return number if 0 <= number < 10_000 else default


@dataclass(slots=True)
class Edge:
    """One side of a drawing: the cells in which it starts and ends (from 1), offsets in EMU.

    A side without an end (`last` is 0) has a length.
    """

    first: int = 1
    offset: int = 0
    last: int = 0
    last_offset: int = 0
    length: int = 0

    def cover(self, size: Size) -> list[tuple[int, int]]:
        """Return the rows or columns under the side, each with the length within it."""
        found = []
        at, left = self.first, self.length
        for _ in range(_MOST_STEPS):
            start = min(self.offset, size(at)) if at == self.first else 0
            if self.last:
                end = min(self.last_offset, size(at)) if at >= self.last else size(at)
            else:
                end = min(start + left, size(at))
                left -= end - start
            found.append((at, max(0, end - start)))
            at += 1
            if at > self.last if self.last else left <= 0:
                break
        return found


def span(edge: Edge, size: Size) -> tuple[int, int]:
    """Return the first and last row or column that a drawing half covers, or that hold half of it.

    A picture put over B3 by hand does not end exactly at the lines of the grid.
    """
    found = edge.cover(size)
    total = sum(length for _, length in found)
    covered = [at for at, length in found if 2 * length >= min(size(at), total) > 0]
    if not covered:
        longest = max(found, key=lambda part: part[1])[0]
        return longest, longest
    return covered[0], covered[-1]


def main_cell(edge: Edge, size: Size) -> int | None:
    """Return the row or column with at least two thirds of a side, None where there is none."""
    found = edge.cover(size)
    at, longest = max(found, key=lambda part: part[1])
    return at if 3 * longest >= 2 * sum(length for _, length in found) else None


def has_size(rows: Edge, columns: Edge, extents: Extents) -> bool:
    """Return whether a drawing has any size; sheets copied repeatedly are full of points."""
    sides = (rows.cover(extents.height), columns.cover(extents.width))
    return any(length for side in sides for _, length in side)


def place_drawn(kind: str, text: str, rows: Edge, columns: Edge, extents: Extents) -> Drawn:
    """Return a drawn object with the range of cells under it."""
    top, bottom = span(rows, extents.height)
    left, right = span(columns, extents.width)
    return Drawn(kind, top, left, bottom, right, text)
