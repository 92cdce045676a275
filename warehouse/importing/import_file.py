"""Import a file: read it in a worker, compare it with the standing data, land all of it or nothing.

A revert is the way back and lives here too, since both rescore what they changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date

from scoring.scheme import Scheme
from warehouse.database.clock import today_in_china
from warehouse.database.connection import Cursor
from warehouse.editions.attachments import clean_file_name
from warehouse.faults import Refused, WrongCall
from warehouse.importing.differences import compare_with_standing
from warehouse.importing.form_identity import list_stamps
from warehouse.importing.import_plan import (
    BatchReport,
    ImportOptions,
    ImportReport,
    PlannedTable,
    describe_imported,
    is_imported,
    plan_import,
)
from warehouse.importing.kept_originals import keep_imported, make_keepable
from warehouse.importing.landing import Origin, land_table
from warehouse.importing.reading_process import read_in_worker
from warehouse.importing.remembered_answers import (
    Confirmation,
    read_aliases,
    remember_aliases,
    remember_answers,
)
from warehouse.importing.reverting import revert
from warehouse.reading.contract import Reading, ReadRequest, forms_of
from warehouse.results.rescoring import rescore_and_check
from warehouse.results.standing_batches import read_standing, to_month
from warehouse.schemes.retirements import refuse_retired
from warehouse.schemes.scheme_list import NO_SCHEME
from warehouse.schemes.schemes import read_choices, read_scheme, read_schemes
from warehouse.store import Store
from warehouse.work_slots import Turn, using_turn

__all__ = [
    "BatchReport",
    "ImportOptions",
    "ImportReport",
    "build_request",
    "import_file",
    "import_reading",
    "read_file",
    "revert_batch",
    "revert_batches",
]


def import_file(store: Store, name: str, content: bytes, options: ImportOptions) -> ImportReport:
    """Read a file and land it, unless the report names something that prevents it."""
    return import_reading(store, read_file(store, name, content, options), content, options)


def import_reading(
    store: Store,
    reading: Reading,
    content: bytes,
    options: ImportOptions,
    within: Callable[[Cursor, Sequence[BatchReport]], None] | None = None,
) -> ImportReport:
    """Land a file that was read already, unless the report names something that prevents it.

    `within` is called in the transaction of the landing, with its batches.
    """
    store.require("import")
    with store.reader() as cursor:
        report, plans = plan_import(cursor, reading, options)
    if report.state != "landed":
        return report
    # Before the transaction, not in it: masking a copy is slow and would block every other writer.
    with using_turn(Turn(store.person.name)):
        keepable = make_keepable(content, reading, build_request(store, reading.file, options))
    return _land(store, report, plans, options, keepable, within)


def revert_batch(store: Store, batch_id: int, *, actor: str, reason: str) -> int:
    """Revert a batch, so that the one it replaced stands again; return the revert's batch number.

    The scores that depend on it are computed again in the same transaction.
    """
    return revert_batches(store, [batch_id], actor=actor, reason=reason)[0]


def revert_batches(
    store: Store, batch_ids: Collection[int], *, actor: str, reason: str
) -> list[int]:
    """Revert several batches, the newest first, all or none; return the reverts' batch numbers."""
    numbers = []
    changed: dict[str, tuple[set[str], date]] = {}
    with store.writer("revert") as cursor:
        for batch_id in sorted(batch_ids, reverse=True):
            number, scheme_id, dataset, month = revert(cursor, batch_id, actor=actor, reason=reason)
            datasets, first = changed.get(scheme_id, (set(), month))
            changed[scheme_id] = ({*datasets, dataset}, min(first, month))
            numbers.append(number)
        for scheme_id, (datasets, first) in changed.items():
            _rescore(cursor, read_scheme(cursor, scheme_id), datasets, first)
    return numbers


def read_file(store: Store, name: str, content: bytes, options: ImportOptions) -> Reading:
    """Read a file in a worker process, with the schemes and aliases of the store."""
    store.require("import")
    with using_turn(Turn(store.person.name)):
        return read_in_worker(content, build_request(store, name, options))


def build_request(store: Store, name: str, options: ImportOptions) -> ReadRequest:
    """Return what a worker needs to read a file: forms, rosters, aliases, answers, issued forms."""
    with store.reader() as cursor:
        all_schemes = read_schemes(cursor)
        if options.scheme:
            refuse_retired(cursor, options.scheme)
        schemes = [read_scheme(cursor, options.scheme)] if options.scheme else all_schemes
        if not schemes:
            raise WrongCall(NO_SCHEME)
        _check_dataset(schemes, options.dataset)
        aliases = {
            scheme.id: {**read_aliases(cursor, scheme.id), **options.aliases} for scheme in schemes
        }
        _check_aliases(schemes, options.aliases)
    return ReadRequest(
        file_name=clean_file_name(name),
        schemes=tuple(forms_of(scheme) for scheme in schemes),
        dataset=options.dataset,
        month=options.month,
        aliases=aliases,
        answers=options.answers,
        issued=list_stamps(store.home, all_schemes),
        today=today_in_china(),
    )


