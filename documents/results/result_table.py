"""Build a board's table of units and items, the same for the document and the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from documents.bulletin.facts import Board, UnitScore
from documents.wording import format_grade

ResultCell = str | int | Decimal
UNKNOWN = "—"
OPEN = "待定"

ResultKind = Literal["rank", "unit", "points", "bonus", "total", "text"]


@dataclass(frozen=True)
class ResultColumn:
    """A column: its header and what it holds."""

    header: str
    full: str | None
    """The full points of an item; None for another column."""
    kind: ResultKind


@dataclass(frozen=True)
class ResultTable:
    """All units of an assessment in rank order, with their points for each item."""

    columns: tuple[ResultColumn, ...]
    rows: tuple[tuple[ResultCell, ...], ...]


def make_table(board: Board) -> ResultTable:
    """Return a board's table: rank, unit, every item, bonus, total and grade."""
    columns = [ResultColumn("名次", None, "rank"), ResultColumn("单位", None, "unit")]
    for item in board.items:
        full = f"{Decimal(item.full).normalize():f}分"
        columns.append(ResultColumn(f"{item.id} {item.name}", full, "points"))
    if board.has_bonus:
        columns.append(ResultColumn("加分合计", None, "bonus"))
    columns.append(ResultColumn("总分", None, "total"))
    if any(unit.grade for unit in board.units):
        columns.append(ResultColumn("等次", None, "text"))
    rows = tuple(tuple(_list_cells(board, unit, columns)) for unit in board.units)
    return ResultTable(tuple(columns), rows)


def _list_cells(board: Board, unit: UnitScore, columns: list[ResultColumn]) -> Iterator[ResultCell]:
    yield unit.rank if unit.rank is not None else UNKNOWN
    yield unit.unit
    for item in unit.items:
        if unit.vetoes:
            yield UNKNOWN  # nothing of a vetoed unit is scored
        elif item.pending is not None and item.pending == item.full:
            yield OPEN
        else:
            yield Decimal(item.earned)
    if board.has_bonus:
        yield _describe_bonus(unit)
    yield OPEN if unit.is_open else UNKNOWN if unit.total is None else Decimal(unit.total)
    if columns[-1].kind == "text":
        yield format_grade(unit.grade, is_settled=unit.is_grade_settled) or UNKNOWN


def _describe_bonus(unit: UnitScore) -> ResultCell:
    if unit.bonus is None:
        return UNKNOWN
    return Decimal(unit.bonus) if unit.bonus_counted else f"（{unit.bonus}）"
