"""Build a board's table of units and items, the same for the document and the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from documents.bulletin.board_facts import Board, BoardItem, UnitScore
from documents.scheme_words import DEDUCTIONS, title_item
from documents.wording import format_grade

ResultCell = str | int | Decimal
UNKNOWN = "—"
OPEN = "待定"

ResultKind = Literal[
    "rank", "unit", "points", "node", "bonus", "deductions", "total", "group", "text"
]


@dataclass(frozen=True)
class ResultColumn:
    """A column: its header and what it holds."""

    header: str
    full: str | None
    """The full points of an item, or the most that an addition may give, '' if it has neither;
    None for another column."""
    kind: ResultKind
    item: str = ""
    """The id of the item whose points it holds."""


@dataclass(frozen=True)
class ResultTable:
    """All units of an assessment in rank order, with their points for each item."""

    columns: tuple[ResultColumn, ...]
    rows: tuple[tuple[ResultCell, ...], ...]


def make_table(board: Board) -> ResultTable:
    """Return a board's table: rank, unit, every item, what stands beside them, total and grade."""
    words = board.words
    columns = [ResultColumn("名次", None, "rank"), ResultColumn("单位", None, "unit")]
    nodes = {node.id for node in board.nodes}
    columns += [
        _to_column(item, "node" if item.id in nodes else "points")
        for item in board.every_item
        if item.id not in nodes or (item.full and item.is_top)
    ]
    single = {item.name for item in board.items if item.is_top}
    deductions = words.deductions or DEDUCTIONS
    if words.additions and words.additions not in single:
        columns.append(ResultColumn(f"{words.additions}合计", None, "bonus"))
    if board.has_deductions and deductions not in single:
        columns.append(ResultColumn(f"{deductions}合计", None, "deductions"))
    columns.append(ResultColumn("总分", None, "total"))
    if words.groups:
        columns.append(ResultColumn(words.groups, None, "group"))
    if any(unit.grade for unit in board.units):
        columns.append(ResultColumn("等次", None, "text"))
    rows = tuple(tuple(_list_cells(board, unit, columns)) for unit in board.units)
    return ResultTable(tuple(columns), rows)


def _to_column(item: BoardItem, kind: ResultKind) -> ResultColumn:
    most = item.full or item.ceiling
    full = f"{Decimal(most).normalize():f}分" if most else ""
    return ResultColumn(title_item(item.id, item.name), full, kind, item.id)


def _list_cells(board: Board, unit: UnitScore, columns: list[ResultColumn]) -> Iterator[ResultCell]:
    for column in columns:
        match column.kind:
            case "rank":
                yield unit.rank if unit.rank is not None else UNKNOWN
            case "unit":
                yield unit.unit
            case "points" | "node":
                yield _describe_item(unit, column.item)
            case "bonus":
                yield _describe_bonus(unit)
            case "deductions":
                yield _describe_deductions(unit)
            case "total":
                yield OPEN if unit.is_open else _to_points(unit.total)
            case "group":
                yield unit.group or UNKNOWN
            case "text":
                yield _describe_grade(board, unit)


def _describe_item(unit: UnitScore, item_id: str) -> ResultCell:
    item = unit.find(item_id)
    if unit.total is None or item is None:
        return UNKNOWN  # a veto takes the unit's points, or the item is not there for it
    if item.pending is not None and item.pending == item.full:
        return OPEN
    return Decimal(item.earned)


def _describe_bonus(unit: UnitScore) -> ResultCell:
    if unit.bonus is None:
        return UNKNOWN
    return Decimal(unit.bonus) if unit.bonus_counted else f"（{unit.bonus}）"


def _describe_deductions(unit: UnitScore) -> ResultCell:
    return UNKNOWN if unit.total is None else Decimal(unit.deductions or 0)


def _to_points(points: str | None) -> ResultCell:
    return UNKNOWN if points is None else Decimal(points)


def _describe_grade(board: Board, unit: UnitScore) -> ResultCell:
    text = format_grade(unit.grade, is_settled=unit.is_grade_settled, grades=board.words.grades)
    return text or UNKNOWN
