"""Export the points of units and indicators, one table per assessment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl

from documents.about import describe_answer
from documents.exports.book import ExportBook
from documents.exports.leaderboards import GRADE_COLUMN, VETO_COLUMNS
from documents.tables import CellValue, TableColumn, TableSheet
from documents.wording import PROVISIONAL_LOST, name_grade
from scoring.scheme import Assessment
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
            sheets.append(to_score_sheet(f"考核{assessment.id}", assessment, board, points))
        about = describe_answer(found, question)
        yield ExportBook(sheets, about)


def to_score_sheet(
    name: str, assessment: Assessment, board: pl.DataFrame, points: pl.DataFrame
) -> TableSheet:
    """Return a board (read_leaderboard) with a column per indicator (read_points)."""
    columns = [TableColumn("名次", "whole"), TableColumn("单位")]
    titles = ("满分", "得分", "失分", f"其中{PROVISIONAL_LOST}", "待定")
    columns += [TableColumn(title, "points") for title in titles]
    columns += [*(VETO_COLUMNS if assessment.has_bonus else ()), TableColumn("得分率", "percent")]
    columns.append(GRADE_COLUMN)
    pointed = [indicator for indicator in assessment.indicators if indicator.part != "veto"]
    columns += [TableColumn(f"{indicator.id} {indicator.name}", "points") for indicator in pointed]
    earned = {
        (row["unit"], row["indicator"]): row["earned"] for row in points.iter_rows(named=True)
    }
    figures = ["rank", "unit", "full", "earned", "lost", "provisional_lost", "pending"]
    figures += [*(("key", "bonus", "total") if assessment.has_bonus else ()), "rate"]
    rows: list[list[CellValue]] = [
        [
            *(row[key] for key in figures),
            name_grade(row["grade"], is_settled=row["grade_settled"]),
            *(earned.get((row["unit"], indicator.id)) for indicator in pointed),
        ]
        for row in board.iter_rows(named=True)
    ]
    return TableSheet(name, columns, rows)
