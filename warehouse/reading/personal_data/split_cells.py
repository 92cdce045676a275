"""Personal numbers of which each cell of a row holds a piece: 电话 | 138 | 3591 | 2345."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

from warehouse.reading.personal_data.masking import describe_masked
from warehouse.reading.personal_data.recognising import Found, Kind, find_numbers
from warehouse.reading.personal_data.surroundings import (
    is_card_near,
    is_identity_near,
    is_talk_near,
)
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.grid import Sheet

_LEAST_DIGITS = 7
_LONGEST_PIECE = 18
Hidden = tuple[int, int, tuple[Kind, ...]]
"""Row, column and kind of a cell that held a piece."""


def hide_split_numbers(sheet: Sheet) -> Iterator[Hidden]:
    """Mask numbers that are divided over neighbouring cells; yield each cell that was changed.

    Neighbouring figures are what a form consists of. They are one number only where the text
    before them or above them names its kind, or where no other row uses their columns.
    """
    used = Counter(column for cells in sheet.rows.loose.values() for column in cells)
    used.update(column for strip in sheet.rows.strips for column in strip.columns)
    for number, cells in sheet.rows.loose.items():
        for columns in _list_runs(cells):
            label = _read_left(sheet, number, columns[0]) or _read_above(sheet, number, columns)
            is_alone = all(used[column] == 1 for column in columns)
            if not (is_alone or _is_label(label)):
                continue
            for column, kind in _find_pieces([cells[column].raw for column in columns], label):
                place = columns[column]
                cells[place] = Cell("text", describe_masked(kind), font=cells[place].font)
                yield number, place, (kind,)


def _list_runs(cells: dict[int, Cell]) -> Iterator[list[int]]:
    """Yield the columns of each run of at least two neighbouring cells of nothing but digits."""
    run: list[int] = []
    for column in [*sorted(cells), 0]:
        is_piece = column > 0 and _is_piece(cells[column])
        if run and not (is_piece and column == run[-1] + 1):
            if len(run) > 1 and sum(len(cells[one].raw) for one in run) >= _LEAST_DIGITS:
                yield run
            run = []
        run += [column] if is_piece else []


def _is_piece(cell: Cell) -> bool:
    text = cell.raw
    is_short = cell.kind in {"text", "number"} and len(text) <= _LONGEST_PIECE
    return is_short and cell.struck is None and (text.isdigit() or text in {"X", "x"})


def _read_left(sheet: Sheet, row: int, column: int) -> str:
    """Return the nearest text to the left of a cell, where it names a number."""
    cells = (sheet.seen(row, left) for left in range(column - 1, 0, -1))
    cell = next((one for one in cells if one is not None), None)
    return cell.text if cell is not None and _is_label(cell.text) else ""


def _read_above(sheet: Sheet, row: int, columns: list[int]) -> str:
    """Return the header above columns, "" where each has its own."""
    heads = set()
    for column in columns:
        above = (sheet.seen(number, column) for number in range(row - 1, max(0, row - 50), -1))
        heads.add(next((one.text for one in above if one is not None and one.kind == "text"), ""))
    heads.discard("")
    return heads.pop() if len(heads) == 1 else ""


def _is_label(text: str) -> bool:
    return is_talk_near(text) or is_identity_near(text) or is_card_near(text)


def _find_pieces(pieces: list[str], label: str) -> Iterator[tuple[int, Kind]]:
    """Yield the position of each piece of a number, where the number ends with a piece."""
    ends = list(accumulate(len(piece) + 1 for piece in pieces))
    starts = [end - len(piece) - 1 for end, piece in zip(ends, pieces, strict=True)]
    for found in find_numbers(" ".join(pieces), label if _is_label(label) else ""):
        yield from _list_pieces(found, starts, ends)


def _list_pieces(found: Found, starts: list[int], ends: list[int]) -> Iterator[tuple[int, Kind]]:
    for position, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if start >= found.start and end - 1 <= found.end:
            yield position, found.kind
