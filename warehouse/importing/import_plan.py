"""Plan an import: each table beside the standing batch of its month, and what prevents landing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import polars as pl

from scoring.scheme import Scheme
from warehouse.access.typed_reasons import clean_typed_text
from warehouse.database.connection import Cursor
from warehouse.faults import WrongCall
from warehouse.importing.differences import SCHEMA, Differences, compare_with_standing
from warehouse.importing.likeness import find_likeness
from warehouse.importing.missing_columns import decide_missing
from warehouse.importing.remembered_answers import Remembered, recall_answers
from warehouse.importing.sealed_months import describe_sealed, list_sealed
from warehouse.reading.contract import Finding, Reading, TypedTable
from warehouse.results.standing_batches import StandingBatch, read_standing, to_month
from warehouse.schemes.schemes import read_scheme

MOST_TYPED = 2_000
"""Limit on the aliases, and on the answers, of one import: more than a province has units."""

State = Literal["landed", "dry_run", "already_imported", "errors", "questions", "warnings"]
EXIT_CODES: dict[State, int] = {
    "landed": 0, "dry_run": 0, "already_imported": 0, "errors": 1, "questions": 3, "warnings": 3,
}  # fmt: skip


@dataclass(frozen=True)
class ImportOptions:
    """What the importing user states about a file beforehand, and what they decided."""

    actor: str
    scheme: str | None = None
    dataset: str | None = None
    month: str | None = None
    aliases: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    keep_missing_columns: bool = False
    accept_warnings: bool = False
    seen: frozenset[Finding] | None = None
    """The warnings shown to the user who accepts them; any other warning stops the landing."""
    dry_run: bool = False
    reason: str | None = None
    expected: dict[str, int] | None = None
    """`dataset:month` → the batch that stood when the preview was shown.

    If another one stands at landing, the import is Refused.
    """

    def __post_init__(self) -> None:
        """Clean typed texts as they will be kept, because they are compared with masked cells."""
        object.__setattr__(self, "reason", clean_typed_text(self.reason) if self.reason else None)
        for name in ("aliases", "answers"):
            typed: dict[str, str] = getattr(self, name)
            if len(typed) > MOST_TYPED:
                raise WrongCall(f"一次最多回答{MOST_TYPED}个问题。请把文件分开导入。")
            object.__setattr__(
                self, name, {clean_typed_text(k): clean_typed_text(v) for k, v in typed.items()}
            )


@dataclass(frozen=True)
class BatchReport:
    """One batch that landed, or would land (then `id` is None)."""

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
    """The outcome of an import: its state, batches, findings and cell differences."""

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
    """Question id → its last answer; offered as the default, never applied by itself."""
    sealed: tuple[str, ...] = ()
    """The months of the file (YYYY-MM) that are sealed; while there is one, nothing can land."""

    @property
    def exit_code(self) -> int:
        """The exit code of the command line for this state."""
        return EXIT_CODES[self.state]


@dataclass(frozen=True)
class PlannedTable:
    """A table with the standing batch of its month and what would change."""

    scheme: Scheme
    table: TypedTable
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
) -> tuple[ImportReport, list[PlannedTable]]:
    """Compare every table with the standing batch of its month; return the report and the plans.

    The report's state names what prevents landing, or `landed` if nothing does.
    """
    errors, questions, warnings = (
        [finding for finding in reading.findings if finding.severity == severity]
        for severity in ("error", "question", "warning")
    )
    plans = []
    for table in reading.tables:
        if table.month is None:
            continue
        plan, missing = _plan_table(cursor, table, to_month(table.month), reading.file, options)
        plans.append(plan)
        questions += missing
        if (likeness := find_likeness(cursor, plan.scheme, table, reading)) is not None:
            warnings.append(likeness)
    state = _judge(reading, plans, errors, questions, warnings, options)
    sealed = () if state == "already_imported" else list_sealed(cursor, map(_find_month, plans))
    report = ImportReport(
        state=state,
        reading=reading,
        batches=[plan.report(_standing_id(plan, state)) for plan in plans],
        errors=errors,
        warnings=warnings,
        questions=questions,
        differences=pl.concat([SCHEMA.to_frame(), *(plan.differences.cells for plan in plans)]),
        expected={plan.place: plan.standing.batch_id for plan in plans},
        notes=[*_describe_state(plans, state), *map(describe_sealed, sealed), *reading.notes],
        remembered=_recall(cursor, reading, questions),
        sealed=sealed,
    )
    return report, plans


def _plan_table(
    cursor: Cursor, table: TypedTable, month: date, file: str, options: ImportOptions
) -> tuple[PlannedTable, list[Finding]]:
    """Return a table's plan, and the questions about columns that it lacks."""
    scheme = read_scheme(cursor, table.scheme)
    dataset = scheme.dataset(table.dataset)
    standing = read_standing(cursor, scheme.id, dataset, month)
    questions, kept = decide_missing(
        dataset,
        table,
        standing,
        file,
        answers=options.answers,
        keep_all=options.keep_missing_columns,
    )
    differences = compare_with_standing(dataset, table, standing, set(kept))
    return PlannedTable(scheme, table, standing, kept, differences), questions


def _find_month(plan: PlannedTable) -> tuple[str, str]:
    return plan.scheme.id, plan.table.month or ""


def _describe_state(plans: list[PlannedTable], state: State) -> list[str]:
    if state != "already_imported":
        return []
    return [describe_imported([plan.standing.batch_id for plan in plans])]


def _recall(cursor: Cursor, reading: Reading, questions: list[Finding]) -> dict[str, Remembered]:
    """Return the earlier answers to the open questions, for every form in the file."""
    forms = dict.fromkeys((table.scheme, table.dataset) for table in reading.tables)
    recalled: dict[str, Remembered] = {}
    for scheme_id, dataset in forms if questions else ():
        recalled |= recall_answers(cursor, scheme_id, dataset, questions)
    return recalled


def _judge(
    reading: Reading,
    plans: list[PlannedTable],
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
    """Return whether the user accepted every warning: those they saw, or all of them beforehand."""
    if not warnings or options.seen is None:
        return not warnings or options.accept_warnings
    return options.accept_warnings and options.seen.issuperset(warnings)


def _standing_id(plan: PlannedTable, state: State) -> int | None:
    return plan.standing.batch_id if state == "already_imported" else None


def is_imported(reading: Reading, plan: PlannedTable) -> bool:
    """Return whether the same bytes already stand for the month, read with the same result."""
    return plan.standing.sha256 == reading.sha256 and plan.differences.is_empty


def describe_imported(batches: list[int]) -> str:
    """Return the note on a file that has landed before."""
    numbers = "、".join(str(number) for number in batches)
    return f"这份文件已导入过（第{numbers}批），数据没有变化。"
