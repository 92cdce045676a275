"""Keep imported files: their own bytes, or a masked copy if they hold personal numbers."""

from __future__ import annotations

from typing import NamedTuple

from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.database.sql import run_query
from warehouse.faults import Refused
from warehouse.importing.reading_process import clean_in_worker
from warehouse.reading.contract import Reading, ReadRequest
from warehouse.store import Store


class KeptFile(NamedTuple):
    """A file in the folder of originals: its digest (also its name there), size, original name."""

    sha256: str
    byte_count: int
    name: str


def make_keepable(content: bytes, reading: Reading, request: ReadRequest) -> bytes:
    """Return the bytes to keep: the file, or its masked copy; Refused if none can be made."""
    if not reading.is_personal:
        return content
    copy = clean_in_worker(content, request)
    if copy is None:
        raise Refused(
            f"“{reading.file}”里有个人信息，又做不出隐去后的副本，没有导入。"
            "请删去个人信息，另存为 .xlsx 后再导入。"
        )
    return copy


def keep_imported(store: Store, cursor: Cursor, reading: Reading, keepable: bytes) -> None:
    """Keep a landed file and register it; if a masked copy is kept, register both digests."""
    kept = KeptFile(store.keep_original(keepable), len(keepable), reading.file)
    cursor.execute(
        "insert into source_file values (?, ?, ?, ?) on conflict do nothing",
        [reading.sha256, reading.size, reading.file, utc_now()],
    ).fetchall()
    if kept.sha256 != reading.sha256:
        cursor.execute(
            "insert into masked_copy values (?, ?, ?, ?) on conflict do nothing",
            [reading.sha256, kept.sha256, kept.byte_count, utc_now()],
        ).fetchall()


def list_kept(cursor: Cursor) -> list[KeptFile]:
    """Return every file that the folder of originals must hold."""
    rows = run_query(cursor, "importing/kept_files").fetchall()
    return [KeptFile(*row) for row in rows]
