"""Importing a file: read in a worker, shown with its differences, landed whole or not at all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from scoring.scheme import Scheme
from warehouse.database.clock import today_in_china
from warehouse.database.connection import Cursor
from warehouse.editions.attachments import clean_file_name
from warehouse.faults import Refused, WrongCall
from warehouse.importing.differences import compare
from warehouse.importing.form_identity import list_stamps
from warehouse.importing.import_plan import (
    BatchReport,
    ImportOptions,
    ImportReport,
    Planned,
    describe_imported,
    is_imported,
    plan_import,
)
from warehouse.importing.kept_originals import keep_imported, make_keepable
from warehouse.importing.landing import Origin, land_table, revert
from warehouse.importing.reading_process import read_in_worker
from warehouse.importing.remembered_answers import (
    Act,
    read_aliases,
    remember_aliases,
    remember_answers,
)
from warehouse.reading.contract import Reading, ReadRequest, forms_of
from warehouse.results.rescoring import refresh
from warehouse.results.standing_batches import read_standing, to_month
from warehouse.schemes.schemes import read_choices, read_scheme, read_schemes
from warehouse.store import Store
from warehouse.work_slots import Turn, asking

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
    """Read a file, plan its landing, and land it unless something stands against it."""
    return import_reading(store, read_file(store, name, content, options), content, options)


def import_reading(
    store: Store, reading: Reading, content: bytes, options: ImportOptions
) -> ImportReport:
    """Plan the landing of a file that was read, and land it unless something stands against it."""
    store.require("import")
    with store.reader() as cursor:
        report, plans = plan_import(cursor, reading, options)
    if report.state != "landed":
        return report
    # Beforehand: a copy takes long to make, and all other writers would wait for it.
    with asking(Turn(store.person.name)):
        keepable = make_keepable(content, reading, build_request(store, reading.file, options))
    return _land(store, report, plans, options, keepable)


def revert_batch(store: Store, batch_id: int, *, actor: str, reason: str) -> int:
    """Undo a batch: what it replaced stands again, scores follow; return the revert's number."""
    return revert_batches(store, [batch_id], actor=actor, reason=reason)[0]


def revert_batches(
    store: Store, batch_ids: Collection[int], *, actor: str, reason: str
) -> list[int]:
    """Undo several batches, the newest first, all or none; return the reverts' numbers."""
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
    """Read a file in a worker, with the schemes and aliases that the store knows."""
    store.require("import")
    with asking(Turn(store.person.name)):
        return read_in_worker(content, build_request(store, name, options))


def build_request(store: Store, name: str, options: ImportOptions) -> ReadRequest:
    """Return what a worker must know to read a file: the forms, rosters, aliases and answers."""
    with store.reader() as cursor:
        every = read_schemes(cursor)
        schemes = [read_scheme(cursor, options.scheme)] if options.scheme else every
        if not schemes:
            raise WrongCall("还没有考核方案，请先运行 kaohe init。")
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
        issued=list_stamps(store.home, every),
        today=today_in_china(),
    )


def _check_dataset(schemes: Sequence[Scheme], dataset: str | None) -> None:
    known = [one.key for scheme in schemes for one in scheme.datasets]
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
    plans: list[Planned],
    options: ImportOptions,
    keepable: bytes,
) -> ImportReport:
    expected = options.expected if options.expected is not None else report.expected
    with store.writer("import") as cursor:
        if moved := [plan for plan in plans if _has_moved(cursor, plan, expected)]:
            return _report_moved(cursor, report, plans, moved[0])
        batches = []
        for plan in plans:
            batch_id = land_table(
                cursor, plan.scheme, plan.table, _origin(report, options), plan.kept
            )
            act = Act(batch_id, options.actor)
            remember_aliases(cursor, plan.scheme, plan.table.aliases_used, act)
            remember_answers(cursor, plan.scheme.id, plan.table.dataset, options.answers, act)
            batches.append(plan.report(batch_id))
        for scheme_id in dict.fromkeys(plan.scheme.id for plan in plans):
            mine = [plan for plan in plans if plan.scheme.id == scheme_id]
            first = min(to_month(plan.table.month or "") for plan in mine)
            _rescore(cursor, mine[0].scheme, {plan.table.dataset for plan in mine}, first)
        keep_imported(store, cursor, report.reading, keepable)  # last: what fails leaves no file
    return replace(report, batches=batches)


def _has_moved(cursor: Cursor, plan: Planned, expected: dict[str, int]) -> bool:
    """Tell whether something else stands now than what the preview was compared with."""
    stands = _compare_again(cursor, plan).standing.batch_id
    return stands != expected.get(plan.place, stands)


def _compare_again(cursor: Cursor, plan: Planned) -> Planned:
    """Return a planned table with what stands for its month now."""
    dataset = plan.scheme.dataset(plan.table.dataset)
    standing = read_standing(cursor, plan.scheme.id, dataset, to_month(plan.table.month or ""))
    differences = compare(dataset, plan.table, standing, set(plan.kept))
    return replace(plan, standing=standing, differences=differences)


def _report_moved(
    cursor: Cursor, report: ImportReport, plans: list[Planned], moved: Planned
) -> ImportReport:
    """Return 'already imported' where all of the file has just landed as planned; else Refused."""
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
        warnings=[one.message for one in report.warnings],
        answers={**options.answers, **{f"alias:{k}": v for k, v in options.aliases.items()}},
    )


def _rescore(cursor: Cursor, scheme: Scheme, datasets: set[str], month: date) -> None:
    since = month.month if month.year == scheme.year else 1
    refresh(
        cursor, scheme, read_choices(cursor, scheme), datasets=sorted(datasets), since_month=since
    )
