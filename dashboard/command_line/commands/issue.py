"""`kaohe issue`: issue a month: keep it as an edition with its documents, and seal it."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import PurePath
from typing import Any

from dashboard.command_line.commands.document_output import parse_day
from dashboard.command_line.console import Console
from dashboard.command_line.output import to_json
from dashboard.command_line.text_table import draw_corrections
from documents.bulletin.kept_sentences import apply_kept
from documents.bulletin.preparing import PreparedBulletin, prepare_bulletin
from documents.edition_documents import draw_documents
from documents.editions import (
    describe_cause,
    describe_printed_line,
    describe_seal_line,
    list_correction_rows,
)
from documents.issuing_check import check_marks, list_open_objections
from warehouse.database.clock import today_in_china
from warehouse.editions.issuing import PreparedEdition, issue_edition, prepare_edition
from warehouse.editions.sealing import Act
from warehouse.faults import Refused, WrongCall
from warehouse.results.scores import ScoreQuery
from warehouse.store import Store
from warehouse.views.objections import read_objections


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Issue the next edition of a month; with `--dry-run` only print what it would be."""
    prepared = prepare_edition(store, arguments.scheme, arguments.month)
    if arguments.sha256 and arguments.sha256 != prepared.sha256:
        raise Refused(
            f"现在的数据与 {arguments.sha256[:12]}… 不符（现为 {prepared.sha256[:12]}…），"
            "没有印发。请重新生成通报。"
        )
    bulletin, marks = _mark_bulletin(store, arguments)
    if not arguments.dry_run:
        documents = draw_documents(store, prepared, bulletin) if bulletin else []
        documents += [(PurePath(path).name, console.read_file(path)) for path in arguments.document]
        act = Act(console.actor, arguments.reason or "")
        issue_edition(store, prepared, act, documents, marks)
    with store.reader() as cursor:
        objections = read_objections(cursor, today_in_china(), arguments.scheme)
    for matter in [
        *(bulletin.warnings if bulletin else ()),
        *list_open_objections(objections, arguments.month),
    ]:
        console.print_message(matter)
    if arguments.format == "json":
        console.write(to_json(_describe(prepared, is_issued=not arguments.dry_run)))
    else:
        console.write(_draw(prepared, is_issued=not arguments.dry_run))
    return 0


def _mark_bulletin(
    store: Store, arguments: Namespace
) -> tuple[PreparedBulletin | None, dict[str, str]]:
    """Return the bulletin with its number and date, and these for the record.

    Only a red head demands them: without one a date may be written by hand.
    """
    day = parse_day(arguments.date)
    if not arguments.bulletin:
        if arguments.number or day or arguments.signer:
            raise WrongCall("--number、--date、--signer 要与 --bulletin 同用。")
        return None, {}
    own = prepare_bulletin(store, ScoreQuery(arguments.scheme, arguments.month))
    bulletin = apply_kept(store, own, arguments.month)
    if day is None and not bulletin.letterhead.office:
        return bulletin, {}
    marks = check_marks(bulletin, arguments.number or "", day, arguments.signer or "")
    return bulletin.mark(marks.number, marks.day, marks.signer or None), marks.to_record()


def _describe(prepared: PreparedEdition, *, is_issued: bool) -> dict[str, Any]:
    return {
        "edition": prepared.number if is_issued else None,
        "scheme": prepared.scheme_id,
        "month": prepared.month,
        "revision": prepared.revision,
        "sha256": prepared.sha256,
        "seal_line": describe_seal_line(prepared),
        "printed_line": describe_printed_line(prepared),
        "predecessor": prepared.predecessor.number if prepared.predecessor else None,
        "corrections": [asdict(correction) for correction in prepared.corrections],
    }


def _draw(prepared: PreparedEdition, *, is_issued: bool) -> str:
    head = f"{'已印发并封存' if is_issued else '将要印发'}：{describe_seal_line(prepared)}"
    if prepared.predecessor is None:
        return head
    rows = list_correction_rows(prepared.corrections, prepared.content)
    others = "".join(f"\n- {describe_cause(cause)}" for cause in prepared.without_points)
    if others:
        head += f"\n没有改变得分的更正：{others}"
    if not rows:
        return head if others else f"{head}\n与上一版相比没有更正。"
    return f"{head}\n更正表\n{draw_corrections(rows)}"
