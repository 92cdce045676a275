"""Receive a file: look through it for personal numbers, keep what may be kept, and list it.

A file that holds personal numbers is kept as its masked copy, which from then on is read in its
place. What cannot be kept (a file that cannot be searched to its end, or whose copy would be read
otherwise than the file itself) is listed without its bytes, with the reason.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from warehouse.database.audit import write_audit
from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.editions.attachments import clean_file_name
from warehouse.faults import Refused
from warehouse.importing.import_file import build_request
from warehouse.importing.import_plan import ImportOptions
from warehouse.importing.reading_process import (
    clean_in_worker,
    holds_personal_numbers,
    read_in_worker,
)
from warehouse.inbox.decisions import Decisions, take_over
from warehouse.inbox.inbox_files import InboxFile, find_file, read_inbox
from warehouse.reading.contract import Reading, ReadRequest
from warehouse.store import Store
from warehouse.work_slots import QueueFull

UNREADABLE = "文件无法检查到底，不能确定其中有无个人信息，未予留存。"
READ_OTHERWISE = "文件含个人信息，隐去后的副本与原件的读法不同，未予留存。"
NO_COPY = "文件含个人信息，无法生成隐去后的副本，未予留存。"


@dataclass(frozen=True)
class Arrival:
    """A received file, what was read of it under no decisions, and the bytes to read from."""

    file: InboxFile
    request: ReadRequest
    reading: Reading
    content: bytes


@dataclass(frozen=True)
class Keepable:
    """The bytes that may be kept, None if none may, and then why; and what is read of them."""

    content: bytes | None
    reading: Reading
    unkept_because: str | None = None


def receive_file(store: Store, name: str, content: bytes) -> Arrival:
    """Keep and list a file that has just come; the same file waiting already is not listed twice.

    The answers to the last file of the same name hold for it. QueueFull if too many files are being
    read.
    """
    store.require("handle_inbox")
    name = clean_file_name(name)
    request = build_request(store, name, ImportOptions(store.person.name))
    keepable = _make_keepable(content, request)
    with store.writer("handle_inbox", redraws=False) as cursor:
        file = _find_waiting(cursor, name, content) or _list_file(
            store, cursor, name, content, keepable
        )
    readable = keepable.content if keepable.content is not None else content
    return Arrival(file, request, keepable.reading, readable)


def restore_identity(reading: Reading, file: InboxFile) -> Reading:
    """Return the reading of a masked copy as one of the file that came; its digest is landed."""
    return reading.model_copy(update={"sha256": file.sha256, "size": file.size})


def _make_keepable(content: bytes, request: ReadRequest) -> Keepable:
    reading = read_in_worker(content, request)
    if reading.is_personal:
        return make_copy(content, request, reading)
    if reading.tables:  # then the file was searched to its end
        return Keepable(content, reading)
    try:
        is_personal = holds_personal_numbers(content)
    except QueueFull:
        raise
    except Refused:
        return Keepable(None, reading, UNREADABLE)
    return make_copy(content, request, reading) if is_personal else Keepable(content, reading)


def make_copy(content: bytes, request: ReadRequest, reading: Reading) -> Keepable:
    """Return the masked copy of a file, if one can be made that is read like the file itself."""
    copy = clean_in_worker(content, request)
    if copy is None:
        return Keepable(None, reading, NO_COPY)
    again = read_in_worker(copy, request)
    if again.is_personal or not _say_the_same(reading, again):
        return Keepable(None, reading, READ_OTHERWISE)
    came = {"sha256": reading.sha256, "size": reading.size, "notes": reading.notes}
    return Keepable(copy, again.model_copy(update=came))


def _say_the_same(one: Reading, other: Reading) -> bool:
    """Return whether two readings give the same tables and ask the same of a person."""
    asked = [
        [finding for finding in reading.findings if finding.severity != "warning"]
        for reading in (one, other)
    ]
    return one.tables == other.tables and asked[0] == asked[1]


def _find_waiting(cursor: Cursor, name: str, content: bytes) -> InboxFile | None:
    sha256 = hashlib.sha256(content).hexdigest()
    waiting = read_inbox(cursor, "waiting")
    return next((one for one in waiting if (one.sha256, one.name) == (sha256, name)), None)


def _list_file(
    store: Store, cursor: Cursor, name: str, content: bytes, keepable: Keepable
) -> InboxFile:
    known = read_inbox(cursor)
    number = max((file.number for file in known), default=0) + 1
    before = next((file for file in reversed(known) if file.name == name), None)
    decisions = take_over(Decisions.from_json(before.decisions)) if before else Decisions()
    kept = keepable.content
    actor, moment = store.person.name, utc_now()
    cursor.execute(
        "insert into inbox_file values (?, ?, ?, ?, ?, ?, ?, 'waiting', ?, null, 1, ?, ?, ?, ?)",
        [
            number,
            name,
            hashlib.sha256(content).hexdigest(),
            len(content),
            None if kept is None else store.keep_original(kept),
            None if kept is None else len(kept),
            keepable.unkept_because,
            decisions.to_json(),
            actor,
            moment,
            actor,
            moment,
        ],
    ).fetchall()
    detail = {"file": number, "name": name, "sha256": hashlib.sha256(content).hexdigest()}
    write_audit(cursor, actor, "receive_file", detail)
    file = find_file(cursor, number)
    assert file is not None
    return file
