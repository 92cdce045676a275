"""Find what lies over the cells of an .xls sheet: pictures, shapes, charts, form controls."""

from __future__ import annotations

import struct

from warehouse.reading.containers.anchors import (
    Edge,
    Extents,
    has_size,
    main_cell,
    place_drawn,
)
from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.check_boxes import CONTROL, Box, tick_cells
from warehouse.reading.containers.xls_formulas import read_records
from warehouse.reading.sheets.grid import Sheet

_DRAWING, _OBJECT = 0x00EC, 0x005D
_ANCHOR = b"\x00\x00\x10\xf0\x12\x00\x00\x00"
"""The record header before a shape's corners: cells, and offsets as parts of their sizes."""
_CORNERS = struct.Struct("<9H")
_COMMON, _BOX_STATE = 0x0015, 0x0012
_CHECKBOX = 0x0B
_KINDS = {
    **dict.fromkeys((0x00, 0x01, 0x02, 0x03, 0x04, 0x06, 0x09, 0x1E), "图形"),
    0x05: "图表",
    0x08: "图片",
    **dict.fromkeys((0x07, _CHECKBOX, 0x0C, 0x0D, 0x0E, 0x10, 0x11, 0x12), CONTROL),
}
"""Object types that a user sees, without comments, group frames and filter arrows."""
_WIDTH_PARTS, _HEIGHT_PARTS = 1_024, 256
_SIZE = 1_024 * 256
"""One size serves all cells, since offsets are parts of the cell that they are in."""


def read_drawn(stream: bytes, start: int, sheet: Sheet, budget: Budget) -> None:
    """Record what lies over a sheet's cells: check boxes as ticks, the rest as drawn objects."""
    extents = Extents(default_width=_SIZE, default_height=_SIZE)
    corners: tuple[int, ...] | None = None
    boxes: list[Box] = []
    for kind, _, body in read_records(stream, start):
        if kind == _DRAWING:
            corners = _find_corners(body) or corners
        elif kind == _OBJECT:
            what, is_checked, own = _read_object(body)
            found, corners = own or corners, None
            if what not in _KINDS or found is None:
                continue
            budget.check("图形数", len(boxes) + len(sheet.drawn), budget.limits.merges)
            columns, rows = _edges(found)
            if not has_size(rows, columns, extents):
                continue
            row, column = main_cell(rows, extents.height), main_cell(columns, extents.width)
            if what == _CHECKBOX and row is not None and column is not None:
                boxes.append(Box(row, column, is_checked))
            else:
                sheet.drawn.append(place_drawn(_KINDS[what], "", rows, columns, extents))
    tick_cells(sheet, boxes)


def _find_corners(body: bytes) -> tuple[int, ...] | None:
    """Return the corners of the last shape in a drawing record, None without one."""
    at = body.rfind(_ANCHOR) + len(_ANCHOR)
    if at < len(_ANCHOR) or at + _CORNERS.size > len(body):
        return None
    return _CORNERS.unpack_from(body, at)[1:]


def _read_object(body: bytes) -> tuple[int, bool | None, tuple[int, ...] | None]:
    """Return an object's type, the state of a check box, and the corners of an old-style object."""
    if len(body) < 6:
        return -1, False, None
    common, size, what = struct.unpack_from("<HHH", body)
    if common != _COMMON:  # old style, still written for pictures: a count, then type, id, options
        (what,) = struct.unpack_from("<H", body, 4)
        is_whole = len(body) >= 26
        return what, False, struct.unpack_from("<8H", body, 10) if is_whole else None
    state, at = 0, 0
    while at + 4 <= len(body):
        part, size = struct.unpack_from("<HH", body, at)
        if part == _BOX_STATE and at + 6 <= len(body):
            (state,) = struct.unpack_from("<H", body, at + 4)
            break
        at += 4 + size
    return what, None if state > 1 else state == 1, None


def _edges(corners: tuple[int, ...]) -> tuple[Edge, Edge]:
    left, dx, top, dy, right, dx2, bottom, dy2 = corners
    width, height = _SIZE // _WIDTH_PARTS, _SIZE // _HEIGHT_PARTS
    columns = Edge(left + 1, dx * width, right + 1, dx2 * width)
    return columns, Edge(top + 1, dy * height, bottom + 1, dy2 * height)
