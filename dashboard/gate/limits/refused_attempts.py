"""Refused sign-ins in the record: all of them counted, few of them written.

Anybody may try to sign in, as often as they like. The first refusal of a kind is written at once,
later ones of the same minute as one entry with their number, and beyond thirty kinds a minute all
others together. Whoever goes on for long is written more coarsely, an entry a minute: so a stranger
can neither hide in the record nor fill it, which keeps every entry for good.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping

from warehouse.store import Store

KINDS_A_MINUTE = 30
SAVED_ENTRIES, ENTRIES_A_MINUTE = 150, 1
"""Entries that may be written at once after a quiet time, and how fast they are saved up again."""
MINUTE = 60.0
UNKNOWN = "unknown"
"""Stands for names that nobody has: what is typed there may be a password."""

Kind = tuple[str, str, str, str]
"""Account, address, what was wrong ('' for a password), and the known browser ('' for none)."""

_OTHERS: Kind = ("several", "several", "", "")


class Refusals:
    """Counts refused sign-ins; `flush` is called each minute."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._clock = store, clock
        self._saved, self._saved_at = float(SAVED_ENTRIES), clock()
        self._lock = threading.Lock()
        self._written: set[Kind] = set()
        self._waiting: Counter[Kind] = Counter()

    def note(self, account: str | None, address: str, reason: str = "", device: str = "") -> None:
        """Write or count a refused sign-in for an account (None: nobody's name)."""
        kind = (account or UNKNOWN, address, reason, device)
        with self._lock:
            is_new = kind not in self._written and len(self._written) < KINDS_A_MINUTE
            is_first = is_new and self._save_up() >= 1
            if is_first:
                self._saved -= 1
                self._written.add(kind)
            else:
                self._waiting[kind if kind in self._written else _OTHERS] += 1
        if is_first:
            self._write({kind: 1})

    def flush(self) -> None:
        """Write what was counted, and begin a new minute."""
        with self._lock:
            due = self._spend()
            self._written.clear()
        self._write(due)

    def _save_up(self) -> float:
        """Return how many entries may be written at this moment."""
        now = self._clock()
        gained = (now - self._saved_at) / MINUTE * ENTRIES_A_MINUTE
        self._saved, self._saved_at = min(SAVED_ENTRIES, self._saved + gained), now
        return self._saved

    def _spend(self) -> Counter[Kind]:
        """Take what is written now: accounts that exist first, what has no room as one entry."""
        room = int(self._save_up())
        ranked = sorted(self._waiting, key=lambda kind: (kind[0] in (UNKNOWN, _OTHERS[0]), kind))
        due: Counter[Kind] = Counter()
        for place, kind in enumerate(ranked):
            has_own = len(ranked) <= room or place < room - 1
            due[kind if has_own else _OTHERS] += self._waiting[kind]
        self._waiting = due if room == 0 else Counter()
        self._saved -= len(due) if room else 0
        return due if room else Counter()

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
