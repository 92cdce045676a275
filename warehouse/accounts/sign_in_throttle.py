"""Slow down password guessing without locking anyone out (threats D2).

Failures are counted by the pair of account and place, and by the place alone. A place is an
address, or a browser that has signed in to the same account before. So a stranger's guesses slow
down only the stranger, and never the account's owner at another address or behind the same one.
Failures are not counted by account alone: then a stranger could lock the account.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from cachetools import FIFOCache

FREE_FOR_PAIR, FREE_FOR_PLACE = 5, 100
"""Failures without a delay: users mistype, and an office of fifty may share one address and sign in
within the same minute. An attempt counts as failed while its password is being checked."""

LONGEST_WAIT_SECONDS = 900.0
FORGET_SECONDS = 3600.0
"""After this time without a failure, the count begins at 0 again."""

FORGIVEN_SECONDS = 300.0
"""After this time one failure of a place is subtracted: in a busy office someone always mistypes.
"""

REMEMBERED = 20_000
"""The number of places and pairs that are kept; the least recently used is dropped first."""


@dataclass
class _Failures:
    count: float
    """The count at `last_at`; a place's count decreases from there."""
    last_at: float


class Throttle:
    """Counts failures in memory. A restart resets them, but helps a guesser little."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: FIFOCache[tuple[str, ...], _Failures] = FIFOCache(REMEMBERED)

    def begin(self, account: str, place: str) -> float:
        """Count an attempt and return 0, or return the seconds that it has to wait.

        The attempt counts as failed until `succeed` is called: otherwise many attempts at once
        would all pass.
        """
        pair, alone = ("pair", account, place), ("place", place)
        now = self._clock()
        with self._lock:
            wait = max(self._left(pair, FREE_FOR_PAIR, now), self._left(alone, FREE_FOR_PLACE, now))
            if wait == 0:
                self._add(pair, 1, now)
                self._add(alone, 1, now)
            return wait

    def succeed(self, account: str, place: str) -> None:
        """Reset the pair's count after a sign-in, and take back this attempt at the place.

        Earlier failures at the place stay: otherwise the owner of one account could guess the
        passwords of all others.
        """
        with self._lock:
            self._failures.pop(("pair", account, place), None)
            if found := self._failures.get(("place", place)):
                found.count = max(0.0, found.count - 1)

    def _add(self, key: tuple[str, ...], count: int, now: float) -> None:
        self._failures[key] = _Failures(self._count(key, now) + count, now)

    def _count(self, key: tuple[str, ...], now: float) -> float:
        """Return the number of failures that count now."""
        found = self._failures.get(key)
        if found is None or now - found.last_at >= FORGET_SECONDS:
            return 0
        forgiven = (now - found.last_at) / FORGIVEN_SECONDS if key[0] == "place" else 0
        return max(0.0, found.count - forgiven)

    def _left(self, key: tuple[str, ...], free: int, now: float) -> float:
        count = self._count(key, now)
        if count < free:
            return 0.0
        # The delay doubles with each failure. The exponent is bounded: 2.0 ** 10000 overflows.
        found = self._failures[key]
        wait: float = min(2.0 ** min(found.count - free, 16), LONGEST_WAIT_SECONDS)
        return max(0.0, found.last_at + wait - now)


def name_place(address: str) -> str:
    """Return the place of an address: an IPv4 address, or the /64 network that one customer has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4 or found.ipv4_mapped:
        return str(getattr(found, "ipv4_mapped", None) or found)
    return str(ipaddress.ip_network((found, 64), strict=False))
