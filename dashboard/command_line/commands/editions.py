"""`kaohe editions`, `kaohe edition`: list, show and verify what was issued."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import PurePath
from typing import Any

from dashboard.command_line.console import Console
from dashboard.command_line.option_values import list_options
from dashboard.command_line.output import to_csv, to_json
from dashboard.command_line.text_table import draw_corrections, draw_table
from documents.editions import CorrectionRow, list_correction_rows
from documents.wording import format_time
from warehouse.editions.archive import (
    Edition,
    compare_with_predecessor,
    read_edition,
    read_editions,
    read_kept_content,
)
from warehouse.editions.recomputing import Verdict, verify_edition, verify_editions
from warehouse.faults import WrongCall
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views.file_release import note_export

COLUMNS = ("number", "scheme", "month", "revision", "sha256", "actor", "issued_at", "reason")
HEADERS = ("编号", "方案", "版次", "SHA-256", "印发人", "时间", "缘由", "核对")
SAME, UNCHECKED = "重算一致", ""


def run_list(store: Store, arguments: Namespace, console: Console) -> int:
    """List the editions; with `--verify` recompute each and return 1 if one differs."""
    with store.reader() as cursor:
        if arguments.scheme:
            read_scheme(cursor, arguments.scheme)
        editions = read_editions(cursor, arguments.scheme)
    verdicts = verify_editions(store, arguments.scheme) if arguments.verify else []
    problems = {verdict.edition.number: verdict.problem for verdict in verdicts}
    rows = [_describe(edition) | _judge(edition, arguments, problems) for edition in editions]
    if arguments.format == "json":
        console.write(to_json(rows))
    elif arguments.format == "csv":
        console.write(to_csv([*COLUMNS, *(["verdict"] if arguments.verify else [])], rows))
    elif rows:
        table = [_to_row(edition, problems.get(edition.number), arguments) for edition in editions]
        console.write(draw_table(HEADERS, table, ("编号",)))
    else:
        console.print_message("尚未印发通报。用 kaohe issue 印发。")
    return 1 if any(problems.values()) else 0


def run_one(store: Store, arguments: Namespace, console: Console) -> int:
    """Show one edition, recompute it, or write an issued document to a file."""
    with store.reader() as cursor:
        edition = read_edition(cursor, arguments.number)
    if arguments.output:
        issued = _read_file(store, edition, arguments.document)
        store.require("export")
        note_export(store, PurePath(arguments.output).name, list_options(arguments))
        console.write_file(arguments.output, issued)
        console.print_message(f"已写到 {arguments.output}")
        return 0
    verdict = verify_edition(store, edition.number) if arguments.recompute else None
    difference = compare_with_predecessor(store, edition)
    if arguments.format == "json":
        described = _describe(edition)
        described["corrections"] = [asdict(correction) for correction in difference.corrections]
        if verdict:
            described["verdict"] = verdict.problem or "same"
        console.write(to_json(described))
    else:
        content = read_kept_content(store, edition)
        with store.reader() as cursor:
            scheme = read_scheme(cursor, edition.scheme_id)
        rows = list_correction_rows(difference.corrections, content, scheme)
        console.write("\n".join(_draw(edition, verdict, rows)))
    return 1 if verdict and not verdict.is_sound else 0


def _read_file(store: Store, edition: Edition, document: str | None) -> bytes:
    """Return an issued document by its name, or the edition's content if no name is given."""
    if document is None:
        return store.read_original(edition.sha256)
    kept = {kept_file.file_name: kept_file.sha256 for kept_file in edition.documents}
    if document not in kept:
        names = "、".join(kept) or "没有文件"
        raise WrongCall(f"第{edition.number}号通报没有文件“{document}”（有：{names}）。")
    return store.read_original(kept[document])


def _describe(edition: Edition) -> dict[str, Any]:
    return {
        "number": edition.number,
        "scheme": edition.scheme_id,
        "month": edition.month,
        "revision": edition.revision,
        "predecessor": edition.predecessor,
        "sha256": edition.sha256,
        "known_at": edition.moment.known_at,
        "scheme_version": edition.moment.scheme_version,
        "actor": edition.actor,
        "reason": edition.reason,
        "issued_at": edition.issued_at,
        "documents": [asdict(document) for document in edition.documents],
    }


def _judge(
    edition: Edition, arguments: Namespace, problems: dict[int, str | None]
) -> dict[str, str]:
    return {"verdict": problems[edition.number] or "same"} if arguments.verify else {}


def _to_row(edition: Edition, problem: str | None, arguments: Namespace) -> list[str]:
    return [
        str(edition.number),
        edition.scheme_id,
        edition.name,
        edition.sha256[:16],
        edition.actor,
        format_time(edition.issued_at),
        edition.reason,
        problem or (SAME if arguments.verify else UNCHECKED),
    ]


def _draw(edition: Edition, verdict: Verdict | None, rows: list[CorrectionRow]) -> list[str]:
    lines = [
        f"第{edition.number}号 {edition.scheme_id} {edition.name}",
        f"SHA-256 {edition.sha256}",
        f"数据截至第{edition.moment.known_at}批，考核方案第{edition.moment.scheme_version}版",
        f"{edition.actor} {format_time(edition.issued_at)} {edition.reason}".rstrip(),
        *(f"文件 {document.file_name}  {document.sha256}" for document in edition.documents),
    ]
    if verdict:
        lines.append(verdict.problem or "重算一致：与印发时完全相同。")
    if rows:
        lines += ["更正表（与上一版相比）", draw_corrections(rows)]
    return lines
