"""The audit entries of a test."""

from __future__ import annotations

from typing import Any

from tests.access import read_detail
from warehouse.database.audit import Entry, read_entries
from warehouse.store import Store


class Acts:
    """The audit entries since the test began."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._before = len(self._read())

    def of(self, action: str) -> list[tuple[str, dict[str, Any]]]:
        """Return actor and detail of the entries of an action."""
        fresh = self._read()[self._before :]
        return [(one.actor, read_detail(one)) for one in fresh if one.action == action]

    def _read(self) -> list[Entry]:
        with self._store.reader() as cursor:
            return read_entries(cursor)
