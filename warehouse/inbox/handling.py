"""Decide on a file of the inbox, discard it and take it back, land it once.

Each act names the version of the file that its user saw. If someone else was first, it is Refused
and says who.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from warehouse.database.audit import write_audit
from warehouse.database.clock import to_china, utc_now
from warehouse.database.connection import Cursor
from warehouse.faults import Refused, WrongCall
from warehouse.importing.import_file import BatchReport, ImportReport, import_reading
from warehouse.importing.import_plan import ImportOptions
from warehouse.inbox.decisions import Decisions
from warehouse.inbox.inbox_files import InboxFile, Outcome, State, find_file
from warehouse.reading.contract import Reading
from warehouse.store import Store

STATE_WORDS: dict[State, str] = {
    "waiting": "处理",
    "landed": "导入",
    "discarded": "移除",
}


def decide(store: Store, file: InboxFile, decisions: Decisions) -> InboxFile:
    """Keep what has been decided about a waiting file; return the file as it is now."""
    text = decisions.to_json()
    with store.writer("handle_inbox", redraws=False) as cursor:
        _check_seen(cursor, file, "waiting")
        changed = _change(store, cursor, replace(file, decisions=text))
        _note(store, cursor, "decide_file", file)
    return changed


def discard(store: Store, file: InboxFile) -> InboxFile:
    """Take a waiting file out of the inbox; it can be taken back until the inbox is cleaned."""
    with store.writer("handle_inbox", redraws=False) as cursor:
        _check_seen(cursor, file, "waiting")
        changed = _change(store, cursor, replace(file, state="discarded"))
        _note(store, cursor, "discard_file", file)
    return changed


def take_back(store: Store, file: InboxFile) -> InboxFile:
    """Put a discarded file back among those that wait, with what was decided about it."""
    with store.writer("handle_inbox", redraws=False) as cursor:
        _check_seen(cursor, file, "discarded")
        changed = _change(store, cursor, replace(file, state="waiting"))
        _note(store, cursor, "take_back_file", file)
    return changed


def land_file(
    store: Store, file: InboxFile, reading: Reading, content: bytes, options: ImportOptions
) -> ImportReport:
    """Land a waiting file; its state changes in the transaction of the landing itself."""

    def mark(cursor: Cursor, batches: Sequence[BatchReport]) -> None:
        _check_seen(cursor, file, "waiting")
        outcome = Outcome(is_repeated=False, batches=tuple(batches))
        _change(store, cursor, replace(file, state="landed", outcome=outcome))

    return import_reading(store, reading, content, options, within=mark)


def _check_seen(cursor: Cursor, file: InboxFile, state: State) -> None:
    """Raise Refused if someone has acted on a file since it was read, or it has another state."""
    now = find_file(cursor, file.number)
    if now is None:
        raise WrongCall(f"“{file.name}”已不在待处理文件中。")
    if now.version != file.version:
        moment = f"{to_china(now.changed_at):%H:%M}"
        raise Refused(
            f"“{file.name}”已由{now.changed_by}于{moment}{STATE_WORDS[now.state]}，"
            "以下为最新情况，请核对后再办理。"
        )
    if now.state != state:
        raise Refused(f"“{file.name}”已{STATE_WORDS[now.state]}，不能重复办理。")


def _change(store: Store, cursor: Cursor, file: InboxFile) -> InboxFile:
    changed = replace(
        file, version=file.version + 1, changed_by=store.person.name, changed_at=utc_now()
    )
    cursor.execute(
        "update inbox_file set state = ?, decisions = ?, outcome = ?, version = ?,"
        " changed_by = ?, changed_at = ? where file_id = ?",
        [
            changed.state,
            changed.decisions,
            changed.outcome.to_json() if changed.outcome else None,
            changed.version,
            changed.changed_by,
            changed.changed_at,
            changed.number,
        ],
    ).fetchall()
    return changed


def _note(store: Store, cursor: Cursor, action: str, file: InboxFile) -> None:
    write_audit(cursor, store.person.name, action, {"file": file.number, "name": file.name})
