"""The columns of a bulletin's table: those that the scheme has a use for, under its own words."""

from __future__ import annotations

from collections.abc import Iterator

from documents.bulletin.board_facts import Board, BoardItem
from documents.bulletin.figures import FigureTexts
from documents.bulletin.sentences import fill
from documents.bulletin.template import EVERY_PART, ColumnTemplate, TableTemplate

MOST_PARTS = 12
"""Columns of points that fit on a sheet; with more parts the year's result has them."""
LONGEST_NAME = 9
"""Characters of a part's name as a header."""


def list_columns(board: Board, table: TableTemplate, figures: FigureTexts) -> list[ColumnTemplate]:
    """Return a table's columns for a board, their headers filled in.

    Left out is what the board has no use for: grades, groups, additions, deductions.
    """
    return [
        column.model_copy(update={"header": tuple(fill(text, figures) for text in column.header)})
        for written in table.columns
        if _has_use(board, written)
        for column in _expand(board, written)
    ]


def is_of_use(board: Board, table: TableTemplate) -> bool:
    """Return whether a table can have anything to show for a board.

    Without vetoes no row vetoes a unit; a table of too many parts would not fit on the sheet.
    """
    words = board.words
    possible = {"veto": words.veto, "at_risk": words.veto, "lost": True,
                "bonus": words.additions, "deduction": board.has_deductions}  # fmt: skip
    if table.kinds:
        return any(possible[kind] for kind in table.kinds)
    is_by_part = any(EVERY_PART in column.of for column in table.columns)
    return not is_by_part or 1 < len(board.parts) <= MOST_PARTS


def _has_use(board: Board, column: ColumnTemplate) -> bool:
    words = board.words
    uses = {
        "grade": words.grades,
        "group": words.groups,
        "key": words.has_additions,
        "bonus": words.additions,
        "deductions": board.has_deductions,
    }
    return bool(uses.get(column.show, True))


def _expand(board: Board, column: ColumnTemplate) -> Iterator[ColumnTemplate]:
    if EVERY_PART not in column.of:
        yield column
        return
    for part in board.parts:
        # Braces in a name are no name of the template.
        header = (*column.header[:-1], _name_part(part).replace("{", "（").replace("}", "）"))
        yield column.model_copy(update={"header": header, "of": (part.id,)})


def _name_part(part: BoardItem) -> str:
    """Return a part's name, or its number where that is too long, with its full mark."""
    name = part.name if 0 < len(part.name) <= LONGEST_NAME else part.id
    return f"{name}（{part.full.removesuffix('.00')}分）" if part.full else name
