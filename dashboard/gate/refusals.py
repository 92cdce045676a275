"""Refused sign-ins in the record: all of them counted, few of them written.

Anybody may try to sign in, as often as they like. The first refusal of a kind is written at once,
later ones of the same minute as one entry with their number, and beyond thirty kinds a minute all
others together: so a stranger can neither hide in the record nor fill the disk.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping

from warehouse.store import Store

KINDS_A_MINUTE = 30
UNKNOWN = "unknown"
"""Stands for names that nobody has: what is typed there may be a password."""

Kind = tuple[str, str, str, str]
"""Account, address, what was wrong ('' for a password), and the known browser ('' for none)."""

_OTHERS: Kind = ("several", "several", "", "")


class Refusals:
    """Counts refused sign-ins; `flush` is called each minute."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._written: set[Kind] = set()
        self._waiting: Counter[Kind] = Counter()

    def note(self, account: str | None, address: str, reason: str = "", device: str = "") -> None:
        """Write or count a refused sign-in for an account (None: nobody's name)."""
        kind = (account or UNKNOWN, address, reason, device)
        with self._lock:
            is_first = kind not in self._written and len(self._written) < KINDS_A_MINUTE
            if is_first:
                self._written.add(kind)
            else:
                self._waiting[kind if kind in self._written else _OTHERS] += 1
        if is_first:
            self._write({kind: 1})

    def flush(self) -> None:
        """Write what was counted, and begin a new minute."""
        with self._lock:
            waiting, self._waiting = self._waiting, Counter()
            self._written.clear()
        self._write(waiting)

    def _write(self, counted: Mapping[Kind, int]) -> None:
        """Write entries; those that cannot be written are counted on for the next minute."""
        left = dict(counted)
        try:
            for kind, count in counted.items():
                self._record(kind, count)
                del left[kind]
        finally:
            with self._lock:
                for kind, count in left.items():
                    has_room = kind in self._waiting or len(self._waiting) < KINDS_A_MINUTE
                    self._waiting[kind if has_room else _OTHERS] += count

    def _record(self, kind: Kind, count: int) -> None:
        account, address, reason, device = kind
        told = {key: value for key, value in (("reason", reason), ("device", device)) if value}
        self._store.record(
            "sign_in_refused", {"account": account, "address": address, "count": count, **told}
        )
