"""Limit how often one account may write audit entries, so that a browser cannot fill the disk.

Entries are counted by account, action and minute. Users of the machine itself and the program are
not limited: they control the disk anyway.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

SECONDS = 60.0
ENTRIES_A_MINUTE = 60
"""For each account and action that changes no data: nobody exports or opens more by hand."""

ACTS_A_MINUTE = 300
"""For each account and action that changes data: importing a year's files at once stays below."""


@dataclass
class _Minute:
    began: float
    count: int = 0
    left_out: int = 0


class EntryLimit:
    """Counts the entries of each account and action. Thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._minutes: dict[tuple[str, str], _Minute] = {}

    def take(self, account: str, action: str, most: int) -> bool:
        """Count one more entry; False if the account has used up its `most` of this minute."""
        with self._lock:
            now = self._clock()
            minute = self._minutes.setdefault((account, action), _Minute(now))
            if now - minute.began >= SECONDS:
                minute.began, minute.count = now, 0
            minute.count += 1
            return minute.count <= most

    def leave_out(self, account: str, action: str, count: int = 1) -> None:
        """Count entries that were not written; the next entry of the kind says how many."""
        with self._lock:
            minute = self._minutes.setdefault((account, action), _Minute(self._clock()))
            minute.left_out += count

    def collect(self, account: str, action: str) -> int:
        """Return and reset the number of entries that were left out."""
        with self._lock:
            minute = self._minutes.get((account, action))
            if minute is None:
                return 0
            count, minute.left_out = minute.left_out, 0
            return count

    def list_left_out(self) -> list[tuple[str, str]]:
        """Return the accounts and actions with left-out entries."""
        with self._lock:
            return [key for key, minute in self._minutes.items() if minute.left_out]
