"""What an import would do: each table with what stands for it, and what stands against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from scoring.scheme import Scheme
from warehouse.access.typed_reasons import clean_typed_text
from warehouse.database.connection import Cursor
from warehouse.faults import WrongCall
from warehouse.importing.differences import SCHEMA, Differences, compare
from warehouse.importing.likeness import find_likeness
from warehouse.importing.remembered_answers import Remembered, recall_answers
from warehouse.reading.contract import Finding, Reading, Table
from warehouse.results.standing_batches import StandingBatch, read_standing, to_month
from warehouse.schemes.schemes import read_scheme

KEEP, CLEAR = "keep", "clear"
MOST_TYPED = 2_000
"""Aliases, and answers, of one import: more than a province has units."""

State = Literal["landed", "dry_run", "already_imported", "errors", "questions", "warnings"]
EXIT_CODES: dict[State, int] = {
    "landed": 0, "dry_run": 0, "already_imported": 0, "errors": 1, "questions": 3, "warnings": 3,
}  # fmt: skip


@dataclass(frozen=True)
class ImportOptions:
    """What a person says about a file beforehand, and what they have decided."""

    actor: str
    scheme: str | None = None
    dataset: str | None = None
    month: str | None = None
    aliases: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    keep_missing_columns: bool = False
    accept_warnings: bool = False
    seen: frozenset[Finding] | None = None
    """The warnings that were shown to whoever accepts them; a further one stops the landing."""
    dry_run: bool = False
    reason: str | None = None
    expected: dict[str, int] | None = None
    """`dataset:month` → the batch that stood when the preview was shown; else told."""

    def __post_init__(self) -> None:
        """Take what a person typed as it may be kept: it is compared with masked cells."""
        object.__setattr__(self, "reason", clean_typed_text(self.reason) if self.reason else None)
        for name in ("aliases", "answers"):
            typed: dict[str, str] = getattr(self, name)
            if len(typed) > MOST_TYPED:
                raise WrongCall(f"一次最多回答 {MOST_TYPED} 个问题。请把文件分开导入。")
            object.__setattr__(
                self, name, {clean_typed_text(k): clean_typed_text(v) for k, v in typed.items()}
            )


@dataclass(frozen=True)
class BatchReport:
    """One batch that was landed (or would be: its id is None)."""

    id: int | None
    scheme: str
    dataset: str
    month: str
    rows: int
    added: int
    changed: int
    removed: int


@dataclass(frozen=True)
class ImportReport:
    """What became of a file."""

    state: State
    reading: Reading
    batches: list[BatchReport]
    errors: list[Finding]
    warnings: list[Finding]
    questions: list[Finding]
    differences: pl.DataFrame
    expected: dict[str, int]
    notes: list[str] = field(default_factory=list)
    remembered: dict[str, Remembered] = field(default_factory=dict)
    """Question id → how it was answered the last time; offered, never used by itself."""

    @property
    def exit_code(self) -> int:
        """The command line's exit code (interfaces.md)."""
        return EXIT_CODES[self.state]


@dataclass(frozen=True)
class Planned:
    """A table with what stands for it and what would change."""

    scheme: Scheme
    table: Table
    standing: StandingBatch
    kept: frozenset[str]
    differences: Differences

    @property
    def place(self) -> str:
        """The dataset and month, as the key of `expected`."""
        return f"{self.table.dataset}:{self.table.month}"

    def report(self, batch_id: int | None) -> BatchReport:
        """Return the batch as the report lists it."""
        difference = self.differences
        return BatchReport(
            batch_id, self.scheme.id, self.table.dataset, self.table.month or "",
            len(self.table.rows), difference.added, difference.changed, difference.removed,
        )  # fmt: skip


