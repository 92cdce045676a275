"""The copy of the audit record outside the database: an append-only file of JSON lines.

A transaction's entries are appended before it commits and confirmed afterwards. So the copy is
never behind what users were told, and a store that is behind the copy has lost something: its log
was deleted, or an older file was put in its place.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from warehouse.database.atomic_files import describe_os_error, make_private, sync_to_disk
from warehouse.database.audit import Entry, read_entries_from, read_head
from warehouse.database.audit_copy_check import COPY_FOLDER, COPY_NAME, examine
from warehouse.database.audit_copy_lines import scan, write_dropped, write_entry, write_stands
from warehouse.database.connection import Cursor
from warehouse.faults import StoreInDoubt, StoreUnavailable

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Anchor:
    """The last confirmed entry of a copy, and the last announced one."""

    number: int = 0
    digest: str = ""
    announced: int = 0
    """The last announced entry; above `number` only while its commit is not confirmed."""


class AuditCopy:
    """The audit copy of one home; only the single writer uses it."""

    def __init__(self, home: Path) -> None:
        self.path = home / COPY_FOLDER / COPY_NAME
        self._announced: Entry | None = None
        self._number = 0
        self._size = _measure(self.path)

    def reconcile(self, cursor: Cursor) -> None:
        """Confirm or drop what a crash left open; StoreInDoubt if copy and store disagree."""
        state = examine(cursor, self.path)
        state.check()
        self._number = state.head
        if state.announced > state.head:
            self._write([write_dropped(state.head + 1)])
        if state.confirmed < state.head:
            self._announced = read_head(cursor)
            self.confirm()

    def announce(self, cursor: Cursor) -> None:
        """Append the entries of a transaction that is about to commit."""
        entries = read_entries_from(cursor, self._number + 1)
        if entries:
            self._write([write_entry(entry) for entry in entries])
            self._announced = entries[-1]

    def confirm(self) -> None:
        """Append that the announced entries were committed; if that fails, the next start does."""
        newest, self._announced = self._announced, None
        if newest is None:
            return
        self._number = newest.number
        try:
            self._write([write_stands(newest)])
        except StoreUnavailable:
            _LOG.warning("entry %d is committed but not confirmed in the copy", newest.number)

    def withdraw(self) -> None:
        """Append that the announced entries, if any are unconfirmed, were not committed."""
        announced, self._announced = self._announced, None
        if announced is None:
            return
        try:
            self._write([write_dropped(self._number + 1)])
        except StoreUnavailable:
            _LOG.warning("entry %d was announced and dropped", announced.number)

    def check(self) -> None:
        """Raise StoreInDoubt if the file's size has changed since this process last wrote to it."""
        if _measure(self.path) != self._size:
            raise StoreInDoubt(
                f"操作记录的副本被删除或改动了：{self.path}。为免继续写坏，现在不写入，数据没有变化。"
                "请停止看板，运行 kaohe verify 查看。"
            )

    def _write(self, lines: Sequence[bytes]) -> None:
        self.check()
        try:
            make_private(self.path.parent)
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "ab") as file:
                if _is_torn(self.path):
                    file.write(b"\n")  # ends a line that a crash cut short
                file.write(b"".join(line + b"\n" for line in lines))
                file.flush()
                os.fsync(file.fileno())
            if not self._size:  # a new file: its name must reach the disk too
                sync_to_disk(self.path.parent)
        except OSError as error:
            raise StoreUnavailable(
                f"操作记录的副本无法写入：{self.path}（{describe_os_error(error)}）。"
                "请检查磁盘空间和目录权限，数据没有变化。"
            ) from None
        finally:
            self._size = _measure(self.path)


def read_anchor(path: Path) -> Anchor:
    """Return the last confirmed entry of a copy; an empty anchor if there is no copy."""
    copy = scan(path)
    return Anchor(copy.confirmed, copy.digest, copy.announced)


def _measure(path: Path) -> int:
    """Return a file's size in bytes; 0 if it does not exist."""
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _is_torn(path: Path) -> bool:
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return False
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"
