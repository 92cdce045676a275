"""Importing a file: read in a worker, shown with its differences, landed whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from scoring.scheme import Scheme
from warehouse.faults import Refused, WrongCall
from warehouse.import_plan import (
    BatchReport,
    ImportOptions,
    ImportReport,
    Planned,
    plan_import,
    say_imported,
)
from warehouse.landing import Origin, land_table, revert
from warehouse.reading.contract import Reading, ReadRequest, forms_of
from warehouse.reading.worker import read_in_worker
from warehouse.refresh import refresh
from warehouse.schemes import read_choices, read_scheme, read_schemes
from warehouse.standing import read_standing, to_month
from warehouse.store import Cursor, Store, utc_now

__all__ = [
    "BatchReport",
    "ImportOptions",
    "ImportReport",
    "import_file",
    "import_reading",
    "read_file",
    "revert_batch",
]

CHINA = timezone(timedelta(hours=8))
"""The business day is Asia/Shanghai's, which has had no other offset since 1991."""


def import_file(store: Store, name: str, content: bytes, options: ImportOptions) -> ImportReport:
    """Read a file, plan its landing, and land it unless something stands against it."""
    return import_reading(store, read_file(store, name, content, options), content, options)


def import_reading(
    store: Store, reading: Reading, content: bytes, options: ImportOptions
) -> ImportReport:
    """Plan the landing of a file that was read, and land it unless something stands against it."""
    with store.reader() as cursor:
        report, plans = plan_import(cursor, reading, options)
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


def read_file(store: Store, name: str, content: bytes, options: ImportOptions) -> Reading:
    """Read a file in a worker, with the schemes and aliases that the store knows."""
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


def _land(
    store: Store, report: ImportReport, plans: list[Planned], options: ImportOptions
) -> ImportReport:
    expected = options.expected if options.expected is not None else report.expected
    with store.writer() as cursor:
        if moved := [plan for plan in plans if _has_moved(cursor, plan, expected)]:
            return _tell_moved(cursor, report, moved)
        cursor.execute(
            "insert into source_file values (?, ?, ?, ?) on conflict do nothing",
            [report.reading.sha256, report.reading.size, report.reading.file, utc_now()],
        ).fetchall()
        batches = []
        for plan in plans:
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


def _has_moved(cursor: Cursor, plan: Planned, expected: dict[str, int]) -> bool:
    """Tell whether something else stands now than what the preview was compared with."""
    stands = read_stands(cursor, plan)[0]
    return stands != expected.get(plan.place, stands)


def read_stands(cursor: Cursor, plan: Planned) -> tuple[int, str | None]:
    """Return the batch that stands for a planned table's month, and its file's digest."""
    dataset = plan.scheme.dataset(plan.table.dataset)
    standing = read_standing(cursor, plan.scheme.id, dataset, to_month(plan.table.month or ""))
    return standing.batch_id, standing.sha256


def _tell_moved(cursor: Cursor, report: ImportReport, moved: list[Planned]) -> ImportReport:
    """Return 'already imported' where the same file has just landed; Refused for another one."""
    for plan in moved:
        batch_id, sha256 = read_stands(cursor, plan)
        if sha256 != report.reading.sha256:
            title = plan.scheme.dataset(plan.table.dataset).title
            raise Refused(
                f"{plan.table.month} 的“{title}”刚刚已被第{batch_id}批更新，请重新预览后再导入。"
            )
    batches = [read_stands(cursor, plan)[0] for plan in moved]
    return replace(report, state="already_imported", notes=[say_imported(batches)])


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