def plan_import(
    cursor: Cursor, reading: Reading, options: ImportOptions
) -> tuple[ImportReport, list[Planned]]:
    """Compare every table with what stands, and say what stands against landing."""
    errors, questions, warnings = (
        [one for one in reading.findings if one.severity == severity]
        for severity in ("error", "question", "warning")
    )
    plans = []
    for table in reading.tables:
        if table.month is None:
            continue
        scheme = read_scheme(cursor, table.scheme)
        dataset = scheme.dataset(table.dataset)
        standing = read_standing(cursor, scheme.id, dataset, to_month(table.month))
        asked, kept = _decide_missing(scheme, table, standing, reading.file, options)
        questions += asked
        plans.append(
            Planned(scheme, table, standing, kept, compare(dataset, table, standing, set(kept)))
        )
        if (alike := find_likeness(cursor, scheme, table, reading)) is not None:
            warnings.append(alike)
    state = _judge(reading, plans, errors, questions, warnings, options)
    report = ImportReport(
        state=state,
        reading=reading,
        batches=[plan.report(_standing_id(plan, state)) for plan in plans],
        errors=errors,
        warnings=warnings,
        questions=questions,
        differences=pl.concat([SCHEMA.to_frame(), *(plan.differences.cells for plan in plans)]),
        expected={plan.place: plan.standing.batch_id for plan in plans},
        notes=[*_describe_state(plans, state), *reading.notes],
        remembered=_recall(cursor, reading, questions),
    )
    return report, plans


def _describe_state(plans: list[Planned], state: State) -> list[str]:
    if state != "already_imported":
        return []
    return [describe_imported([plan.standing.batch_id for plan in plans])]


def _recall(cursor: Cursor, reading: Reading, questions: list[Finding]) -> dict[str, Remembered]:
    """Return the earlier answers to what is asked of any table of the file."""
    forms = dict.fromkeys((table.scheme, table.dataset) for table in reading.tables)
    recalled: dict[str, Remembered] = {}
    for scheme_id, dataset in forms if questions else ():
        recalled |= recall_answers(cursor, scheme_id, dataset, questions)
    return recalled


def _judge(
    reading: Reading,
    plans: list[Planned],
    errors: list[Finding],
    questions: list[Finding],
    warnings: list[Finding],
    options: ImportOptions,
) -> State:
    if errors:
        return "errors"
    if questions:
        return "questions"
    if plans and all(is_imported(reading, plan) for plan in plans):
        return "already_imported"
    if options.dry_run:
        return "dry_run"
    return "landed" if _are_accepted(warnings, options) else "warnings"


def _are_accepted(warnings: list[Finding], options: ImportOptions) -> bool:
    """Tell whether each warning is accepted: by a person who saw it, or all of them beforehand."""
    if not warnings or options.seen is None:
        return not warnings or options.accept_warnings
    return options.accept_warnings and options.seen.issuperset(warnings)


def _standing_id(plan: Planned, state: State) -> int | None:
    return plan.standing.batch_id if state == "already_imported" else None


def is_imported(reading: Reading, plan: Planned) -> bool:
    """Tell whether the same bytes stand already, with the same outcome."""
    return plan.standing.sha256 == reading.sha256 and plan.differences.is_empty


def describe_imported(batches: list[int]) -> str:
    """Return the note on a file that has landed before."""
    numbers = "、".join(str(one) for one in batches)
    return f"这份文件已导入过（第{numbers}批），数据没有变化。"


def _decide_missing(
    scheme: Scheme, table: Table, standing: StandingBatch, file: str, options: ImportOptions
) -> tuple[list[Finding], frozenset[str]]:
    """Return the questions about columns that the file lacks, and the columns to carry over."""
    dataset = scheme.dataset(table.dataset)
    asked: list[Finding] = []
    kept = set()
    for key in table.missing_columns:
        column = dataset.column(key)
        stands = key in standing.columns
        if not stands and (column.optional or dataset.shape == "dated_ledger"):
            continue
        name = f"missing_column:{table.dataset}:{table.month}:{key}"
        answer = KEEP if options.keep_missing_columns else options.answers.get(name)
        if answer == KEEP:
            kept |= {key} if stands else set()
        elif answer != CLEAR:
            now = (
                "本月这一列已有数据，是沿用（keep），还是作为未报（clear）？"
                if stands
                else "本月这一列还没有数据，是否作为未报（clear）？"
            )
            asked.append(
                Finding(
                    severity="question",
                    code="missing_column",
                    message=f"“{file}”缺少“{column.headers[0]}”一列。{now}"
                    "若是漏了，请补上这一列后重新导入。",
                    file=file,
                    sheet=table.sheet,
                    column=key,
                    id=name,
                    options=(KEEP, CLEAR) if stands else (CLEAR, KEEP),
                )
            )
    return asked, frozenset(kept)
