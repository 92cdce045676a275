"""`kaohe import`: read, check and land files, all or none per file."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from dashboard.command_line.console import Console
from dashboard.command_line.import_json import FileOutcome, merge_outcomes
from dashboard.command_line.option_values import split_pairs
from dashboard.command_line.output import to_json
from dashboard.command_line.text_table import draw_table
from dashboard.shell.import_words import (
    STATE_TITLES,
    describe_batch,
    describe_need,
    describe_refusal,
    describe_rows_read,
)
from dashboard.shell.question_words import (
    Question,
    describe_option,
    describe_remembered,
    format_places,
    group_questions,
)
from documents.wording import SEVERITY_TITLES, format_place
from scoring.scheme import Scheme
from warehouse.faults import Fault, WrongCall
from warehouse.importing.annotations import annotate_file, name_copy
from warehouse.importing.import_file import (
    ImportOptions,
    ImportReport,
    import_reading,
    read_file,
)
from warehouse.importing.twin_files import refuse_twins
from warehouse.reading.contract import Finding, Reading
from warehouse.schemes.schemes import read_schemes
from warehouse.store import Store
from warehouse.views.file_release import note_export

WORSE = (0, 3, 1, 2, 4)
"""Exit codes from good to bad: open questions (3) are better than errors (1)."""


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
        console.write(to_json(merge_outcomes(outcomes, schemes, rows=arguments.rows)))
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
) -> FileOutcome:
    if isinstance(reading, Fault):
        return FileOutcome(name, None, reading)
    try:
        return FileOutcome(name, import_reading(store, reading, content, options))
    except Fault as fault:
        return FileOutcome(name, None, fault)


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
        console.print_message(f"{report.reading.file}：没有要标出的问题，没有写标记副本。")
        return
    copy = annotate_file(store, report.reading.file, content, options, findings)
    note_export(store, name_copy(report.reading.file))
    console.write_file(path, copy)
    console.print_message(f"标记副本已写到 {path}（{len(findings)} 处）。")


def _print_outcome(
    outcome: FileOutcome, schemes: dict[str, Scheme], arguments: Namespace, console: Console
) -> None:
    report = outcome.report
    if report is None:
        console.print_message(f"{outcome.file}：{describe_refusal(str(outcome.fault))}")
        return
    if arguments.rows:
        console.write(_draw_rows(report, schemes))
    for batch in report.batches:
        console.write(f"{outcome.file} → {describe_batch(batch, schemes)}")
    for note in report.notes:
        console.print_message(f"{outcome.file}：{note}")
    for finding in report.errors:
        console.print_message(_describe_finding(finding))
    for question in group_questions(report):
        for line in _list_question_lines(question, schemes):
            console.print_message(line)
    for finding in report.warnings:
        console.print_message(_describe_finding(finding))
    console.print_message(f"{outcome.file}：{_describe_end(report)}")


def _describe_finding(finding: Finding) -> str:
    place = format_place(finding.file, finding.sheet, finding.row)
    return f"  {SEVERITY_TITLES[finding.severity]} [{place}] {finding.message}"


def _list_question_lines(question: Question, schemes: dict[str, Scheme]) -> Iterator[str]:
    """Yield a question's lines: where it is asked, its options, how to answer, the last answer."""
    yield _describe_finding(question.findings[0])
    if places := format_places(question):
        yield f"    {places}"
    titles = ((option, describe_option(question, option, schemes)) for option in question.options)
    options = (f"{option}＝{title}" if title != option else option for option, title in titles)
    yield f"    可选：{'、'.join(options)}"
    yield f"    回答：--answer '{question.id}=选项'"
    if question.remembered is not None:
        # The last answer only counts if it is given again.
        yield f"    {describe_remembered(question.remembered.answer, question.remembered)}"


def _describe_end(report: ImportReport) -> str:
    match report.state:
        case "dry_run":
            return "检查完毕，没有导入（--dry-run）。"
        case "errors":
            return describe_need("error", len(report.errors))
        case "questions":
            return describe_need("question", len(group_questions(report)))
        case "warnings":
            need = describe_need("warning", len(report.warnings))
            return f"{need}确认后加 --accept-warnings 再导入。"
        case _:
            return f"{STATE_TITLES[report.state]}。"


def _draw_rows(report: ImportReport, schemes: dict[str, Scheme]) -> str:
    blocks = []
    for table in report.reading.tables:
        keys = [one.key for one in schemes[table.scheme].dataset(table.dataset).columns]
        rows = [
            [str(row.row), row.unit, *((row.values.get(key) or "") for key in keys)]
            for row in table.rows
        ]
        title = describe_rows_read(table, schemes)
        blocks.append(f"{title}\n{draw_table(('行', '单位', *keys), rows, ('行',))}")
    return "\n\n".join(blocks)
