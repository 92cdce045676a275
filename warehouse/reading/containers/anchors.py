"""Which cells lie under something that is drawn over a sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from warehouse.reading.sheets.grid import Drawn

PIXEL = 9_525
"""The units of drawings (EMU) in a pixel."""
POINT = 12_700
_DEFAULT_WIDTH = 64 * PIXEL
_DEFAULT_HEIGHT = 15 * POINT
_CHARACTER, _PADDING = 7, 5
"""The pixels of a digit in the default font, and those around a cell's text."""
_MOST_STEPS = 20_000
"""Rows or columns that one drawing is followed over."""

Size = Callable[[int], int]
"""The width of a column or the height of a row (counted from 1), in EMU."""


@dataclass(slots=True)
class Extents:
    """How wide the columns and how high the rows of a sheet are."""

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
    """Return the number of a column: A is 1."""
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
    return round(_number(points, 15) * POINT)


def _number(text: str, default: float) -> float:
    try:
        number = float(text)
    except ValueError:
        return default
    return number if 0 <= number < 10_000 else default


@dataclass(slots=True)
class Edge:
    """One side of a drawing: the cells it starts and ends in (from 1), offsets in EMU.

    Without an end it has a length.
    """

    first: int = 1
    offset: int = 0
    last: int = 0
    last_offset: int = 0
    length: int = 0

    def cover(self, size: Size) -> list[tuple[int, int]]:
        """Return the rows or columns that the side runs over, each with the length within it."""
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
    """Return the first and last row or column of which a drawing covers a good part.

    Who puts a picture over B3 by hand does not hit the lines of the grid.
    """
    found = edge.cover(size)
    total = sum(length for _, length in found)
    covered = [at for at, length in found if 2 * length >= min(size(at), total) > 0]
    if not covered:
        middle = max(found, key=lambda one: one[1])[0]
        return middle, middle
    return covered[0], covered[-1]


def home(edge: Edge, size: Size) -> int | None:
    """Return the row or column in which most of a small drawing lies; None where none is clear."""
    found = edge.cover(size)
    at, length = max(found, key=lambda one: one[1])
    return at if 3 * length >= 2 * sum(one for _, one in found) else None


def has_size(rows: Edge, columns: Edge, extents: Extents) -> bool:
    """Tell whether a drawing can be seen; sheets copied again and again are full of points."""
    sides = (rows.cover(extents.height), columns.cover(extents.width))
    return any(length for side in sides for _, length in side)


def place(kind: str, text: str, rows: Edge, columns: Edge, extents: Extents) -> Drawn:
    """Return what is drawn, with the cells under it."""
    top, bottom = span(rows, extents.height)
    left, right = span(columns, extents.width)
    return Drawn(kind, top, left, bottom, right, text)
