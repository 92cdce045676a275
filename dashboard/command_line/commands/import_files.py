"""`kaohe import`: read, check and land files, all or none per file."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import PurePath
from typing import Any

from dashboard.command_line.console import Console
from dashboard.command_line.option_values import split_pairs
from dashboard.command_line.output import to_json
from dashboard.command_line.text_table import draw_table
from documents.wording import SEVERITY_TITLES, format_month, format_place, format_time
from scoring.scheme import Scheme
from warehouse.faults import Fault, WrongCall
from warehouse.importing.annotations import annotate_file, name_copy
from warehouse.importing.import_file import (
    BatchReport,
    ImportOptions,
    ImportReport,
    import_reading,
    read_file,
)
from warehouse.importing.remembered_answers import Remembered
from warehouse.importing.twin_files import refuse_twins
from warehouse.reading.contract import Finding, Reading, Table
from warehouse.schemes.schemes import read_schemes
from warehouse.store import Store
from warehouse.views.file_release import note_export

WORSE = (0, 3, 1, 2, 4)
"""Exit codes from good to bad: errors beside questions are errors."""

RATE_PLACES = 6
"""Decimals of a rate that is written as a fraction of counts (12/13)."""


@dataclass(frozen=True)
class Outcome:
    """What became of one file: its report, or the fault that stopped it."""

    file: str
    report: ImportReport | None
    fault: Fault | None = None

    @property
    def exit_code(self) -> int:
        """The exit code of this file alone."""
        if self.report is not None:
            return self.report.exit_code
        return self.fault.exit_code if self.fault else 0


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Land files one by one; the exit code is the worst of theirs."""
    options = _read_options(arguments, console)
    if arguments.annotated and len(arguments.files) > 1:
        raise WrongCall("--annotated 一次只能对一份文件。")
    # All files are read first: a mistyped name must not leave half of the list landed.
    contents = [(path, console.read_file(path)) for path in arguments.files]
    with store.reader() as cursor:
        schemes = {scheme.id: scheme for scheme in read_schemes(cursor)}
    readings = _read_all(store, contents, options)
    outcomes = []
    for (path, content), reading in zip(contents, readings, strict=True):
        outcome = _import(store, PurePath(path).name, content, reading, options)
        outcomes.append(outcome)
        if arguments.format == "text":
            _print_outcome(outcome, schemes, arguments, console)
        if arguments.annotated and outcome.report is not None:
            _write_copy(store, content, outcome.report, options, arguments.annotated, console)
    if arguments.format == "json":
        console.write(to_json(_merge(outcomes, schemes, rows=arguments.rows)))
    return max((one.exit_code for one in outcomes), key=WORSE.index)


def _read_options(arguments: Namespace, console: Console) -> ImportOptions:
    return ImportOptions(
        actor=console.actor,
        scheme=arguments.scheme,
        dataset=arguments.dataset,
        month=arguments.month,
        aliases=split_pairs(arguments.alias, "--alias"),
        answers=split_pairs(arguments.answer, "--answer"),
        keep_missing_columns=arguments.keep_missing_columns,
        accept_warnings=arguments.accept_warnings,
        dry_run=arguments.dry_run,
        reason=arguments.reason,
    )


def _read_all(
    store: Store, contents: list[tuple[str, bytes]], options: ImportOptions
) -> list[Reading | Fault]:
    """Read every file; two that are of one form and month carry an error each."""
    readings = [_read(store, PurePath(path).name, content, options) for path, content in contents]
    if len(readings) == 1:
        return readings
    preview = replace(options, dry_run=True)
    planned = [
        _import(store, path, content, reading, preview).report
        for (path, content), reading in zip(contents, readings, strict=True)
    ]
    checked = refuse_twins(planned)
    return [sound or reading for sound, reading in zip(checked, readings, strict=True)]


def _read(store: Store, name: str, content: bytes, options: ImportOptions) -> Reading | Fault:
    try:
        return read_file(store, name, content, options)
    except Fault as fault:
        return fault


def _import(
    store: Store, name: str, content: bytes, reading: Reading | Fault, options: ImportOptions
) -> Outcome:
    if isinstance(reading, Fault):
        return Outcome(name, None, reading)
    try:
        return Outcome(name, import_reading(store, reading, content, options))
    except Fault as fault:
        return Outcome(name, None, fault)


def _write_copy(
    store: Store,
    content: bytes,
    report: ImportReport,
    options: ImportOptions,
    path: str,
    console: Console,
) -> None:
    """Write the file with its problems marked; without any there is nothing to write."""
    findings = [*report.errors, *report.questions, *report.warnings]
    if not findings:
        console.say(f"{report.reading.file}：没有要标出的问题，没有写标记副本。")
        return
    copy = annotate_file(store, report.reading.file, content, options, findings)
    note_export(store, name_copy(report.reading.file))
    console.write_file(path, copy)
    console.say(f"标记副本已写到 {path}（{len(findings)} 处）。")


def _merge(outcomes: list[Outcome], schemes: dict[str, Scheme], *, rows: bool) -> dict[str, Any]:
    kinds = ("batches", "errors", "warnings", "questions", "notes")
    merged: dict[str, Any] = {kind: [] for kind in kinds}
    if rows:
        merged["rows"] = []
    for outcome in outcomes:
        report = outcome.report
        if report is None:
            merged["errors"].append(_to_error(outcome))
            continue
        merged["batches"] += [_to_batch(one) for one in report.batches]
        merged["errors"] += [_to_finding(one) for one in report.errors]
        merged["warnings"] += [_to_finding(one) for one in report.warnings]
        merged["questions"] += [
            {**_to_finding(one), "id": one.id, "options": list(one.options)}
            for one in report.questions
        ]
        merged["notes"] += [{"file": outcome.file, "message": note} for note in report.notes]
        if rows:
            merged["rows"] += list_rows(report, schemes)
    return merged


