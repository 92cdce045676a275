"""Importing a file: read in a worker, shown with its differences, landed whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from typing import Literal

import polars as pl

from scoring.scheme import Scheme
from warehouse.differences import SCHEMA, Differences, compare
from warehouse.faults import Refused, WrongCall
from warehouse.landing import Origin, land_table, revert
from warehouse.reading.contract import Finding, Reading, ReadRequest, Table, forms_of
from warehouse.reading.worker import read_in_worker
from warehouse.refresh import refresh
from warehouse.schemes import read_choices, read_scheme, read_schemes
from warehouse.standing import Standing, read_standing, to_month
from warehouse.store import Cursor, Store, utc_now

CHINA = timezone(timedelta(hours=8))
"""The business day is Asia/Shanghai's, which has had no other offset since 1991."""

KEEP, CLEAR = "keep", "clear"

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
    dry_run: bool = False
    reason: str | None = None
    expected: dict[str, int] | None = None
    """`dataset:month` → the batch that stood when the preview was shown; else told."""


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

    @property
    def exit_code(self) -> int:
        """The command line's exit code (interfaces.md)."""
        return EXIT_CODES[self.state]


@dataclass(frozen=True)
class Planned:
    """A table with what stands for it and what would change."""

    scheme: Scheme
    table: Table
    standing: Standing
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


def import_file(store: Store, name: str, content: bytes, options: ImportOptions) -> ImportReport:
    """Read a file, plan its landing, and land it unless something stands against it."""
    reading = _read(store, name, content, options)
    with store.reader() as cursor:
        report, plans = _plan(cursor, reading, options)
    if report.state != "landed":
        return report
    store.keep_original(reading.sha256, content)
    return _land(store, report, plans, options)


def revert_batch(store: Store, batch_id: int, *, actor: str, reason: str) -> int:
    """Undo a batch: what it replaced stands again, scores follow; return the revert's number."""
    with store.writer() as cursor:
        number, scheme_id, dataset, month = revert(cursor, batch_id, actor=actor, reason=reason)
        scheme = read_scheme(cursor, scheme_id)
        _rescore(cursor, scheme, {dataset}, month)
    return number


def _read(store: Store, name: str, content: bytes, options: ImportOptions) -> Reading:
    with store.reader() as cursor:
        schemes = [read_scheme(cursor, options.scheme)] if options.scheme else read_schemes(cursor)
        if not schemes:
            raise WrongCall("还没有考核方案，请先运行 kaohe init。")
        _check_dataset(schemes, options.dataset)
        aliases = {
            scheme.id: {**_remembered(cursor, scheme.id), **options.aliases} for scheme in schemes
        }
        _check_aliases(schemes, options.aliases)
    request = ReadRequest(
        file_name=name,
        schemes=tuple(forms_of(scheme) for scheme in schemes),
        dataset=options.dataset,
        month=options.month,
        aliases=aliases,
        answers=options.answers,
        today=datetime.now(CHINA).date(),
    )
    return read_in_worker(content, request)


def _check_dataset(schemes: Sequence[Scheme], dataset: str | None) -> None:
    known = [one.key for scheme in schemes for one in scheme.datasets]
    if dataset is not None and dataset not in known:
        raise WrongCall(f"没有数据表“{dataset}”（可选：{'、'.join(known)}）。")


def _check_aliases(schemes: Sequence[Scheme], aliases: dict[str, str]) -> None:
    known = {unit.name for scheme in schemes for unit in scheme.units}
    for written, unit in aliases.items():
        if unit not in known:
            raise WrongCall(f"别名“{written}”所指的单位“{unit}”不在名册中，请写名册上的全称。")


def _remembered(cursor: Cursor, scheme_id: str) -> dict[str, str]:
    rows = cursor.execute(
        "select written, unit_name from remembered_alias inner join unit using (unit_id)"
        " where remembered_alias.scheme_id = ?",
        [scheme_id],
    ).fetchall()
    return dict(rows)


def _plan(
    cursor: Cursor, reading: Reading, options: ImportOptions
) -> tuple[ImportReport, list[Planned]]:
    """Compare every table with what stands, and say what stands against landing."""
    questions = [one for one in reading.findings if one.severity == "question"]
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
    errors = [one for one in reading.findings if one.severity == "error"]
    warnings = [one for one in reading.findings if one.severity == "warning"]
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
        notes=_say_imported(plans) if state == "already_imported" else [],
    )
    return report, plans


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
    if plans and all(_is_imported(reading, plan) for plan in plans):
        return "already_imported"
    if options.dry_run:
        return "dry_run"
    if warnings and not options.accept_warnings:
        return "warnings"
    return "landed"


