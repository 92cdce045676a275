"""Read a file of the inbox, from its kept bytes, once for all sessions."""

from __future__ import annotations

import hashlib

import polars as pl

from dashboard.pages.imports.readings import Key, find_content, hold_content
from warehouse.faults import Refused
from warehouse.importing.differences import SCHEMA
from warehouse.importing.import_file import ImportReport
from warehouse.importing.reading_process import read_in_worker
from warehouse.inbox.decisions import Decisions
from warehouse.inbox.inbox_files import InboxFile
from warehouse.inbox.masking import hide_personal
from warehouse.inbox.receiving import restore_identity
from warehouse.reading.contract import Reading, ReadRequest
from warehouse.store import Store

MASKED = "存档的是隐去个人信息后的副本，不是原文件。"


def make_key(store: Store, file: InboxFile, request: ReadRequest) -> Key:
    """Return the key of a file's reading under a request."""
    digest = hashlib.sha256(request.model_dump_json().encode("utf-8")).hexdigest()
    return str(store.home), file.sha256, digest


def load_file(store: Store, file: InboxFile) -> bytes:
    """Return the bytes to read from; Refused if they could not be kept and are gone."""
    if file.kept_sha256 is not None:
        return store.read_original(file.kept_sha256)
    content = find_content(str(store.home), file.sha256)
    if content is None:
        raise Refused(f"{file.unkept_because or ''}请移除后重新上传。")
    return content


def read_file_now(store: Store, file: InboxFile, request: ReadRequest) -> Reading:
    """Read a file; if it proves to hold personal data, its masked copy is kept from now on."""
    content = load_file(store, file)
    reading = read_in_worker(content, request)
    if file.is_masked:
        reading = reading.model_copy(update={"notes": (*reading.notes, MASKED)})
        return restore_identity(reading, file)
    if not reading.is_personal or file.kept_sha256 is None:
        return reading
    keepable = hide_personal(store, file, content, request, reading)
    if keepable.content is None:
        hold_content(str(store.home), file.sha256, content)
    return keepable.reading


def recall_landing(file: InboxFile, decisions: Decisions) -> ImportReport | None:
    """Return the report of a landing as far as it is kept: forms, batches, accepted warnings."""
    if file.outcome is None:
        return None
    return ImportReport(
        state="already_imported" if file.outcome.is_repeated else "landed",
        reading=Reading(file=file.name, sha256=file.sha256, size=file.size),
        batches=list(file.outcome.batches),
        errors=[],
        warnings=sorted(decisions.accepted, key=lambda one: one.message),
        questions=[],
        differences=pl.DataFrame(schema=SCHEMA),
        expected={},
        notes=list(file.outcome.notes),
    )