def _to_batch(batch: BatchReport) -> dict[str, Any]:
    return {
        "id": batch.id,
        "scheme": batch.scheme,
        "dataset": batch.dataset,
        "month": batch.month,
        "rows": batch.rows,
        "added": batch.added,
        "changed": batch.changed,
        "removed": batch.removed,
    }


def _to_finding(finding: Finding) -> dict[str, Any]:
    return {
        "file": finding.file,
        "sheet": finding.sheet,
        "row": finding.row,
        "column": finding.column,
        "code": finding.code,
        "found": finding.found,
        "message": finding.message,
    }


def _to_error(outcome: Outcome) -> dict[str, Any]:
    address = {"file": outcome.file, "sheet": None, "row": None, "column": None, "found": None}
    return {**address, "code": "refused", "message": str(outcome.fault)}


def list_rows(report: ImportReport, schemes: dict[str, Scheme]) -> list[dict[str, Any]]:
    """Return every row that could be read, values as interfaces.md writes them."""
    return [
        {
            "file": report.reading.file,
            "sheet": table.sheet,
            "row": row.row,
            "dataset": table.dataset,
            "month": table.month,
            "unit": row.unit,
            "values": _format_values(schemes[table.scheme], table, row.values),
        }
        for table in report.reading.tables
        for row in table.rows
    ]


def _format_values(
    scheme: Scheme, table: Table, values: dict[str, str | None]
) -> dict[str, str | None]:
    rates = {one.key for one in scheme.dataset(table.dataset).columns if one.type == "rate"}
    return {
        key: _format_fraction(value) if key in rates and value and "/" in value else value
        for key, value in values.items()
    }


def _format_fraction(value: str) -> str:
    """Return a fraction of integers as a plain decimal."""
    cents = round(Fraction(value) * 10**RATE_PLACES)
    whole, part = divmod(cents, 10**RATE_PLACES)
    return f"{whole}.{part:0{RATE_PLACES}d}".rstrip("0").rstrip(".")


def _print_outcome(
    outcome: Outcome, schemes: dict[str, Scheme], arguments: Namespace, console: Console
) -> None:
    report = outcome.report
    if report is None:
        console.say(f"{outcome.file}：没有导入。{outcome.fault}")
        return
    if arguments.rows:
        console.write(_draw_rows(report, schemes))
    for batch in report.batches:
        console.write(_describe_batch(outcome.file, batch, schemes[batch.scheme]))
    for note in report.notes:
        console.say(f"{outcome.file}：{note}")
    for finding in (*report.errors, *report.questions, *report.warnings):
        console.say(_describe_finding(finding))
        if finding.id in report.remembered:
            console.say(_describe_remembered(report.remembered[finding.id]))
    console.say(_describe_end(outcome.file, report))


def _describe_batch(file: str, batch: BatchReport, scheme: Scheme) -> str:
    dataset = scheme.dataset(batch.dataset)
    number = f"第{batch.id}批" if batch.id is not None else "未导入"
    return (
        f"{file} → {dataset.annex} {dataset.title} {format_month(batch.month)}（{number}）："
        f"{batch.rows} 行，新增 {batch.added}，变更 {batch.changed}，减少 {batch.removed}"
    )


def _describe_finding(finding: Finding) -> str:
    place = format_place(finding.file, finding.sheet, finding.row)
    lines = [f"  {SEVERITY_TITLES[finding.severity]} [{place}] {finding.message}"]
    if finding.id:
        lines.append(f"    可选：{'、'.join(finding.options)}")
        lines.append(f"    回答：--answer '{finding.id}=选项'")
    return "\n".join(lines)


def _describe_remembered(remembered: Remembered) -> str:
    """Return the last answer to the same question; it counts only if it is given again."""
    moment = format_time(remembered.created_at)
    return f"    上次的回答：{remembered.answer}（{remembered.actor}，{moment}）"


def _describe_end(file: str, report: ImportReport) -> str:
    ends = {
        "landed": "已导入。",
        "dry_run": "检查完毕，没有导入（--dry-run）。",
        "already_imported": "没有变化。",
        "errors": f"有 {len(report.errors)} 处错误，没有导入。请改正后重新导入。",
        "questions": f"有 {len(report.questions)} 个问题要先回答，没有导入。",
        "warnings": f"有 {len(report.warnings)} 条提醒，确认无误后加 --accept-warnings 再导入。",
    }
    return f"{file}：{ends[report.state]}"


def _draw_rows(report: ImportReport, schemes: dict[str, Scheme]) -> str:
    blocks = []
    for table in report.reading.tables:
        keys = [one.key for one in schemes[table.scheme].dataset(table.dataset).columns]
        rows = [
            [str(row.row), row.unit, *((row.values.get(key) or "") for key in keys)]
            for row in table.rows
        ]
        month = format_month(table.month) if table.month else "月份待定"
        title = f"{table.sheet} · {table.dataset} · {month}"
        blocks.append(f"{title}\n{draw_table(('行', '单位', *keys), rows, ('行',))}")
    return "\n\n".join(blocks)
