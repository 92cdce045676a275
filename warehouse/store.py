"""The DuckDB file: one process owns it, one writer at a time, a cursor for each reader."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

import duckdb

from warehouse.clock import utc_now
from warehouse.connecting import SETTINGS, Cursor, connect, quote
from warehouse.faults import Refused, StoreUnavailable
from warehouse.scheme_tables import create_scheme_views
from warehouse.sql import digest_views, list_migrations, list_views, run_script
from warehouse.whole_files import write_whole

if TYPE_CHECKING:
    from warehouse.audit_copy import AuditCopy

FILE_NAME = "kaohe.duckdb"
ORIGINALS = "originals"
RESTORE_PLAN = ".restore.json"
"""What is left to do of a restore that was cut short."""

FREE_SPACE_FLOOR = 64 * 1024 * 1024
"""Bytes that must be free before anything is written: a failed checkpoint stops the database."""


class Store:
    """An open warehouse. `version` grows with each commit, for caches and live pages."""

    def __init__(self, home: Path | None, connection: Cursor) -> None:
        self.version = 0
        self._home = home
        self._connection = connection
        self._write_lock = threading.RLock()
        self._copy: AuditCopy | None = None

    @property
    def home(self) -> Path:
        """The folder that holds everything that is not code."""
        if self._home is None:
            raise ValueError("a scratch store has no home")
        return self._home

    @classmethod
    def open(cls, home: Path, *, create: bool = False, in_doubt: bool = False) -> Self:
        """Open the warehouse of a home folder; StoreUnavailable says why it cannot be opened.

        `in_doubt`: also where the record's copy tells of acts that the store has lost. Only what
        looks into such a store opens it so.
        """
        path = home / FILE_NAME
        if (home / RESTORE_PLAN).exists():
            from warehouse.restoring import finish_restore  # it opens stores itself

            finish_restore(home)
        if not path.exists() and not create:
            raise StoreUnavailable(f"这里还没有数据仓库：{home}。请先运行 kaohe init。")
        try:
            (home / ORIGINALS).mkdir(parents=True, exist_ok=True)
            _check_writable(home)
        except OSError as error:
            raise StoreUnavailable(
                f"数据目录不能写入：{home}（{say_os_error(error)}）。"
                "请检查目录权限，或用 KAOHE_HOME 指定另一个目录。"
            ) from None
        store = cls(home, connect(path))
        try:
            store._migrate()
            if not in_doubt:
                store._keep_copy(home)
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def scratch(cls) -> Self:
        """Open an empty store in memory, for what is computed without being kept."""
        store = cls(None, duckdb.connect(":memory:", config=SETTINGS))
        store._migrate()
        return store

    def close(self) -> None:
        """Close the file; cursors still open become useless."""
        with self._write_lock:
            self._connection.close()

    @contextmanager
    def reader(self, known_at: int | None = None) -> Iterator[Cursor]:
        """Lend a cursor on one snapshot, optionally as the warehouse stood after a batch."""
        cursor = self._connection.cursor()
        try:
            cursor.begin()
            if known_at is not None:
                cursor.execute(f"set variable known_at = {int(known_at)}").fetchall()
            yield cursor
        finally:
            cursor.close()

    @contextmanager
    def writer(self) -> Iterator[Cursor]:
        """Lend the one writing cursor; the block is one transaction, whole or not at all."""
        with self._write_lock:
            self._check_space()
            cursor = self._connection.cursor()
            try:
                cursor.begin()
                yield cursor
                if self._copy:
                    self._copy.announce(cursor)
                cursor.commit()
                self.version += 1
                if self._copy:
                    self._copy.confirm()
            except duckdb.Error as error:
                raise self._say_failure(error) from error
            finally:
                self._abandon(cursor)
                if self._copy:
                    self._copy.withdraw()

    @contextmanager
    def frozen(self) -> Iterator[Cursor]:
        """Lend a reading cursor while nobody can write."""
        with self._write_lock, self.reader() as cursor:
            yield cursor

    def copy_database(self, path: Path) -> None:
        """Write a copy of the database into a new file below the backups' folder."""
        cursor = self._connection.cursor()
        try:
            cursor.execute(f"attach {quote(path)} as copied").fetchall()
            cursor.execute(f"copy from database {Path(FILE_NAME).stem} to copied").fetchall()
            cursor.execute("detach copied").fetchall()
        except duckdb.Error as error:
            raise StoreUnavailable(
                f"数据仓库不能复制到 {path.parent}，请检查磁盘空间和目录权限。"
            ) from error
        finally:
            cursor.close()

    def keep_original(self, content: bytes) -> str:
        """Keep a file's bytes under their digest, which is returned."""
        self._check_space()
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.home / ORIGINALS / sha256
        if path.exists():
            return sha256
        try:
            write_whole(path, content)
        except OSError as error:
            raise StoreUnavailable(
                f"原始文件不能保存到 {path.parent}（{say_os_error(error)}）。"
                "请检查磁盘空间和目录权限，数据没有变化。"
            ) from None
        return sha256

    def read_original(self, sha256: str) -> bytes:
        """Return a file that is kept under its digest; Refused where it is gone or was changed."""
        try:
            content = (self.home / ORIGINALS / sha256).read_bytes()
        except OSError:
            raise Refused(f"保存的文件 {sha256[:12]}… 不见了，请从备份恢复。") from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Refused(
                f"保存的文件 {sha256[:12]}… 被改动：与保存时的 SHA-256 不符，请从备份恢复。"
            )
        return content

    def _check_space(self) -> None:
        if self._home is None:
            return
        free = shutil.disk_usage(self._home).free
        if free < FREE_SPACE_FLOOR:
            raise StoreUnavailable(
                f"磁盘空间不足：{self._home} 只剩 {free // 1024 // 1024} MB，"
                f"至少需要 {FREE_SPACE_FLOOR // 1024 // 1024} MB。请清理磁盘后再试，数据没有变化。"
            )

    def _migrate(self) -> None:
        """Bring the schema to this version, and the views to this program's."""
        with self.writer() as cursor:
            run_script(
                cursor,
                "create table if not exists schema_migration"
                " (number integer primary key, applied_at timestamp not null)",
            )
            done = {row[0] for row in cursor.execute("from schema_migration").fetchall()}
            known = list_migrations()
            if newer := done - {number for number, _ in known}:
                raise StoreUnavailable(
                    f"数据仓库由更新的版本写成（第{max(newer)}号变更），请升级程序后再打开。"
                )
            for number, text in known:
                if number not in done:
                    run_script(cursor, text)
                    cursor.execute(
                        "insert into schema_migration values (?, ?)", [number, utc_now()]
                    ).fetchall()
            self._renew_views(cursor)

    def _renew_views(self, cursor: Cursor) -> None:
        """Create the views anew where this program's differ from those in the file."""
        digest = digest_views()
        cursor.execute("create table if not exists view_set (sha256 varchar not null)").fetchall()
        if cursor.execute("from view_set").fetchall() == [(digest,)]:
            return
        for text in list_views():
            run_script(cursor, text)
        create_scheme_views(cursor)
        cursor.execute("delete from view_set").fetchall()
        cursor.execute("insert into view_set values (?)", [digest]).fetchall()

    def _keep_copy(self, home: Path) -> None:
        """Keep the record's copy from now on; StoreUnavailable where the store is behind it."""
        from warehouse.audit_copy import AuditCopy  # it needs this module's clock

        copy = AuditCopy(home)
        with self.reader() as cursor:
            copy.reconcile(cursor)
        self._copy = copy

    def _abandon(self, cursor: Cursor) -> None:
        """Roll back what was not committed; on a database gone fatal, open it again."""
        try:
            cursor.rollback()
        except duckdb.TransactionException:
            pass  # committed: there is nothing to roll back
        except duckdb.Error:
            self._reopen()
        finally:
            cursor.close()

    def _reopen(self) -> None:
        if self._home is None:
            return
        self._connection.close()
        self._connection = connect(self._home / FILE_NAME)

    def _say_failure(self, error: duckdb.Error) -> Exception:
        text = str(error)
        if "onflict" in text:
            return Refused("别人刚刚改动了同一个月的数据，这次没有写入。请重新预览后再试。")
        # A commit that the disk has no room for is a TransactionException, no IOException.
        if isinstance(
            error,
            duckdb.IOException
            | duckdb.FatalException
            | duckdb.OutOfMemoryException
            | duckdb.TransactionException,
        ):
            return StoreUnavailable(
                f"数据仓库写不进去：{self._home}。请检查磁盘空间和目录权限，数据没有变化。"
            )
        return error


def say_os_error(error: OSError) -> str:
    """Return the reason of a failed file operation in Chinese."""
    reasons = {
        errno.EACCES: "没有权限",
        errno.EPERM: "没有权限",
        errno.EROFS: "磁盘是只读的",
        errno.ENOSPC: "磁盘已满",
        errno.ENOENT: "上级目录不存在",
        errno.ENOTDIR: "路径中有一段不是目录",
        errno.EEXIST: "已有同名文件",
    }
    return reasons.get(error.errno or 0, f"错误号 {error.errno}")


def _check_writable(home: Path) -> None:
    probe = home / f".probe.{os.getpid()}.{threading.get_ident()}"
    probe.touch()
    probe.unlink()
