"""The DuckDB file: one process owns it, one writer at a time, a cursor for each reader."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import duckdb

from warehouse.access.people import SYSTEM, Person
from warehouse.access.scope import check_kept_file, narrow
from warehouse.access.standing_account import confirm_account
from warehouse.audit import read_entries_from, read_head, write_audit
from warehouse.audit_copy import AuditCopy
from warehouse.clock import utc_now
from warehouse.connecting import FILE_NAME, ORIGINALS, SETTINGS, Cursor, connect, quote
from warehouse.faults import Denied, Refused, StoreUnavailable
from warehouse.home_lock import HomeLock
from warehouse.scheme_tables import create_scheme_views
from warehouse.sql import digest_views, list_migrations, list_views, run_script
from warehouse.swapping import PLAN, finish_swap, tell_swap
from warehouse.upgrading import count_acts, find_pending, keep_way_back
from warehouse.whole_files import make_private, say_os_error, write_whole

DURABLE = "COMMIT succeeded and is durable"
"""What DuckDB says where a checkpoint that follows a commit has failed."""

FREE_SPACE_FLOOR = 64 * 1024 * 1024
"""Bytes that must be free before anything is written: a failed checkpoint stops the database."""


@dataclass(eq=False)
class _Opened:
    """One open database, however many people it is lent to."""

    home: Path | None
    connection: Cursor
    lock: HomeLock | None = None
    write_lock: threading.RLock = field(default_factory=threading.RLock)
    copy: AuditCopy | None = None
    version: int = 0
    is_closed: bool = False


class Store:
    """An open warehouse in the hands of one person, whose every act is checked here."""

    def __init__(self, opened: _Opened, person: Person) -> None:
        self._opened = opened
        self.person = person

    def __eq__(self, other: object) -> bool:
        """Two are equal where they show the same: one database, one scope."""
        return isinstance(other, Store) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[object, ...]:
        return self._opened, self.person.scope

    def is_same_database(self, other: Store) -> bool:
        """Tell whether another is the same warehouse, in whoever's hands."""
        return self._opened is other._opened

    @property
    def version(self) -> int:
        """A number that grows with each change of the data, for caches and live pages."""
        return self._opened.version

    @property
    def home(self) -> Path:
        """The folder that holds everything that is not code."""
        if self._opened.home is None:
            raise ValueError("a scratch store has no home")
        return self._opened.home

    def lend_to(self, person: Person) -> Store:
        """Return the same warehouse in another person's hands."""
        return Store(self._opened, person)

    @classmethod
    def open(cls, home: Path, *, create: bool = False, in_doubt: bool = False) -> Self:
        """Open the warehouse of a home folder; StoreUnavailable says why it cannot be opened.

        `in_doubt`: also where the record's copy tells of acts that the store has lost. Only what
        looks into such a store opens it so.
        """
        if not create and not (home / FILE_NAME).exists() and not (home / PLAN).exists():
            raise StoreUnavailable(f"这里还没有数据仓库：{home}。请先运行 kaohe init。")
        try:
            make_private(home)
            lock = HomeLock(home)
        except OSError as error:
            raise StoreUnavailable(
                f"数据目录不能写入：{home}（{say_os_error(error)}）。"
                "请检查目录权限，或用 KAOHE_HOME 指定另一个目录。"
            ) from None
        try:
            return cls._open_locked(home, lock, in_doubt=in_doubt)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def _open_locked(cls, home: Path, lock: HomeLock, *, in_doubt: bool) -> Self:
        finish_swap(home)
        make_private(home / ORIGINALS)
        connection = connect(home / FILE_NAME)
        if not in_doubt and find_pending(connection):
            acts = count_acts(connection)
            connection.close()
            keep_way_back(home, acts)
            connection = connect(home / FILE_NAME)
        store = cls(_Opened(home, connection, lock), SYSTEM)
        try:
            store._migrate()
            if not in_doubt:
                store._keep_copy(home)
                tell_swap(store)
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def scratch(cls) -> Self:
        """Open an empty store in memory, for what is computed without being kept."""
        store = cls(_Opened(None, duckdb.connect(":memory:", config=SETTINGS)), SYSTEM)
        store._migrate()
        return store

    def close(self) -> None:
        """Close the file; cursors still open become useless."""
        with self._opened.write_lock:
            self._opened.is_closed = True
            self._opened.connection.close()
            if self._opened.lock:
                self._opened.lock.release()

    @contextmanager
    def reader(self, known_at: int | None = None) -> Iterator[Cursor]:
        """Lend a cursor on one snapshot, optionally as the warehouse stood after a batch.

        Views show a person of role unit the details of its own units only.
        """
        cursor = self._begin()
        try:
            if known_at is not None:
                cursor.execute(f"set variable known_at = {int(known_at)}").fetchall()
            narrow(cursor, self.person)
            yield cursor
        finally:
            cursor.close()

    @contextmanager
    def writer(self, action: str) -> Iterator[Cursor]:
        """Lend the one writing cursor for an act; the block is one transaction, or nothing.

        Denied where the person may not do it; what is denied or refused is told to the record.
        """
        try:
            with self._transaction(is_change=True) as cursor:
                self._admit(cursor, action)
                newest = read_head(cursor)
                yield cursor
                self._check_signatures(cursor, newest.number if newest else 0)
        except (Denied, Refused) as fault:
            self._tell_refusal(action, fault)
            raise

    def require(self, action: str) -> None:
        """Raise Denied unless the person may do an act that only reads; the record is told."""
        try:
            with self.reader() as cursor:
                self._admit(cursor, action)
        except Denied as fault:
            self._tell_refusal(action, fault)
            raise

    def record(self, action: str, detail: dict[str, Any]) -> None:
        """Write into the record what changes no data: an export, a sign-in, a page looked at.

        StoreUnavailable where it cannot be written: then what is recorded must not happen.
        """
        with self._transaction() as cursor:
            write_audit(cursor, self.person.name, action, detail)

    def _admit(self, cursor: Cursor, action: str) -> None:
        """Raise Denied unless role and account allow an action at this moment."""
        self.person.check(action)
        confirm_account(cursor, self.person, action)

    def _check_signatures(self, cursor: Cursor, newest: int) -> None:
        """Make sure that a person with an account signs with no other name than its own."""
        if self.person.role == "host":
            return
        signed = {one.actor for one in read_entries_from(cursor, newest + 1)}
        if signed - {self.person.name}:
            raise RuntimeError("an act was written into the record under another name")

    def _tell_refusal(self, action: str, fault: Denied | Refused) -> None:
        if self._opened.home is None:
            return
        word = "denied" if isinstance(fault, Denied) else "refused"
        # The act has failed either way; what the person is told is why.
        with suppress(StoreUnavailable):
            self.record(word, {"action": action, "said": str(fault)})

    @contextmanager
    def _transaction(self, *, is_change: bool = False) -> Iterator[Cursor]:
        with self._opened.write_lock:
            self.check_space()
            cursor, copy = self._begin(), self._opened.copy
            try:
                yield cursor
                # Again, after what may have taken long: DuckDB can end the whole process where a
                # commit finds no room for its log.
                self.check_space()
                if copy:
                    copy.announce(cursor)
                self._commit(cursor)
                self._opened.version += is_change
                if copy:
                    copy.confirm()
            except duckdb.Error as error:
                raise self._say_failure(error) from error
            finally:
                self._abandon(cursor)
                if copy:
                    copy.withdraw()

    @contextmanager
    def frozen(self) -> Iterator[Cursor]:
        """Lend a reading cursor while nobody can write."""
        with self._opened.write_lock, self.reader() as cursor:
            yield cursor

    def copy_database(self, path: Path) -> None:
        """Write a copy of the database into a new file below the backups' folder."""
        cursor = self._opened.connection.cursor()
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
        self.check_space()
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
        """Return a file that is kept under its digest; Refused where it is gone or was changed.

        Denied where it is not for the person: see `check_kept_file`.
        """
        with self.reader() as cursor:
            check_kept_file(cursor, self.person, sha256)
        try:
            content = (self.home / ORIGINALS / sha256).read_bytes()
        except OSError:
            raise Refused(f"保存的文件 {sha256[:12]}… 不见了，请从备份恢复。") from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Refused(
                f"保存的文件 {sha256[:12]}… 被改动：与保存时的 SHA-256 不符，请从备份恢复。"
            )
        return content

    def check_space(self, needed: int = 0) -> None:
        """Raise StoreUnavailable where too little would be free after so many bytes more."""
        home = self._opened.home
        if home is None:
            return
        free = shutil.disk_usage(home).free
        if free - needed < FREE_SPACE_FLOOR:
            least = (FREE_SPACE_FLOOR + needed) // 1024 // 1024
            raise StoreUnavailable(
                f"磁盘空间不足：{home} 只剩 {free // 1024 // 1024} MB，"
                f"至少需要 {least} MB。请清理磁盘后再试，数据没有变化。"
            )

    def _migrate(self) -> None:
        """Bring the schema to this version, and the views to this program's."""
        with self._transaction() as cursor:
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
        copy = AuditCopy(home)
        with self.reader() as cursor:
            copy.reconcile(cursor)
        self._opened.copy = copy

    def _begin(self) -> Cursor:
        """Return a cursor in a transaction, on a database that was opened again if it had to be."""
        try:
            cursor = self._opened.connection.cursor()
            cursor.begin()
        except duckdb.Error:
            if self._opened.is_closed:
                raise
            self._reopen()
            cursor = self._opened.connection.cursor()
            cursor.begin()
        return cursor

    def _commit(self, cursor: Cursor) -> None:
        """Commit; where only the checkpoint after it has failed, what was committed stands."""
        try:
            cursor.commit()
        except duckdb.FatalException as error:
            if DURABLE not in str(error):
                raise
            self._reopen()

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
        """Open the database again unless it answers; StoreUnavailable where it cannot be."""
        opened = self._opened
        with opened.write_lock:
            if opened.home is None or _answers(opened.connection):
                return
            opened.connection.close()
            opened.connection = connect(opened.home / FILE_NAME)

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
                f"数据仓库写不进去：{self._opened.home}。请检查磁盘空间和目录权限，数据没有变化。"
            )
        return error


def _answers(connection: Cursor) -> bool:
    try:
        connection.cursor().execute("select 1").fetchall()
    except duckdb.Error:
        return False
    return True
