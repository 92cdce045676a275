"""The current accounts and settings, read once for each version of the store."""

from __future__ import annotations

from typing import Any, NamedTuple

from warehouse.access.accounts import Account, fold_name, read_accounts
from warehouse.access.settings import read_settings
from warehouse.store import Store


class _Snapshot(NamedTuple):
    version: int
    accounts: dict[str, Account]
    settings: dict[str, Any]


class AccountsCache:
    """The accounts and settings that every request and every page run needs first."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._cached = self._read()

    @property
    def is_stale(self) -> bool:
        """Whether the next access reads the store."""
        return self._cached.version != self._store.version

    @property
    def settings(self) -> dict[str, Any]:
        """The office's switches and limits."""
        return self._refresh().settings

    @property
    def has_administrator(self) -> bool:
        """Whether an enabled administrator exists, who can create other accounts."""
        accounts = self._refresh().accounts.values()
        return any(account.role == "admin" and account.is_enabled for account in accounts)

    def find_account(self, name: str) -> Account | None:
        """Return the current account of a name as typed; None if there is none."""
        return self._refresh().accounts.get(fold_name(name))

    def _refresh(self) -> _Snapshot:
        if self.is_stale:
            self._cached = self._read()
        return self._cached

    def _read(self) -> _Snapshot:
        # The version is read before the snapshot: the data may be newer than it, never older.
        version = self._store.version
        with self._store.reader() as cursor:
            accounts = {account.name: account for account in read_accounts(cursor)}
            return _Snapshot(version, accounts, read_settings(cursor))
