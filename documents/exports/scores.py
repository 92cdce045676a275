"""Export the points of units and indicators, one table per assessment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl

from documents.about import describe_answer
from documents.exports.board_columns import (
    BoardColumn,
    BoardContext,
    choose_kind,
    list_score_columns,
)
from documents.exports.book import ExportBook
from documents.scheme_words import title_item
from documents.tables import TableColumn, TableSheet
from documents.workbooks import fit_sheet_name
from scoring.outline import Item
from warehouse.results.points import read_points
from warehouse.results.scores import ScoreQuery, list_assessments, open_scores
from warehouse.store import Store
from warehouse.views import read_leaderboard


@contextmanager
def gather_scores(
    store: Store, question: ScoreQuery, assessment_id: str | None = None
) -> Iterator[ExportBook]:
    """Yield the book of all scores: a sheet of units and indicators for each assessment."""
    with open_scores(store, question, assessment_id) as found:
        sheets = []
        for assessment in list_assessments(found.scheme, assessment_id):
            board = read_leaderboard(found.cursor, found.scheme, assessment.id, question.as_of)
            points = read_points(found, assessment)
            context = BoardContext.of(found.scheme, assessment, board)
            sheets.append(to_score_sheet(f"考核{assessment.id}", context, points))
        about = describe_answer(found, question)
        yield ExportBook(sheets, about)


def to_score_sheet(name: str, context: BoardContext, points: pl.DataFrame) -> TableSheet:
    """Return a board (read_leaderboard) with a column per clause (read_points)."""
    earned = {
        (row["unit"], row["indicator"]): row["earned"] for row in points.iter_rows(named=True)
    }
    rate = BoardColumn(TableColumn("得分率", "percent"), lambda row: row["rate"])
    scores = list_score_columns(context, with_full=True)
    has_grades = bool(context.words.grades)
    columns = [
        *UNIT,
        *scores[: len(scores) - has_grades],
        rate,
        *scores[len(scores) - has_grades :],
    ]
    rows = [
        [
            *(column.read(row) for column in columns),
            *(earned.get((row["unit"], clause.id)) for clause in context.assessment.indicators),
        ]
        for row in context.list_rows()
    ]
    shown = [column.shown for column in columns]
    shown += [_to_clause_column(clause, points) for clause in context.assessment.indicators]
    return TableSheet(fit_sheet_name(name), shown, rows)


UNIT = (
    BoardColumn(TableColumn("名次", "whole"), lambda row: row["rank"]),
    BoardColumn(TableColumn("单位"), lambda row: row["unit"]),
)


def _to_clause_column(clause: Item, points: pl.DataFrame) -> TableColumn:
    kind = choose_kind(points.filter(indicator=clause.id).get_column("earned"))
    return TableColumn(title_item(clause.id, clause.name), kind)
