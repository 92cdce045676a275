"""A store bound to one user: reads are scoped, writes are authorised and audited."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import duckdb

from warehouse.access.account_check import confirm_account
from warehouse.access.people import SYSTEM, Person
from warehouse.access.scope import check_kept_file, restrict_to_scope
from warehouse.database.audit import read_entries_from, read_head, write_audit
from warehouse.database.audit_details import LEFT_OUT
from warehouse.database.audit_pace import ACTS_A_MINUTE, ENTRIES_A_MINUTE
from warehouse.database.connection import DAMAGE, FILE_NAME, SETTINGS, Cursor, to_fault
from warehouse.database.database import Database
from warehouse.database.migrations import migrate
from warehouse.database.original_files import keep_file, read_kept_file, remove_file
from warehouse.database.row_watch import record_changed_rows, watch
from warehouse.faults import Denied, Refused, StoreUnavailable

BEFOREHAND = frozenset({"export", "sign_in", "see_contacts"})
"""Actions that must not happen unless their audit entry is written first."""

RESERVED = frozenset(
    {"sign_in", "sign_out", "view", "export", "change_own_account", "manage_accounts"}
)
"""Actions that administrators may do on a nearly full disk: sign in, look, export data, and let
others in."""


class Store:
    """An open store bound to one user, which checks every act of this user."""

    def __init__(self, database: Database, person: Person) -> None:
        self._database = database
        self.person = person

    def __eq__(self, other: object) -> bool:
        """Compare database and scope: equal stores show the same data."""
        return isinstance(other, Store) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[object, ...]:
        return self._database, self.person.scope

    def is_same_database(self, other: Store) -> bool:
        """Tell whether another store has the same database, for any user."""
        return self._database is other._database

    @property
    def version(self) -> int:
        """A counter of changes of the data, for caches and live pages."""
        return self._database.version

    @property
    def home(self) -> Path:
        """The folder that holds all data of the installation."""
        if self._database.home is None:
            raise ValueError("a scratch store has no home")
        return self._database.home

    def bind_to(self, person: Person) -> Store:
        """Return the same store bound to another user."""
        return Store(self._database, person)

    @classmethod
    def scratch(cls) -> Self:
        """Open an empty store in memory, for computations whose result is not stored."""
        database = Database(None, duckdb.connect(":memory:", config=SETTINGS))
        migrate(database)
        return cls(database, SYSTEM)

    def close(self) -> None:
        """Close the database; open cursors become unusable."""
        self._database.close()

    @contextmanager
    def reader(self, known_at: int | None = None) -> Iterator[Cursor]:
        """Open a cursor on one snapshot, optionally of the data as known after a batch.

        For users of role unit, views show only the details of their own units. StoreInDoubt if the
        file is damaged.
        """
        cursor = self._database.begin()
        try:
            if known_at is not None:
                cursor.execute(f"set variable known_at = {int(known_at)}").fetchall()
            restrict_to_scope(cursor, self.person)
            yield cursor
        except DAMAGE as error:
            if self._database.home is None:
                raise
            raise to_fault(self._database.home / FILE_NAME, error) from error
        finally:
            cursor.close()

    @contextmanager
    def writer(self, action: str, *, redraws: bool = True) -> Iterator[Cursor]:
        """Open the only writing cursor for an act; the block is one transaction.

        Denied if the user may not do it; denied and refused acts are audited. The digests of the
        changed rows are added to the audit entries that the block writes. `redraws`: open pages
        show what the act changes.
        """
        is_reserved = self._may_use_reserve(action)
        with (
            self._auditing_refusals(action),
            self._database.transaction(is_change=redraws, may_use_reserve=is_reserved) as cursor,
        ):
            self._admit(cursor, action)
            self._take_turn(action, ACTS_A_MINUTE)
            head = read_head(cursor)
            newest = head.number if head else 0
            # Nobody verifies a store in memory, so it needs no digests.
            texts = self._database.row_texts
            watched = watch(cursor, newest, texts) if self._database.home else None
            yield cursor
            self._check_signatures(cursor, newest)
            if watched:
                record_changed_rows(cursor, watched)

    def require(self, action: str) -> None:
        """Raise Denied, with an audit entry, unless the user may do an act that only reads."""
        with self._auditing_refusals(action), self.reader() as cursor:
            self._admit(cursor, action)

    def record(self, action: str, detail: dict[str, Any]) -> None:
        """Write an audit entry for something that changes no data: an export, a sign-in, a page.

        StoreUnavailable if it cannot be written; Refused if the account has written too many of
        the kind: then the act must not happen. For acts that have happened already, the surplus is
        counted instead, and the next entry of the kind gives the number.
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
        surplus = {LEFT_OUT: left_out} if left_out else {}
        try:
            is_reserved = self._may_use_reserve(action)
            with self._database.transaction(may_use_reserve=is_reserved) as cursor:
                write_audit(cursor, name, action, {**detail, **surplus})
        except BaseException:
            pace.leave_out(name, action, left_out)
            raise

    def record_left_out(self) -> None:
        """Write one entry for each account and action with entries that were only counted."""
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
        """Raise Refused if the account has done this more than `most` times within a minute."""
        person = self.person
        if person.role != "host" and not self._database.pace.take(person.name, action, most):
            raise Refused(f"操作太频繁：同一项操作一分钟最多{most}次。请过一分钟再试。")

    def _may_use_reserve(self, action: str) -> bool:
        """Tell whether an act may be written on a nearly full disk."""
        return action in RESERVED and self.person.role in {"admin", "host"}

    def _admit(self, cursor: Cursor, action: str) -> None:
        """Raise Denied unless the role and the account, as stored now, allow an action."""
        self.person.check(action)
        confirm_account(cursor, self.person, action)

    def _check_signatures(self, cursor: Cursor, newest: int) -> None:
        """Check that an account's user wrote new audit entries only under the account's name."""
        if self.person.role == "host":
            return
        actors = {entry.actor for entry in read_entries_from(cursor, newest + 1)}
        if actors - {self.person.name}:
            raise RuntimeError("an act was written into the record under another name")

    @contextmanager
    def _auditing_refusals(self, action: str) -> Iterator[None]:
        """Write an audit entry if the block raises Denied or Refused."""
        try:
            yield
        except (Denied, Refused) as fault:
            word = "denied" if isinstance(fault, Denied) else "refused"
            if self._database.home is not None:
                # The user must see the reason of the refusal, not a failure to record it.
                with suppress(StoreUnavailable):
                    self.record(word, {"action": action, "said": str(fault)})
            raise

    @contextmanager
    def frozen(self) -> Iterator[Cursor]:
        """Open a reading cursor and block all writers meanwhile."""
        with self._database.write_lock, self.reader() as cursor:
            yield cursor

    def check_space(self, needed: int = 0) -> None:
        """Raise StoreFull if writing `needed` bytes would leave too little disk space."""
        self._database.check_space(needed)

    def check_copy(self) -> None:
        """Raise StoreInDoubt if another program has changed the audit copy."""
        if self._database.copy:
            self._database.copy.check()

    def copy_database(self, path: Path) -> None:
        """Copy the database into a new file below the backups folder."""
        self._database.copy_into(path)

    def keep_original(self, content: bytes) -> str:
        """Store a file's bytes unless they are stored already; return their SHA-256."""
        self.check_space()
        return keep_file(self.home, content)

    def remove_original(self, sha256: str) -> None:
        """Remove a kept file that nothing names any more; call it while the store is frozen."""
        remove_file(self.home, sha256)

    def read_original(self, sha256: str) -> bytes:
        """Return a kept file by its SHA-256; Refused if it is missing or changed.

        Denied, with an audit entry, if the user may not read it: see `check_kept_file`.
        """
        with self._auditing_refusals("see_details"), self.reader() as cursor:
            check_kept_file(cursor, self.person, sha256)
        return read_kept_file(self.home, sha256)
