"""One open database with a single writer, and its recovery from failures of the disk or DuckDB."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from warehouse.database.audit_copy import AuditCopy
from warehouse.database.audit_pace import EntryLimit
from warehouse.database.connection import FILE_NAME, Cursor, connect, quote_text, to_fault
from warehouse.database.home_lock import HomeLock
from warehouse.faults import Refused, StoreFull, StoreInDoubt, StoreUnavailable

DURABLE = "COMMIT succeeded and is durable"
"""DuckDB's message if a commit succeeded but the checkpoint after it failed."""

DAMAGED = re.compile(r"[Cc]orrupt|checksum|Could not read enough bytes|not a valid DuckDB")
"""DuckDB's messages about bytes that it did not write, which reads and writes may both meet."""

FREE_SPACE_FLOOR = 64 * 1024 * 1024
"""Bytes that must be free before a write, because a failed checkpoint stops the database."""

RESERVE_FLOOR = 16 * 1024 * 1024
"""The same for the small writes by which administrators sign in and free the disk."""


class Database:
    """An open database, shared by the stores of all users."""

    def __init__(self, home: Path | None, connection: Cursor, lock: HomeLock | None = None) -> None:
        """Take over a connection and the home's lock; `home` is None for a database in memory."""
        self.home = home
        self.connection = connection
        self.copy: AuditCopy | None = None
        self.version = 0
        """A counter of changes of the data."""
        self.row_texts: dict[str, str] = {}
        """Cached SQL of the rows' texts, which each act needs (warehouse/database/row_text.py)."""
        self.pace = EntryLimit()
        self.write_lock = threading.RLock()
        self._lock = lock
        self._is_closed = False

    def close(self) -> None:
        """Close the file and release the home; open cursors become unusable."""
        with self.write_lock:
            self._is_closed = True
            self.connection.close()
            if self._lock:
                self._lock.release()

    def begin(self) -> Cursor:
        """Return a cursor in a new transaction, reconnecting if the connection has failed."""
        try:
            cursor = self.connection.cursor()
            cursor.begin()
        except duckdb.Error:
            if self._is_closed:
                raise
            self._reopen()
            cursor = self.connection.cursor()
            cursor.begin()
        return cursor

    @contextmanager
    def transaction(
        self, *, is_change: bool = False, may_use_reserve: bool = False
    ) -> Iterator[Cursor]:
        """Open the only writing cursor; the block is written as a whole or not at all.

        `is_change`: increase the version, so that pages are redrawn. `may_use_reserve`: the write
        is small and may use the disk space that is reserved for administrators.
        StoreUnavailable if it cannot be written, Refused if another transaction changed the same.
        """
        with self.write_lock:
            self.check_space(may_use_reserve=may_use_reserve)
            cursor, copy = self.begin(), self.copy
            try:
                yield cursor
                # Checked again, because the block may have taken long, and DuckDB can abort the
                # whole process if a commit has no space for its log.
                self.check_space(may_use_reserve=may_use_reserve)
                if copy:
                    copy.announce(cursor)
                self._commit(cursor)
                self.version += is_change
                if copy:
                    copy.confirm()
            except duckdb.Error as error:
                raise self._describe_failure(error) from error
            finally:
                self._abandon(cursor)
                if copy:
                    copy.withdraw()

    def copy_into(self, path: Path) -> None:
        """Copy the database into a new file below the backups folder."""
        cursor = self.connection.cursor()
        try:
            cursor.execute(f"attach {quote_text(path.as_posix())} as copied").fetchall()
            cursor.execute(f"copy from database {Path(FILE_NAME).stem} to copied").fetchall()
            cursor.execute("detach copied").fetchall()
        except duckdb.Error as error:
            if fault := self._find_damage(error):
                raise fault from error
            raise StoreUnavailable(
                f"数据仓库不能复制到 {path.parent}，请检查磁盘空间和目录权限。"
            ) from error
        finally:
            cursor.close()

    def check_space(self, needed: int = 0, *, may_use_reserve: bool = False) -> None:
        """Raise StoreFull if writing `needed` bytes would leave too little disk space."""
        if self.home is not None:
            floor = min(RESERVE_FLOOR, FREE_SPACE_FLOOR) if may_use_reserve else FREE_SPACE_FLOOR
            check_space(self.home, needed, floor)

    def _commit(self, cursor: Cursor) -> None:
        """Commit; if only the checkpoint after the commit fails, the commit is valid."""
        try:
            cursor.commit()
        except duckdb.FatalException as error:
            if DURABLE not in str(error):
                raise
            self._reopen()
        except duckdb.Error:
            self._forget()
            raise

    def _abandon(self, cursor: Cursor) -> None:
        """Roll back what was not committed; reopen the database after a fatal error."""
        try:
            cursor.rollback()
        except (duckdb.TransactionException, duckdb.ConnectionException):
            pass  # committed, or closed: there is nothing to roll back
        except duckdb.Error:
            self._reopen()
        finally:
            cursor.close()

    def _forget(self) -> None:
        """Reopen the file and its log after a failed commit, without a checkpoint.

        DuckDB leaves marks of the rolled-back rows after the last rows of a table. A checkpoint,
        even the one at closing, would write these marks, and later rows in their places would be
        lost.
        """
        if self.home is None:
            return
        with suppress(duckdb.Error):  # after a fatal error it writes no checkpoint anyway
            self.connection.execute("pragma disable_checkpoint_on_shutdown").fetchall()
        self.connection.close()  # and every cursor of it
        self.connection = connect(self.home / FILE_NAME)

    def _reopen(self) -> None:
        """Reconnect unless the database answers; StoreUnavailable if that fails."""
        with self.write_lock:
            if self.home is None or _answers(self.connection):
                return
            self.connection.close()
            self.connection = connect(self.home / FILE_NAME)

    def _find_damage(self, error: duckdb.Error) -> StoreInDoubt | None:
        """Return the fault for an error that comes from damaged bytes; None for other errors."""
        text = str(error)
        is_damage = DAMAGED.search(text) or isinstance(error, duckdb.SerializationException)
        if self.home is None or not is_damage:
            return None
        fault = to_fault(self.home / FILE_NAME, error)
        return fault if isinstance(fault, StoreInDoubt) else None

    def _describe_failure(self, error: duckdb.Error) -> Exception:
        text = str(error)
        if "onflict" in text:
            return Refused("别人刚刚改动了同一个月的数据，这次没有写入。请重新预览后再试。")
        if fault := self._find_damage(error):
            return fault
        # A commit without disk space raises a TransactionException, not an IOException.
        if isinstance(
            error,
            duckdb.IOException
            | duckdb.FatalException
            | duckdb.OutOfMemoryException
            | duckdb.TransactionException,
        ):
            return StoreUnavailable(
                f"数据仓库无法写入：{self.home}。请检查磁盘空间和目录权限，数据没有变化。"
            )
        return error


def check_space(home: Path, needed: int = 0, floor: int | None = None) -> None:
    """Raise StoreFull if writing `needed` bytes would leave less than `floor` bytes free."""
    floor = FREE_SPACE_FLOOR if floor is None else floor
    free = shutil.disk_usage(home).free
    if free - needed < floor:
        least = (floor + needed) // 1024 // 1024
        raise StoreFull(
            f"磁盘空间不足：{home} 只剩 {free // 1024 // 1024} MB，"
            f"至少需要 {least} MB。请清理磁盘后再试，数据没有变化。"
        )


def _answers(connection: Cursor) -> bool:
    try:
        connection.cursor().execute("select 1").fetchall()
    except duckdb.Error:
        return False
    return True
