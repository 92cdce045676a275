"""Refused sign-ins in the audit record: all are counted, few are written.

Anybody may try to sign in, as often as they like, and the record keeps every entry for good. The
first refusal of a kind is written at once. Later ones of the same minute become one entry with
their number, and beyond thirty kinds a minute all others share one entry. A flood that goes on is
written more coarsely, one entry a minute. So an attacker can neither hide in the record nor fill
it.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

from warehouse.store import Store

KINDS_A_MINUTE = 30
SAVED_ENTRIES, ENTRIES_A_MINUTE = 150, 1
"""A token bucket: entries that may be written at once after a quiet time, and its refill rate."""
MINUTE = 60.0
UNKNOWN = "unknown"
"""Replaces names that no account has: what was typed may be a password."""


class RefusalKind(NamedTuple):
    """Refusals that are counted together."""

    account: str
    address: str
    reason: str
    """What was wrong; '' for a wrong password."""
    browser: str
    """The id of a known browser; '' for any other."""


_OTHERS = RefusalKind("several", "several", "", "")


class RefusedAttempts:
    """Counts refused sign-ins; the server calls `flush` each minute."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._clock = store, clock
        self._saved, self._saved_at = float(SAVED_ENTRIES), clock()
        self._lock = threading.Lock()
        self._written: set[RefusalKind] = set()
        self._waiting: Counter[RefusalKind] = Counter()

    def note(self, account: str | None, address: str, reason: str = "", browser: str = "") -> None:
        """Write or count a refusal for an account (None: a name that no account has)."""
        kind = RefusalKind(account or UNKNOWN, address, reason, browser)
        with self._lock:
            is_new = kind not in self._written and len(self._written) < KINDS_A_MINUTE
            is_first = is_new and self._refill() >= 1
            if is_first:
                self._saved -= 1
                self._written.add(kind)
            else:
                self._waiting[kind if kind in self._written else _OTHERS] += 1
        if is_first:
            self._write({kind: 1})

    def flush(self) -> None:
        """Write what was counted and start a new minute."""
        with self._lock:
            due = self._take_due()
            self._written.clear()
        self._write(due)

    def _refill(self) -> float:
        """Return how many entries may be written now."""
        now = self._clock()
        gained = (now - self._saved_at) / MINUTE * ENTRIES_A_MINUTE
        self._saved, self._saved_at = min(SAVED_ENTRIES, self._saved + gained), now
        return self._saved

    def _take_due(self) -> Counter[RefusalKind]:
        """Return what is to be written: existing accounts first, one entry for the surplus."""
        room = int(self._refill())
        ranked = sorted(
            self._waiting, key=lambda kind: (kind.account in (UNKNOWN, _OTHERS.account), kind)
        )
        due: Counter[RefusalKind] = Counter()
        for place, kind in enumerate(ranked):
            has_own_entry = len(ranked) <= room or place < room - 1
            due[kind if has_own_entry else _OTHERS] += self._waiting[kind]
        if room == 0:
            self._waiting = due  # all in one kind, so that what waits stays small
            return Counter()
        self._waiting = Counter()
        self._saved -= len(due)
        return due

    def _write(self, counted: Mapping[RefusalKind, int]) -> None:
        """Write entries; those that cannot be written are counted for the next minute."""
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

    def _record(self, kind: RefusalKind, count: int) -> None:
        detail = {"account": kind.account, "address": kind.address, "count": count}
        optional = {"reason": kind.reason, "device": kind.browser}
        detail |= {key: value for key, value in optional.items() if value}
        self._store.record("sign_in_refused", detail)
