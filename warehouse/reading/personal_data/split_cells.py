"""Mask personal numbers that are divided over cells of a row: 电话 | 138 | 3591 | 2345."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

from warehouse.reading.personal_data.masking import format_placeholder
from warehouse.reading.personal_data.recognising import Kind, PersonalNumber, find_numbers
from warehouse.reading.personal_data.surroundings import (
    is_card_near,
    is_identity_near,
    is_phone_near,
)
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.grid import Sheet

_LEAST_DIGITS = 7
_LONGEST_PIECE = 18
_Piece = tuple[int, int, tuple[Kind, ...]]
"""Row and column of a cell that held a piece of a number, and the number's kind."""


def mask_split_numbers(sheet: Sheet) -> Iterator[_Piece]:
    """Mask numbers that are divided over neighbouring cells; yield each changed cell.

    A form consists of neighbouring figures. They are one number only if the text before or above
    them names its kind, or if no other row uses their columns.
    """
    used = Counter(column for cells in sheet.rows.loose.values() for column in cells)
    used.update(column for row_group in sheet.rows.row_groups for column in row_group.columns)
    for number, cells in sheet.rows.loose.items():
        for columns in _list_runs(cells):
            label = _read_left(sheet, number, columns[0]) or _read_above(sheet, number, columns)
            is_alone = all(used[column] == 1 for column in columns)
            if not (is_alone or _is_label(label)):
                continue
            for position, kind in _find_pieces([cells[column].raw for column in columns], label):
                column = columns[position]
                cells[column] = Cell("text", format_placeholder(kind), font=cells[column].font)
                yield number, column, (kind,)


def _list_runs(cells: dict[int, Cell]) -> Iterator[list[int]]:
    """Yield the columns of each run of at least two neighbouring cells that hold only digits."""
    run: list[int] = []
    for column in [*sorted(cells), 0]:
        is_piece = column > 0 and _is_piece(cells[column])
        if run and not (is_piece and column == run[-1] + 1):
            if len(run) > 1 and sum(len(cells[place].raw) for place in run) >= _LEAST_DIGITS:
                yield run
            run = []
        run += [column] if is_piece else []


def _is_piece(cell: Cell) -> bool:
    text = cell.raw
    is_short = cell.kind in {"text", "number"} and len(text) <= _LONGEST_PIECE
    return is_short and cell.struck is None and (text.isdigit() or text in {"X", "x"})


def _read_left(sheet: Sheet, row: int, column: int) -> str:
    """Return the nearest text to the left of a cell if it names a kind of number, else ""."""
    lefts = (sheet.seen(row, left) for left in range(column - 1, 0, -1))
    cell = next((left for left in lefts if left is not None), None)
    return cell.text if cell is not None and _is_label(cell.text) else ""


def _read_above(sheet: Sheet, row: int, columns: list[int]) -> str:
    """Return the one header above some columns, "" if they have several or none."""
    heads = set()
    for column in columns:
        above = (sheet.seen(number, column) for number in range(row - 1, max(0, row - 50), -1))
        texts = (cell.text for cell in above if cell is not None and cell.kind == "text")
        heads.add(next(texts, ""))
    heads.discard("")
    return heads.pop() if len(heads) == 1 else ""


def _is_label(text: str) -> bool:
    return is_phone_near(text) or is_identity_near(text) or is_card_near(text)


def _find_pieces(pieces: list[str], label: str) -> Iterator[tuple[int, Kind]]:
    """Yield position and kind of each piece that lies wholly within a number."""
    ends = list(accumulate(len(piece) + 1 for piece in pieces))
    starts = [end - len(piece) - 1 for end, piece in zip(ends, pieces, strict=True)]
    for found in find_numbers(" ".join(pieces), label if _is_label(label) else ""):
        yield from _list_pieces(found, starts, ends)


def _list_pieces(
    found: PersonalNumber, starts: list[int], ends: list[int]
) -> Iterator[tuple[int, Kind]]:
    for position, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if start >= found.start and end - 1 <= found.end:
            yield position, found.kind
