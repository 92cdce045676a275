"""Export a leaderboard as a table."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

import polars as pl

from documents.about import describe_answer, name_assessment
from documents.exports.board_columns import BoardColumn, BoardContext, list_score_columns
from documents.exports.book import ExportBook
from documents.tables import TableColumn, TableSheet
from documents.wording import describe_change, describe_kinds
from documents.workbooks import fit_sheet_name
from scoring.clauses.roster import name_kind
from warehouse.results.scores import ScoreQuery, list_assessments, open_scores
from warehouse.store import Store
from warehouse.views import read_leaderboard

UNIT_COLUMNS = (
    BoardColumn(TableColumn("名次", "whole"), lambda row: row["rank"]),
    BoardColumn(
        TableColumn("变化"), lambda row: describe_change(row["rank"], row["previous_rank"])
    ),
    BoardColumn(TableColumn("单位"), lambda row: row["unit"]),
    BoardColumn(TableColumn("类别"), lambda row: name_kind(row["kind"])),
)


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
        about[2:2] = [*name_assessment(found.scheme, assessment), ("筛选", describe_kinds(kinds))]
        context = BoardContext.of(found.scheme, assessment, board)
        yield ExportBook([to_board_sheet("排行榜", context)], about)


def to_board_sheet(name: str, context: BoardContext) -> TableSheet:
    """Return the rows of read_leaderboard as a sheet; units of a group stand together."""
    columns = [*UNIT_COLUMNS, *list_score_columns(context)]
    rows = [[column.read(row) for column in columns] for row in context.list_rows()]
    return TableSheet(fit_sheet_name(name), [column.shown for column in columns], rows)
