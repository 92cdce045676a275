"""Export a leaderboard as a table."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

import polars as pl

from documents.about import describe_answer, name_assessment
from documents.exports.book import ExportBook
from documents.tables import CellValue, TableColumn, TableSheet
from documents.wording import (
    KIND_TITLES,
    PROVISIONAL_LOST,
    describe_change,
    describe_kinds,
    name_grade,
)
from scoring.scheme import Assessment
from warehouse.results.scores import ScoreQuery, list_assessments, open_scores
from warehouse.store import Store
from warehouse.views import read_leaderboard

SCORE_COLUMNS = (
    TableColumn("名次", "whole"),
    TableColumn("变化"),
    TableColumn("单位"),
    TableColumn("类别"),
    TableColumn("得分", "points"),
    TableColumn("失分", "points"),
    TableColumn(f"其中{PROVISIONAL_LOST}", "points"),
    TableColumn("待定", "points"),
    TableColumn("得分率", "percent"),
)
VETO_COLUMNS = (
    TableColumn("重点考核", "points"),
    TableColumn("加分", "points"),
    TableColumn("总分", "points"),
)
GRADE_COLUMN = TableColumn("等次")


@contextmanager
def gather_leaderboard(
    store: Store, question: ScoreQuery, assessment_id: str, *, kinds: Collection[str] = ()
) -> Iterator[ExportBook]:
    """Yield the book of a leaderboard; `kinds` limits it to some kinds of unit."""
    with open_scores(store, question, assessment_id) as found:
        (assessment,) = list_assessments(found.scheme, assessment_id)
        board = read_leaderboard(found.cursor, found.scheme, assessment.id, question.as_of)
        if kinds:
            board = board.filter(pl.col("kind").is_in(list(kinds)))
        about = describe_answer(found, question)
        about[2:2] = [name_assessment(assessment), ("筛选", describe_kinds(kinds))]
        yield ExportBook([to_board_sheet("排行榜", assessment, board)], about)


def to_board_sheet(name: str, assessment: Assessment, board: pl.DataFrame) -> TableSheet:
    """Return the rows of read_leaderboard as a sheet."""
    columns = [*SCORE_COLUMNS, *(VETO_COLUMNS if assessment.has_bonus else ()), GRADE_COLUMN]
    rows = []
    for row in board.iter_rows(named=True):
        cells: list[CellValue] = [
            row["rank"],
            describe_change(row["rank"], row["previous_rank"]),
            row["unit"],
            KIND_TITLES[row["kind"]],
            row["earned"],
            row["lost"],
            row["provisional_lost"],
            row["pending"],
            row["rate"],
        ]
        if assessment.has_bonus:
            cells += [row["key"], row["bonus"] if row["bonus_counted"] else None, row["total"]]
        rows.append([*cells, name_grade(row["grade"], is_settled=row["grade_settled"])])
    return TableSheet(name, columns, rows)
