"""Accounts and settings as they stand, read once for each version of the store."""

from __future__ import annotations

from typing import Any, NamedTuple

from warehouse.access.accounts import Account, fold_name, read_accounts
from warehouse.access.settings import read_settings
from warehouse.store import Store


class _Kept(NamedTuple):
    version: int
    accounts: dict[str, Account]
    settings: dict[str, Any]


class AccountsCache:
    """What every request and every page run asks of the store before anything else."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept = self._read()

    @property
    def is_stale(self) -> bool:
        """Whether the next question has to be put to the store."""
        return self._kept.version != self._store.version

    @property
    def settings(self) -> dict[str, Any]:
        """The office's switches and limits."""
        return self._renewed().settings

    @property
    def has_administrator(self) -> bool:
        """Whether anybody could let others in."""
        accounts = self._renewed().accounts.values()
        return any(one.role == "admin" and one.is_enabled for one in accounts)

    def find_account(self, name: str) -> Account | None:
        """Return the account of a name as typed, as it stands now; None where nobody has it."""
        return self._renewed().accounts.get(fold_name(name))

    def _renewed(self) -> _Kept:
        if self.is_stale:
            self._kept = self._read()
        return self._kept

    def _read(self) -> _Kept:
        # Taken before the snapshot: what is kept may be newer than its version, never older.
        version = self._store.version
        with self._store.reader() as cursor:
            accounts = {one.name: one for one in read_accounts(cursor)}
            return _Kept(version, accounts, read_settings(cursor))
