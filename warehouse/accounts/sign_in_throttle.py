"""How guessing is slowed down without anybody being locked out (threats D2).

Failures are counted for the pair of account and place, and for the place alone. A place is an
address, or a browser that has signed in to this very account before: so a stranger's guesses slow
down the stranger, never the account's owner, be it at another address or behind the same one.
Nothing is counted for the account alone: that is what would let a stranger lock it.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from cachetools import FIFOCache

FREE_FOR_PAIR, FREE_FOR_PLACE = 5, 100
"""Failures that cost no waiting: people mistype, and an office of fifty may share one address and
sign in at the same minute; an attempt counts as failed while its password is being checked."""

LONGEST_WAIT_SECONDS = 900.0
FORGET_SECONDS = 3600.0
"""After so long without a failure a place begins anew."""

FORGIVEN_SECONDS = 300.0
"""How often one failure at a place is forgiven: in a busy office somebody always mistypes."""

REMEMBERED = 20_000
"""Places and pairs that are remembered; the longest unused is dropped first."""


@dataclass
class _Failures:
    count: float
    """As it was at `last_at`; a place's runs down from there."""
    last_at: float


class Throttle:
    """Failures in memory: a restart forgets them, and costs a guesser more than it gives."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: FIFOCache[tuple[str, ...], _Failures] = FIFOCache(REMEMBERED)

    def begin(self, account: str, place: str) -> float:
        """Count an attempt and return 0, or return how many seconds it has to wait.

        It counts as failed until `succeed` is told: else many at once would all come through.
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
        """Begin anew for an account at a place where it has just been signed in to.

        The place's earlier failures stay: else whoever has one account could guess at all others.
        """
        with self._lock:
            self._failures.pop(("pair", account, place), None)
            if found := self._failures.get(("place", place)):
                found.count = max(0.0, found.count - 1)

    def _add(self, key: tuple[str, ...], count: int, now: float) -> None:
        self._failures[key] = _Failures(self._count(key, now) + count, now)

    def _count(self, key: tuple[str, ...], now: float) -> float:
        """Return how many failures count at this moment."""
        found = self._failures.get(key)
        if found is None or now - found.last_at >= FORGET_SECONDS:
            return 0
        forgiven = (now - found.last_at) / FORGIVEN_SECONDS if key[0] == "place" else 0
        return max(0.0, found.count - forgiven)

    def _left(self, key: tuple[str, ...], free: int, now: float) -> float:
        count = self._count(key, now)
        if count < free:
            return 0.0
        # The exponent is bounded first: a float has none for the ten-thousandth failure.
        found = self._failures[key]
        wait: float = min(2.0 ** min(found.count - free, 16), LONGEST_WAIT_SECONDS)
        return max(0.0, found.last_at + wait - now)


def name_place(address: str) -> str:
    """Return the place of an address: itself, of IPv6 the /64, which one customer has whole."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4 or found.ipv4_mapped:
        return str(getattr(found, "ipv4_mapped", None) or found)
    return str(ipaddress.ip_network((found, 64), strict=False))