def _check_dataset(schemes: Sequence[Scheme], dataset: str | None) -> None:
    known = [form.key for scheme in schemes for form in scheme.datasets]
    if dataset is not None and dataset not in known:
        raise WrongCall(f"没有数据表“{dataset}”（可选：{'、'.join(known)}）。")


def _check_aliases(schemes: Sequence[Scheme], aliases: dict[str, str]) -> None:
    known = {unit.name for scheme in schemes for unit in scheme.units}
    for written, unit in aliases.items():
        if unit not in known:
            raise WrongCall(f"别名“{written}”所指的单位“{unit}”不在名册中，请写名册上的全称。")


def _land(
    store: Store,
    report: ImportReport,
    plans: list[PlannedTable],
    options: ImportOptions,
    keepable: bytes,
    within: Callable[[Cursor, Sequence[BatchReport]], None] | None,
) -> ImportReport:
    """Land every planned table, rescore, and keep the original, in one transaction."""
    expected = options.expected if options.expected is not None else report.expected
    with store.writer("import") as cursor:
        if moved := [plan for plan in plans if _has_moved(cursor, plan, expected)]:
            return _report_moved(cursor, report, plans, moved[0])
        batches = land_plans(cursor, report, plans, options)
        if within:
            within(cursor, batches)
        # Last, so that a landing which fails and is rolled back leaves no file behind.
        keep_imported(store, cursor, report.reading, keepable)
    return replace(report, batches=batches)


def land_plans(
    cursor: Cursor, report: ImportReport, plans: Sequence[PlannedTable], options: ImportOptions
) -> list[BatchReport]:
    """Land planned tables and rescore in the open transaction; return their batches."""
    batches = []
    for plan in plans:
        batch_id = land_table(cursor, plan.scheme, plan.table, _origin(report, options), plan.kept)
        confirmation = Confirmation(batch_id, options.actor)
        remember_aliases(cursor, plan.scheme, plan.table.aliases_used, confirmation)
        remember_answers(cursor, plan.scheme.id, plan.table.dataset, options.answers, confirmation)
        batches.append(plan.report(batch_id))
    _rescore_plans(cursor, plans)
    return batches


def _has_moved(cursor: Cursor, plan: PlannedTable, expected: dict[str, int]) -> bool:
    """Return whether another batch stands now than the one the preview was compared with."""
    batch_id = _compare_again(cursor, plan).standing.batch_id
    return batch_id != expected.get(plan.place, batch_id)


def _compare_again(cursor: Cursor, plan: PlannedTable) -> PlannedTable:
    """Return the plan compared with the batch that stands for its month now."""
    dataset = plan.scheme.dataset(plan.table.dataset)
    standing = read_standing(cursor, plan.scheme.id, dataset, to_month(plan.table.month or ""))
    differences = compare_with_standing(dataset, plan.table, standing, set(plan.kept))
    return replace(plan, standing=standing, differences=differences)


def _report_moved(
    cursor: Cursor, report: ImportReport, plans: list[PlannedTable], moved: PlannedTable
) -> ImportReport:
    """Return an 'already imported' report if the whole file has just landed as planned.

    This happens when the same file is submitted twice. Refused in every other case.
    """
    now = [_compare_again(cursor, plan) for plan in plans]
    batches = [plan.standing.batch_id for plan in now]
    if all(is_imported(report.reading, plan) for plan in now):
        return replace(report, state="already_imported", notes=[describe_imported(batches)])
    title = moved.scheme.dataset(moved.table.dataset).title
    number = batches[plans.index(moved)]
    raise Refused(f"{moved.table.month} 的“{title}”刚刚已被第{number}批更新，请重新预览后再导入。")


def _origin(report: ImportReport, options: ImportOptions) -> Origin:
    return Origin(
        actor=options.actor,
        sha256=report.reading.sha256,
        file_name=report.reading.file,
        reason=options.reason,
        warnings=[warning.message for warning in report.warnings],
        answers={**options.answers, **{f"alias:{k}": v for k, v in options.aliases.items()}},
    )


def _rescore_plans(cursor: Cursor, plans: Sequence[PlannedTable]) -> None:
    """Rescore each scheme of the file once, from the earliest month that landed."""
    for scheme_id in dict.fromkeys(plan.scheme.id for plan in plans):
        own = [plan for plan in plans if plan.scheme.id == scheme_id]
        first = min(to_month(plan.table.month or "") for plan in own)
        _rescore(cursor, own[0].scheme, {plan.table.dataset for plan in own}, first)


def _rescore(cursor: Cursor, scheme: Scheme, datasets: set[str], month: date) -> None:
    # A month before the scheme's year can affect every as-of month of it.
    since = max(1, scheme.calendar.number(month.year, month.month))
    rescore_and_check(
        cursor, scheme, read_choices(cursor, scheme), datasets=sorted(datasets), since_month=since
    )
