"""Columns that a file lacks: carried over from the standing batch, unreported, or a question."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.dataset import Column, Dataset
from warehouse.reading.contract import Finding, TypedTable
from warehouse.results.standing_batches import StandingBatch

KEEP, CLEAR = "keep", "clear"
"""The answers: keep the standing data of a missing column, or take it as unreported."""


def decide_missing(
    dataset: Dataset,
    table: TypedTable,
    standing: StandingBatch,
    file: str,
    *,
    answers: Mapping[str, str],
    keep_all: bool,
) -> tuple[list[Finding], frozenset[str]]:
    """Return the questions about columns that the file lacks, and the columns to carry over.

    Columns without standing data may be missing without a question if they are optional or the
    form is a dated ledger. `keep_all` answers every question with KEEP.
    """
    questions: list[Finding] = []
    kept = set()
    for key in table.missing_columns:
        column = dataset.column(key)
        has_data = key in standing.columns
        if not has_data and (column.optional or dataset.shape == "dated_ledger"):
            continue
        question_id = f"missing_column:{table.dataset}:{table.month}:{key}"
        answer = KEEP if keep_all else answers.get(question_id)
        if answer == KEEP:
            kept |= {key} if has_data else set()
        elif answer != CLEAR:
            questions.append(_ask_about(column, question_id, table, file, has_data=has_data))
    return questions, frozenset(kept)


def _ask_about(
    column: Column, question_id: str, table: TypedTable, file: str, *, has_data: bool
) -> Finding:
    """Return the question whether a missing column keeps its standing data or is unreported."""
    choice = (
        "本月这一列已有数据，是沿用（keep），还是作为未报（clear）？"
        if has_data
        else "本月这一列还没有数据，是否作为未报（clear）？"
    )
    return Finding(
        severity="question",
        code="missing_column",
        message=f"“{file}”缺少“{column.headers[0]}”一列。{choice}"
        "若是漏了，请补上这一列后重新导入。",
        file=file,
        sheet=table.sheet,
        column=column.key,
        id=question_id,
        options=(KEEP, CLEAR) if has_data else (CLEAR, KEEP),
    )
