"""`kaohe export`: write the workbooks that the dashboard offers, and longer ones."""

from __future__ import annotations

from argparse import Namespace
from contextlib import AbstractContextManager
from pathlib import Path, PurePath

from dashboard.command_line.console import Console
from dashboard.command_line.option_values import check_kinds, list_options, split_pairs
from dashboard.command_line.output import to_json
from documents.exports import (
    ExportBook,
    Stamp,
    export_path,
    gather_board,
    gather_form,
    gather_leaderboard,
    gather_ledger,
    gather_scores,
    save_book,
)
from scoring.clauses.roster import name_kind
from warehouse.database.clock import utc_now
from warehouse.faults import WrongCall
from warehouse.results.scores import ScoreQuery
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views.file_release import note_export

SUFFIXES = (".xlsx", ".csv")


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Write a workbook to the caller's file; long ones are built on disk, never in memory."""
    suffix = PurePath(arguments.output).suffix.lower()
    if suffix not in SUFFIXES:
        raise WrongCall(
            "导出的是 Excel 工作簿，文件名应以 .xlsx 结尾（只有一张表的也可以是 .csv）："
            f"{arguments.output}"
        )
    store.require("export")
    with export_path(store, suffix) as path:
        _save(store, arguments, path, Stamp(console.actor, utc_now()))
        note_export(store, PurePath(arguments.output).name, list_options(arguments))
        console.copy_file(arguments.output, path)
    if arguments.format == "json":
        console.write(to_json({"file": arguments.output}))
    else:
        console.print_message(f"已导出到 {arguments.output}")
    return 0


def _save(store: Store, arguments: Namespace, path: Path, stamp: Stamp) -> None:
    if arguments.subject == "proof":
        if path.suffix != ".xlsx":
            raise WrongCall("核算表里有公式，只能导出为 .xlsx。")
        # Only this subject needs the proof's rooms.
        from documents.proof import save_proof

        save_proof(store, _read_question(arguments), arguments.assessment, path, stamp)
        return
    with _gather(store, arguments) as book:
        save_book(book, path, stamp)


def _gather(store: Store, arguments: Namespace) -> AbstractContextManager[ExportBook]:
    if arguments.subject == "board":
        return gather_board(store, arguments.scheme, arguments.as_of)
    if arguments.subject == "form":
        return gather_form(
            store, arguments.scheme, arguments.dataset, arguments.month, arguments.known_at
        )
    question = _read_question(arguments)
    if arguments.subject == "leaderboard":
        kinds = _read_kinds(store, arguments)
        return gather_leaderboard(store, question, arguments.assessment, kinds=kinds)
    if arguments.subject == "ledger":
        return gather_ledger(store, question, arguments.assessment, arguments.unit)
    return gather_scores(store, question, arguments.assessment)


def _read_kinds(store: Store, arguments: Namespace) -> list[str]:
    """Return the wanted kinds of unit as the roster has them; WrongCall for an unknown one."""
    with store.reader() as cursor:
        scheme = read_scheme(cursor, arguments.scheme, arguments.known_at)
    kinds = {unit.kind: name_kind(unit.kind) for unit in scheme.units}
    by_title = {title: kind for kind, title in kinds.items()}
    wanted = [by_title.get(kind, kind) for kind in arguments.kind]
    check_kinds(wanted, kinds)
    return wanted


def _read_question(arguments: Namespace) -> ScoreQuery:
    return ScoreQuery(
        arguments.scheme,
        arguments.as_of,
        final=arguments.final,
        choices=split_pairs(arguments.set, "--set") or None,
        known_at=arguments.known_at,
    )
