"""What is exported: the same workbooks for the dashboard's buttons and the command line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from documents.wording import (
    COUNTS_TO_TITLES,
    KIND_TITLES,
    say_change,
    say_kinds,
    say_month,
    say_place,
)
from documents.workbooks import Column, Sheet, build_workbook
from scoring.scheme import Assessment, Scheme
from warehouse.pages import read_leaderboard
from warehouse.schemes import latest_batch, read_choices, read_scheme
from warehouse.scores import Question, list_assessments, parse_month, read_ledger, read_scores
from warehouse.store import Store

About = list[tuple[str, str]]

SCORE_COLUMNS = (
    Column("名次", "whole"),
    Column("变化"),
    Column("单位"),
    Column("类别"),
    Column("得分", "points"),
    Column("失分", "points"),
    Column("待定", "points"),
    Column("得分率%", "points"),
)
VETO_COLUMNS = (Column("重点考核", "points"), Column("加分", "points"), Column("总分", "points"))
GRADE_COLUMN = Column("等次")
LEDGER_COLUMNS = (
    Column("指标"), Column("名称"), Column("计入"), Column("分值", "exact"), Column("原因"),
    Column("依据"), Column("月份"), Column("佐证"),
)  # fmt: skip


def export_leaderboard(
    store: Store, scheme_id: str, assessment_id: str, as_of: str, *, kinds: Collection[str] = ()
) -> bytes:
    """Return the workbook of a leaderboard, of the given kinds of unit only."""
    with store.reader() as cursor:
        scheme = read_scheme(cursor, scheme_id)
        parse_month(scheme, as_of)
        (assessment,) = list_assessments(scheme, assessment_id)
        board = read_leaderboard(cursor, scheme, assessment.id, as_of)
        choices = read_choices(cursor, scheme)
        batch = latest_batch(cursor)
    if kinds:
        board = board.filter(pl.col("kind").is_in(list(kinds)))
    about = describe(scheme, choices, as_of, batch)
    about[2:2] = [("考核", f"{assessment.id} {assessment.title}"), ("筛选", say_kinds(kinds))]
    return build_workbook([_to_board_sheet(assessment, board)], about)


def export_ledger(store: Store, question: Question, assessment_id: str, unit: str) -> bytes:
    """Return the workbook of a unit's ledger."""
    lines = read_ledger(
        store, question.scheme_id, assessment_id, unit, question.as_of,
        final=question.final, choices=question.choices, known_at=question.known_at,
    )  # fmt: skip
    with store.reader(question.known_at) as cursor:
        scheme = read_scheme(cursor, question.scheme_id, question.known_at)
        chosen = read_choices(cursor, scheme, question.known_at) | dict(question.choices or {})
        batch = question.known_at or latest_batch(cursor)
    assessment = scheme.assessment(assessment_id)
    names = {one.id: one.name for one in assessment.indicators}
    rows = [_to_ledger_row(line, names) for line in lines]
    about = describe(scheme, chosen, question.as_of, batch, final=question.final)
    about[2:2] = [("考核", f"{assessment.id} {assessment.title}"), ("单位", unit)]
    return build_workbook([Sheet("得分明细", LEDGER_COLUMNS, rows)], about)


def export_scores(store: Store, question: Question, assessment: str | None = None) -> bytes:
    """Return the workbook of all scores: a sheet of units and indicators for each assessment."""
    scores = read_scores(
        store, question.scheme_id, question.as_of, assessment=assessment,
        final=question.final, choices=question.choices, known_at=question.known_at,
    )  # fmt: skip
    with store.reader(question.known_at) as cursor:
        scheme = read_scheme(cursor, question.scheme_id, question.known_at)
    sheets = [
        _to_score_sheet(one, [unit for unit in scores["units"] if unit["assessment"] == one.id])
        for one in list_assessments(scheme, assessment)
    ]
    batch = scores["known_at"] or 0
    about = describe(scheme, scores["interpretations"], question.as_of, batch, final=question.final)
    return build_workbook(sheets, about)


def _to_board_sheet(assessment: Assessment, board: pl.DataFrame) -> Sheet:
    columns = [*SCORE_COLUMNS, *(VETO_COLUMNS if assessment.has_bonus else ()), GRADE_COLUMN]
    rows = []
    for row in board.iter_rows(named=True):
        cells = [
            row["rank"],
            say_change(row["rank"], row["previous_rank"]),
            row["unit"],
            KIND_TITLES[row["kind"]],
            row["earned"],
            row["lost"],
            row["pending"],
            row["rate"],
        ]
        if assessment.has_bonus:
            cells += [row["key"], row["bonus"] if row["bonus_counted"] else None, row["total"]]
        rows.append([*cells, row["grade"]])
    return Sheet("排行榜", columns, rows)


def _to_ledger_row(line: dict[str, Any], names: Mapping[str, str]) -> list[Any]:
    places = [say_place(one["file"], one["sheet"], one["row"]) for one in line["evidence"]]
    return [
        line["indicator"],
        names[line["indicator"]],
        COUNTS_TO_TITLES[line["counts_to"]],
        Decimal(line["points"]),
        line["reason"],
        line["clause"],
        "、".join(f"{month}月" for month in line["months"]),
        "；".join(places),
    ]


def _to_score_sheet(assessment: Assessment, units: list[dict[str, Any]]) -> Sheet:
    columns = [Column("名次", "whole"), Column("单位")]
    columns += [Column(title, "points") for title in ("满分", "得分", "失分", "待定")]
    columns += [*(VETO_COLUMNS if assessment.has_bonus else ()), Column("得分率%", "points")]
    columns.append(GRADE_COLUMN)
    columns += [Column(f"{one.id} {one.name}", "points") for one in assessment.indicators]
    rows = []
    for unit in units:
        cells = [unit["rank"], unit["unit"]]
        cells += [_number(unit[key]) for key in ("full", "earned", "lost", "pending")]
        if assessment.has_bonus:
            cells += [_number(unit[key]) for key in ("key", "bonus", "total")]
        cells += [_number(unit["rate"]), unit["grade"]]
        earned = {one["id"]: _number(one["earned"]) for one in unit["indicators"]}
        rows.append([*cells, *(earned.get(one.id) for one in assessment.indicators)])
    return Sheet(f"考核{assessment.id}", columns, rows)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def describe(
    scheme: Scheme, choices: Mapping[str, str], as_of: str, batch: int, *, final: bool = False
) -> About:
    """Return what a workbook must say of itself, so that it can be checked years later."""
    about = [
        ("方案", scheme.title),
        ("文件", scheme.document),
        ("截至", say_month(as_of) + ("，年终结算" if final else "")),
        ("数据", f"截至第{batch}批导入"),
    ]
    for one in scheme.interpretations:
        about.append((f"口径：{one.title}", one.option(choices[one.id]).label))
    return about
