"""The columns of an exported board: those that the scheme has a use for, under its own words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, Self

import polars as pl

from documents.scheme_words import DEDUCTIONS, SchemeWords, find_ranking_group, find_words
from documents.tables import CellValue, ColumnKind, TableColumn
from documents.wording import PROVISIONAL_LOST, name_grade
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme

Row = dict[str, Any]
"""A row of read_leaderboard."""


class BoardColumn(NamedTuple):
    """An exported column, and how it is read from a row of the board."""

    shown: TableColumn
    read: Callable[[Row], CellValue]


@dataclass(frozen=True)
class BoardContext:
    """A board with what its columns depend on."""

    assessment: AssessmentOutline
    board: pl.DataFrame
    words: SchemeWords
    groups: Mapping[str, str]
    """Unit → the group in which it is ranked; empty if all are ranked together."""

    @classmethod
    def of(cls, scheme: Scheme, assessment: AssessmentOutline, board: pl.DataFrame) -> Self:
        """Return the context of a board of read_leaderboard."""
        words, groups = find_words(scheme, assessment), find_ranking_group(scheme, assessment)
        return cls(assessment, board, words, groups)

    @property
    def has_deductions(self) -> bool:
        """Whether anything is taken beside the full marks: by the notice, or from a unit."""
        return (
            bool(self.words.deductions) or self.board.get_column("deductions").is_not_null().any()
        )

    def list_rows(self) -> list[Row]:
        """Return the rows in rank order, group by group in the order of the roster."""
        order = {group: number for number, group in enumerate(dict.fromkeys(self.groups.values()))}
        rows = list(self.board.iter_rows(named=True))
        return sorted(rows, key=lambda row: order.get(self.groups.get(row["unit"], ""), 0))


def list_score_columns(context: BoardContext, *, with_full: bool = False) -> list[BoardColumn]:
    """Return the columns of a board after those of the unit: points, additions, total, grade.

    `with_full` adds the full mark and the additions that do not count, and leaves out the rate.
    """
    return [
        *_list_groups(context),
        *_list_points(context, with_full=with_full),
        *_list_additions(context, with_uncounted=with_full),
        *_list_grades(context),
    ]


def _list_groups(context: BoardContext) -> Iterator[BoardColumn]:
    if context.words.groups and context.assessment.ranks_within == "group":
        yield BoardColumn(
            TableColumn(context.words.groups), lambda row: context.groups.get(row["unit"])
        )


def _list_points(context: BoardContext, *, with_full: bool) -> Iterator[BoardColumn]:
    titles = {"full": "满分"} if with_full else {}
    titles |= {
        "earned": "得分",
        "lost": "失分",
        "provisional_lost": f"其中{PROVISIONAL_LOST}",
        "pending": "待定",
    }
    for key, title in titles.items():
        yield _column(context, key, title)
    if not with_full:
        yield BoardColumn(TableColumn("得分率", "percent"), lambda row: row["rate"])


def _list_additions(context: BoardContext, *, with_uncounted: bool) -> Iterator[BoardColumn]:
    """Yield what stands beside the full marks and the total; nothing where that is all there is."""
    words = context.words
    if not words.has_additions:
        return
    if words.base:
        yield _column(context, "earned", words.base)
    if words.additions:
        column = _column(context, "bonus", words.additions)
        yield BoardColumn(
            column.shown,
            lambda row: row["bonus"] if with_uncounted or row["bonus_counted"] else None,
        )
    if context.has_deductions:
        column = _column(context, "deductions", words.deductions or DEDUCTIONS)
        yield BoardColumn(column.shown, _read_deductions)
    yield _column(context, "total", "总分")


def _read_deductions(row: Row) -> CellValue:
    """Return what is taken from a unit: 0 where nothing is, None where a veto takes its points."""
    return None if row["total"] is None else row["deductions"] or Decimal(0)


def _list_grades(context: BoardContext) -> Iterator[BoardColumn]:
    grades = context.words.grades
    if grades:
        yield BoardColumn(
            TableColumn("等次"),
            lambda row: name_grade(row["grade"], is_settled=row["grade_settled"], grades=grades),
        )


def _column(context: BoardContext, key: str, title: str) -> BoardColumn:
    kind = choose_kind(context.board.get_column(key))
    return BoardColumn(TableColumn(title, kind), lambda row: row[key])


CENT = Decimal("0.01")


def choose_kind(points: Iterable[Decimal | None]) -> ColumnKind:
    """Return how a column of points is written: with all decimals where two are not enough."""
    return "exact" if any(one is not None and one % CENT for one in points) else "points"
