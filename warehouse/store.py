"""The warehouse in a person's hands: what is read, and every act, is checked and recorded here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import duckdb

from warehouse.access.account_check import confirm_account
from warehouse.access.people import SYSTEM, Person
from warehouse.access.scope import check_kept_file, narrow
from warehouse.database.atomic_files import describe_os_error, write_whole
from warehouse.database.audit import read_entries_from, read_head, write_audit
from warehouse.database.audit_details import LEFT_OUT
from warehouse.database.audit_pace import ACTS_A_MINUTE, ENTRIES_A_MINUTE
from warehouse.database.connection import (
    DAMAGE,
    FILE_NAME,
    ORIGINALS,
    SETTINGS,
    Cursor,
    name_fault,
)
from warehouse.database.database import Database
from warehouse.database.migrations import migrate
from warehouse.database.row_watch import record_changed_rows, watch
from warehouse.faults import Denied, Refused, StoreUnavailable

BEFOREHAND = frozenset({"export", "sign_in"})
"""Entries without which what they tell must not happen."""

RESERVED = frozenset(
    {"sign_in", "sign_out", "view", "export", "change_own_account", "manage_accounts"}
)
"""What administrators do also on a disk that is nearly full: come in, look, take away, let in."""


class Store:
    """An open warehouse in the hands of one person, whose every act is checked here."""

    def __init__(self, database: Database, person: Person) -> None:
        self._database = database
        self.person = person

    def __eq__(self, other: object) -> bool:
        """Two are equal where they show the same: one database, one scope."""
        return isinstance(other, Store) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[object, ...]:
        return self._database, self.person.scope

    def is_same_database(self, other: Store) -> bool:
        """Tell whether another is the same warehouse, in whoever's hands."""
        return self._database is other._database

    @property
    def version(self) -> int:
        """A number that grows with each change of the data, for caches and live pages."""
        return self._database.version

    @property
    def home(self) -> Path:
        """The folder that holds everything that is not code."""
        if self._database.home is None:
            raise ValueError("a scratch store has no home")
        return self._database.home

    def bind_to(self, person: Person) -> Store:
        """Return the same warehouse in another person's hands."""
        return Store(self._database, person)

    @classmethod
    def scratch(cls) -> Self:
        """Open an empty store in memory, for what is computed without being kept."""
        database = Database(None, duckdb.connect(":memory:", config=SETTINGS))
        migrate(database)
        return cls(database, SYSTEM)

    def close(self) -> None:
        """Close the file; cursors still open become useless."""
        self._database.close()

    @contextmanager
    def reader(self, known_at: int | None = None) -> Iterator[Cursor]:
        """Lend a cursor on one snapshot, optionally as the warehouse stood after a batch.

        Views show a person of role unit the details of its own units only. StoreInDoubt where
        bytes of the file are not what was written.
        """
        cursor = self._database.begin()
        try:
            if known_at is not None:
                cursor.execute(f"set variable known_at = {int(known_at)}").fetchall()
            narrow(cursor, self.person)
            yield cursor
        except DAMAGE as error:
            if self._database.home is None:
                raise
            raise name_fault(self._database.home / FILE_NAME, error) from error
        finally:
            cursor.close()

    @contextmanager
    def writer(self, action: str) -> Iterator[Cursor]:
        """Lend the one writing cursor for an act; the block is one transaction, or nothing.

        Denied where the person may not do it; what is denied or refused is told to the record.
        The entry that the block writes gets the digests of the rows that it changed.
        """
        is_reserved = self._may_use_reserve(action)
        with (
            self._telling(action),
            self._database.transaction(is_change=True, may_use_reserve=is_reserved) as cursor,
        ):
            self._admit(cursor, action)
            self._take_turn(action, ACTS_A_MINUTE)
            head = read_head(cursor)
            newest = head.number if head else 0
            # A store in memory is thrown away: nobody verifies it.
            texts = self._database.row_texts
            watched = watch(cursor, newest, texts) if self._database.home else None
            yield cursor
            self._check_signatures(cursor, newest)
            if watched:
                record_changed_rows(cursor, watched)

    def require(self, action: str) -> None:
        """Raise Denied unless the person may do an act that only reads; the record is told."""
        with self._telling(action), self.reader() as cursor:
            self._admit(cursor, action)

    def record(self, action: str, detail: dict[str, Any]) -> None:
        """Write into the record what changes no data: an export, a sign-in, a page looked at.

        StoreUnavailable where it cannot be written, Refused where the account has written too many
        of a kind: then what is recorded must not happen. Entries of what has happened already are
        then counted; the next one of their kind says how many there were.
        """
        pace, name = self._database.pace, self.person.name
        try:
            self._take_turn(action, ENTRIES_A_MINUTE)
        except Refused:
            pace.leave_out(name, "refused" if action in BEFOREHAND else action)
            if action in BEFOREHAND:
                raise
            return
        left_out = pace.collect(name, action)
        more = {LEFT_OUT: left_out} if left_out else {}
        try:
            is_reserved = self._may_use_reserve(action)
            with self._database.transaction(may_use_reserve=is_reserved) as cursor:
                write_audit(cursor, name, action, {**detail, **more})
        except BaseException:
            pace.leave_out(name, action, left_out)
            raise

    def record_left_out(self) -> None:
        """Write how many entries were counted and not written, one for each account and kind."""
        pace = self._database.pace
        for name, action in pace.list_left_out():
            count = pace.collect(name, action)
            try:
                with self._database.transaction() as cursor:
                    write_audit(cursor, name, action, {LEFT_OUT: count})
            except BaseException:
                pace.leave_out(name, action, count)
                raise

    def _take_turn(self, action: str, most: int) -> None:
        """Raise Refused where the account has done this too often within a minute."""
        person = self.person
        if person.role != "host" and not self._database.pace.take(person.name, action, most):
            raise Refused(f"操作太频繁：同一项操作一分钟最多{most}次。请过一分钟再试。")

    def _may_use_reserve(self, action: str) -> bool:
        """Tell whether an act is written also on a disk that is nearly full."""
        return action in RESERVED and self.person.role in {"admin", "host"}

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

    @contextmanager
    def _telling(self, action: str) -> Iterator[None]:
        """Tell the record of what the block is denied or refused."""
        try:
            yield
        except (Denied, Refused) as fault:
            word = "denied" if isinstance(fault, Denied) else "refused"
            if self._database.home is not None:
                # The act has failed either way; what the person is told is why.
                with suppress(StoreUnavailable):
                    self.record(word, {"action": action, "said": str(fault)})
            raise

    @contextmanager
    def frozen(self) -> Iterator[Cursor]:
        """Lend a reading cursor while nobody can write."""
        with self._database.write_lock, self.reader() as cursor:
            yield cursor

    def check_space(self, needed: int = 0) -> None:
        """Raise StoreUnavailable where too little would be free after so many bytes more."""
        self._database.check_space(needed)

    def check_copy(self) -> None:
        """Raise StoreInDoubt where somebody else has changed the record's copy meanwhile."""
        if self._database.copy:
            self._database.copy.check()

    def copy_database(self, path: Path) -> None:
        """Write a copy of the database into a new file below the backups' folder."""
        self._database.copy_into(path)

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
                f"原始文件不能保存到 {path.parent}（{describe_os_error(error)}）。"
                "请检查磁盘空间和目录权限，数据没有变化。"
            ) from None
        return sha256

    def read_original(self, sha256: str) -> bytes:
        """Return a file that is kept under its digest; Refused where it is gone or was changed.

        Denied, and told to the record, where it is not for the person: see `check_kept_file`.
        """
        with self._telling("see_details"), self.reader() as cursor:
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
