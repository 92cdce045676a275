"""Find the formulas of an .xls that were never computed; xlrd returns them as empty texts."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_FORMULA, _BEGIN, _END = 0x0006, 0x0809, 0x000A
# Row, column, style, result, options, and a field that only Excel fills.
_HEAD = struct.Struct("<HHH8sHL")
_EMPTY_TEXT = b"\x03\x00\x00\x00\x00\x00\xff\xff"
"""The result of a formula with an empty text, and of one that was never computed."""
_ZERO = bytes(8)
_CALCULATE_ON_LOAD = 2
_EMPTY_LITERAL = b"\x17\x00\x00"


def find_uncomputed(stream: bytes, start: int) -> set[tuple[int, int]]:
    """Return row and column (from 0) of the uncomputed formulas of the sheet at `start`.

    A zero that is to be calculated on load counts as uncomputed if its column has no other result.
    An empty text counts as a result if the formula contains an empty literal: =IF(A1=0,"",A1).
    """
    found, zeros, computed = set(), set(), set()
    for row, column, _, result, options, filled, text in _read_formulas(stream, start):
        if result == _EMPTY_TEXT and not filled and _EMPTY_LITERAL not in text:
            found.add((row, column))
        elif result == _ZERO and not filled and options & _CALCULATE_ON_LOAD:
            zeros.add((row, column))
        else:
            computed.add(column)
    return found | {(row, column) for row, column in zeros if column not in computed}


def _read_formulas(
    stream: bytes, start: int
) -> Iterator[tuple[int, int, int, bytes, int, int, bytes]]:
    for kind, _, body in read_records(stream, start):
        if kind == _FORMULA and len(body) >= _HEAD.size:
            yield *_HEAD.unpack_from(body), body[_HEAD.size :]


def read_records(stream: bytes, start: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield type, position and body of the records of the sheet at `start`."""
    depth = 0
    at = start
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, at, stream[at + 4 : at + 4 + size]
        at += 4 + size
        depth += (kind == _BEGIN) - (kind == _END)  # a chart within a sheet has an end record, too
        if depth <= 0:
            return
