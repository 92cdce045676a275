"""Take last year's figures into this year's scheme, where its clauses compare with them.

The kept original files of last year are imported once more, as forms of the year before. So each
figure keeps its file as evidence, and the verification compares it with that file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.database.sql import run_query
from warehouse.editions.sealing import Act
from warehouse.faults import Fault, Refused, WrongCall
from warehouse.importing.import_file import ImportOptions, ImportReport, import_file
from warehouse.importing.remembered_answers import read_aliases
from warehouse.reading.contract import SKIP
from warehouse.schemes.schemes import read_scheme, read_schemes
from warehouse.store import Store

UNKNOWN_UNIT = "unknown_unit"


@dataclass(frozen=True)
class CarriedYear:
    """What was taken over from last year."""

    batches: tuple[int, ...]
    already: int
    """Months that this year's scheme has figures of already."""
    left_out: tuple[str, ...]
    """A sentence for each month that could not be taken over."""


class _Month(NamedTuple):
    """A form and month of last year, with the file that stands for it."""

    dataset: str
    month: str
    file_name: str
    sha256: str | None
    """The digest of the kept bytes; None: there is no file."""


def find_last_year(cursor: Cursor, scheme: Scheme) -> list[str]:
    """Return the schemes whose year is the one before and which have a form that is compared."""
    wanted = set(scheme.last_forms)
    return [
        one.id
        for one in read_schemes(cursor, with_retired=True)
        if one.calendar.write(12) == scheme.calendar.write(0)
        and wanted & {dataset.key for dataset in one.datasets}
    ]


def carry_last_year(store: Store, scheme_id: str, source_id: str, act: Act) -> CarriedYear:
    """Import the standing files of last year's forms as figures of the year before.

    WrongCall if the schemes do not fit: the years must follow each other and a form be compared.
    What cannot be read under this year's scheme is left out, with a sentence.
    """
    store.require("import")
    with store.reader() as cursor:
        scheme = read_scheme(cursor, scheme_id)
        _check_fit(cursor, scheme, source_id)
        aliases = read_aliases(cursor, source_id)
        months = _list_months(cursor, scheme, source_id)
        there = {(one.dataset, one.month) for one in _list_months(cursor, scheme, scheme_id)}
    units = {unit.name for unit in scheme.units}
    known = {written: unit for written, unit in aliases.items() if unit in units}
    batches, left_out = [], []
    for month in months:
        if (month.dataset, month.month) in there:
            continue
        options = ImportOptions(
            actor=act.actor,
            scheme=scheme_id,
            dataset=month.dataset,
            month=month.month,
            aliases=known,
            accept_warnings=True,
            reason=f"上年数，取自{source_id}。{act.reason}".rstrip(),
        )
        try:
            batches += _import(store, month, options)
        except Fault as fault:
            left_out.append(f"{month.month}“{month.file_name}”没有导入：{fault}")
    return CarriedYear(tuple(batches), len(months) - len(batches) - len(left_out), tuple(left_out))


def _check_fit(cursor: Cursor, scheme: Scheme, source_id: str) -> None:
    read_scheme(cursor, source_id)  # raises WrongCall for an unknown scheme
    if source_id in (fitting := find_last_year(cursor, scheme)):
        return
    if not scheme.last_forms:
        raise WrongCall(f"考核方案“{scheme.id}”没有与上年比较的指标，不用上年数。")
    raise WrongCall(
        f"“{source_id}”不是“{scheme.id}”上一年的方案，或没有要比较的报表"
        f"（可用：{'、'.join(fitting) or '无'}）。"
    )


def _list_months(cursor: Cursor, scheme: Scheme, source_id: str) -> list[_Month]:
    """Return the months of the year before in which a compared form stands in a scheme."""
    months = [scheme.calendar.write(number) for number in range(-11, 1)]
    place = {"scheme": source_id, "datasets": list(scheme.last_forms), "months": months}
    return [
        _Month(*row) for row in run_query(cursor, "scheme_life/standing_files", place).fetchall()
    ]


def _import(store: Store, month: _Month, options: ImportOptions) -> list[int]:
    """Return the batches of a month's import; Refused with the reason why there is none."""
    if month.sha256 is None:
        raise Refused("没有保存原始文件，请重新导入。")
    content = store.read_original(month.sha256)
    report = import_file(store, month.file_name, content, options)
    if report.state == "questions" and (skipped := _skip_strangers(report)):
        answered = replace(options, answers=skipped)
        report = import_file(store, month.file_name, content, answered)
    if report.state == "landed":
        return [batch.id for batch in report.batches if batch.id is not None]
    found = [*report.errors, *report.questions, *report.warnings]
    raise Refused(found[0].message if found else report.state)


def _skip_strangers(report: ImportReport) -> dict[str, str]:
    """Return answers that skip units of last year that are on this year's roster no more."""
    return {
        one.id: SKIP
        for one in report.questions
        if one.code == UNKNOWN_UNIT and one.id and SKIP in one.options
    }