def _standing_id(plan: Planned, state: State) -> int | None:
    return plan.standing.batch_id if state == "already_imported" else None


def _is_imported(reading: Reading, plan: Planned) -> bool:
    return plan.standing.sha256 == reading.sha256 and plan.differences.is_empty


def _say_imported(plans: list[Planned]) -> list[str]:
    batches = "、".join(str(plan.standing.batch_id) for plan in plans)
    return [f"这份文件已导入过（第{batches}批），数据没有变化。"]


def _decide_missing(
    scheme: Scheme, table: Table, standing: Standing, file: str, options: ImportOptions
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
                "沿用当前数据（keep），还是作为未报（clear）"
                if stands
                else "确认本月此项未报（clear）"
            )
            asked.append(
                Finding(
                    severity="question",
                    code="missing_column",
                    message=f"“{file}”缺少“{column.headers[0]}”一列。请选择：{now}？"
                    "若是漏了，请补上这一列后重新导入。",
                    file=file,
                    sheet=table.sheet,
                    column=key,
                    id=name,
                    options=(KEEP, CLEAR) if stands else (CLEAR, KEEP),
                )
            )
    return asked, frozenset(kept)


def _land(
    store: Store, report: ImportReport, plans: list[Planned], options: ImportOptions
) -> ImportReport:
    expected = options.expected if options.expected is not None else report.expected
    with store.writer() as cursor:
        size = report.reading.size
        cursor.execute(
            "insert into source_file values (?, ?, ?, ?) on conflict do nothing",
            [report.reading.sha256, size, report.reading.file, utc_now()],
        ).fetchall()
        batches = []
        for plan in plans:
            _check_unmoved(cursor, plan, expected)
            batch_id = land_table(
                cursor, plan.scheme, plan.table, _origin(report, options), plan.kept
            )
            _remember_aliases(cursor, plan, batch_id, options)
            batches.append(plan.report(batch_id))
        for scheme_id in dict.fromkeys(plan.scheme.id for plan in plans):
            mine = [plan for plan in plans if plan.scheme.id == scheme_id]
            first = min(to_month(plan.table.month or "") for plan in mine)
            _rescore(cursor, mine[0].scheme, {plan.table.dataset for plan in mine}, first)
    return replace(report, batches=batches)


def _check_unmoved(cursor: Cursor, plan: Planned, expected: dict[str, int]) -> None:
    """Refuse to land on something other than what the preview was compared with."""
    dataset = plan.scheme.dataset(plan.table.dataset)
    month = to_month(plan.table.month or "")
    stands = read_standing(cursor, plan.scheme.id, dataset, month).batch_id
    if stands != expected.get(plan.place, stands):
        raise Refused(
            f"{plan.table.month} 的“{dataset.title}”刚刚已被第{stands}批更新，请重新预览后再导入。"
        )


def _origin(report: ImportReport, options: ImportOptions) -> Origin:
    return Origin(
        actor=options.actor,
        sha256=report.reading.sha256,
        file_name=report.reading.file,
        reason=options.reason,
        warnings=[one.message for one in report.warnings],
        answers={**options.answers, **{f"alias:{k}": v for k, v in options.aliases.items()}},
    )


def _remember_aliases(cursor: Cursor, plan: Planned, batch_id: int, options: ImportOptions) -> None:
    """Keep the names that a person has just explained, with who and when."""
    shipped = {alias for unit in plan.scheme.units for alias in (unit.name, *unit.aliases)}
    shipped |= {name for unit in plan.scheme.units for name in unit.printed_names.values()}
    for written, unit in plan.table.aliases_used.items():
        if written in shipped:
            continue
        cursor.execute(
            "insert into remembered_alias select ?, ?, unit_id, ?, ?, ? from unit"
            " where scheme_id = ? and unit_name = ? on conflict do nothing",
            [plan.scheme.id, written, batch_id, options.actor, utc_now(), plan.scheme.id, unit],
        ).fetchall()


def _rescore(cursor: Cursor, scheme: Scheme, datasets: set[str], month: date) -> None:
    since = month.month if month.year == scheme.year else 1
    refresh(
        cursor, scheme, read_choices(cursor, scheme), datasets=sorted(datasets), since_month=since
    )
