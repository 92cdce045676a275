"""Export the whole board of a scheme as one workbook, one sheet per table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from documents.about import describe_answer
from documents.exports.board_columns import BoardContext
from documents.exports.book import ExportBook
from documents.exports.leaderboards import to_board_sheet
from documents.exports.scores import to_score_sheet
from documents.forms.naming import name_annex
from documents.scheme_words import find_words
from documents.tables import TableColumn, TableSheet, drop_blank
from documents.wording import PROVISIONAL_LOST, format_place
from documents.workbooks import fit_sheet_name
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.results.points import read_points
from warehouse.results.scores import ScoreQuery, ScoreSource, open_scores
from warehouse.store import Store
from warehouse.views import read_leaderboard, read_months, read_vetoes
from warehouse.views.forms_due import expected_months, list_providers
from warehouse.views.losses import rank_losses, read_losses

LOSS_COLUMNS = (
    TableColumn("考核"), TableColumn("指标"), TableColumn("名称"), TableColumn("条款"),
    TableColumn("提供单位"),
    TableColumn("失分单位数", "whole"), TableColumn("失分合计", "points"),
    TableColumn(f"其中{PROVISIONAL_LOST}", "points"), TableColumn("占全部失分", "percent"),
    TableColumn("累计", "percent"),
)  # fmt: skip
VETO_COLUMNS = (
    TableColumn("考核"), TableColumn("单位"), TableColumn("指标"), TableColumn("名称"),
    TableColumn("性质"),
    TableColumn("事由", "wrap", 44), TableColumn("条款"), TableColumn("佐证", "wrap", 44),
)  # fmt: skip
MISSING_COLUMNS = (
    TableColumn("附件"),
    TableColumn("报表", "wrap", 36),
    TableColumn("缺报月份", "wrap", 36),
    TableColumn("提供单位", "wrap", 36),
)


@contextmanager
def gather_board(store: Store, scheme_id: str, as_of: str) -> Iterator[ExportBook]:
    """Yield the book of a scheme's whole board: ranks, points, losses, vetoes, missing months."""
    question = ScoreQuery(scheme_id, as_of)
    with open_scores(store, question, None) as found:
        scheme = found.scheme
        sheets = [
            sheet
            for assessment in scheme.assessments
            for sheet in _list_boards(found, assessment, as_of)
        ]
        sheets.append(_to_loss_sheet(found.cursor, scheme, as_of))
        if any(assessment.vetoes for assessment in scheme.assessments):
            sheets.append(_to_veto_sheet(found.cursor, scheme, as_of))
        sheets.append(_to_missing_sheet(found))
        yield ExportBook(sheets, describe_answer(found, question))


def _list_boards(
    found: ScoreSource, assessment: AssessmentOutline, as_of: str
) -> Iterator[TableSheet]:
    board = read_leaderboard(found.cursor, found.scheme, assessment.id, as_of)
    context = BoardContext.of(found.scheme, assessment, board)
    yield to_board_sheet(f"排行榜{assessment.id}", context)
    yield to_score_sheet(f"指标得分{assessment.id}", context, read_points(found, assessment))


def _to_loss_sheet(cursor: Cursor, scheme: Scheme, as_of: str) -> TableSheet:
    rows = [
        [assessment.id, row["item"], row["name"], row["clause"], row["provider"], row["units"],
         row["lost"], row["provisional_lost"], row["share"], row["cumulative"]]
        for assessment in scheme.assessments
        for row in rank_losses(read_losses(cursor, scheme, assessment.id, as_of))
    ]  # fmt: skip
    return drop_blank(TableSheet("失分分布", LOSS_COLUMNS, rows), {"条款", "提供单位"})


def _to_veto_sheet(cursor: Cursor, scheme: Scheme, as_of: str) -> TableSheet:
    words = {one.id: find_words(scheme, one) for one in scheme.assessments}
    kinds = {key: {"veto": own.veto, "at_risk": own.at_risk} for key, own in words.items()}
    rows = [
        [assessment.id, row["unit"], row["indicator"], row["name"],
         kinds[assessment.id][row["kind"]],
         row["reason"], row["clause"], format_place(row["file"], row["sheet"], row["row"])]
        for assessment in scheme.assessments
        for row in read_vetoes(cursor, scheme, assessment.id, as_of).iter_rows(named=True)
    ]  # fmt: skip
    title = next(own.veto for own in words.values() if own.veto)
    warns = any(
        veto.warn is not None
        for assessment in scheme.chosen().assessments
        for veto in assessment.vetoes
    )
    name = fit_sheet_name(f"{title}与预警" if warns else title)
    return drop_blank(TableSheet(name, VETO_COLUMNS, rows), {"条款"})


def _to_missing_sheet(found: ScoreSource) -> TableSheet:
    """Return a row per form with the expected months up to the as-of month without a batch."""
    scheme = found.scheme
    months = read_months(found.cursor, scheme)
    rows = []
    for dataset in scheme.datasets:
        standing = months.filter(dataset=dataset.key).drop_nulls("batch_id").get_column("month")
        expected = expected_months(scheme, dataset, found.choices)
        missing = [
            month for month in expected if month <= found.month and month not in set(standing)
        ]
        if missing:
            providers = "、".join(list_providers(scheme, dataset, found.choices))
            calendar = scheme.calendar
            months_text = "、".join(f"{calendar.calendar_month(month)[1]}月" for month in missing)
            rows.append([name_annex(dataset), dataset.title, months_text, providers])
    return drop_blank(TableSheet("缺报月份", MISSING_COLUMNS, rows), {"附件", "提供单位"})
