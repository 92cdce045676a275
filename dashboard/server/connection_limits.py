"""How many connections there may be at one moment, in all and from one address (threats M1)."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from warehouse.accounts.sign_in_throttle import name_place

MOST_CONNECTIONS = 2000
MOST_FROM_ADDRESS = 256
"""An office of fifty behind one address: a websocket for each tab, and what a page fetches."""
RESERVE = 256
"""Descriptors that are kept for the database, files, child processes and the command channel."""
UNKNOWN_LIMIT = 512
"""Where the system does not say how many descriptors a process may have."""

Close = Callable[[], None]


class _Held(NamedTuple):
    place: str
    close: Close


class Connections:
    """Who holds a connection; used by the event loop's thread alone.

    A connection that still waits for a request gives way to a new one where there are too many: so
    connections that are opened and left shut nobody out.
    """

    def __init__(self, in_all: int, from_address: int, trusted_proxy: str = "") -> None:
        self._in_all, self._from_address = in_all, min(from_address, max(1, in_all // 2))
        self._proxies = [
            ipaddress.ip_network(one.strip()) for one in trusted_proxy.split(",") if one.strip()
        ]
        self._held: dict[object, _Held] = {}
        self._counts: Counter[str] = Counter()
        self._waiting: dict[object, None] = {}
        self._waiting_at: dict[str, dict[object, None]] = {}

    def admit(self, one: object, address: str, close: Close) -> bool:
        """Take in a connection; False where there are too many and none gives way.

        `close`: ends it; called at most once, after which it is counted no longer.
        """
        place = name_place(address)
        is_proxy = self._is_proxy(address)
        if not is_proxy and self._counts[place] >= self._from_address:
            self._let_go(self._waiting_at.get(place, {}))
        if len(self._held) >= self._in_all:
            self._let_go(self._waiting)
        is_crowd = not is_proxy and self._counts[place] >= self._from_address
        if is_crowd or len(self._held) >= self._in_all:
            return False
        self._held[one] = _Held(place, close)
        self._counts[place] += 1
        return True

    def wait(self, one: object) -> None:
        """Note that a connection waits for the head of a request from now on."""
        if one in self._held:
            self._waiting[one] = None
            self._waiting_at.setdefault(self._held[one].place, {})[one] = None

    def go_on(self, one: object) -> None:
        """Note that a connection waits no longer: it is being served."""
        held = self._held.get(one)
        if held is not None and self._waiting.pop(one, 0) is None:
            del self._waiting_at[held.place][one]
            if not self._waiting_at[held.place]:
                del self._waiting_at[held.place]

    def leave(self, one: object) -> None:
        """Forget a connection that has ended."""
        self.go_on(one)
        held = self._held.pop(one, None)
        if held is not None:
            self._counts[held.place] -= 1
            if not self._counts[held.place]:
                del self._counts[held.place]

    def __len__(self) -> int:
        return len(self._held)

    def _let_go(self, waiting: dict[object, None]) -> None:
        """Close the one that has waited longest."""
        oldest = next(iter(waiting), None)
        if oldest is not None:
            close = self._held[oldest].close
            self.leave(oldest)
            close()

    def _is_proxy(self, address: str) -> bool:
        """Whether a trusted proxy speaks for others here: it is bounded with all, not alone."""
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._proxies)


def count_connections(descriptors: int) -> int:
    """Return how many connections a process with so many descriptors may hold."""
    return max(1, min(MOST_CONNECTIONS, descriptors - min(RESERVE, descriptors // 2)))


def raise_descriptors() -> int:
    """Let this process have as many descriptors as the system grants; return their number."""
    try:
        import resource
    except ImportError:  # Windows
        return UNKNOWN_LIMIT
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + RESERVE
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        return most
    return wanted if soft == resource.RLIM_INFINITY else soft
