"""Limits of simultaneous connections, in all and from one address (docs/threats.md, M1)."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from warehouse.accounts.sign_in_throttle import name_place

MOST_CONNECTIONS = 2000
MOST_FROM_ADDRESS = 256
"""Enough for an office of fifty behind one address: websockets of their tabs, and page files."""
RESERVE = 256
"""Descriptors reserved for the database, files, child processes and the command channel."""
UNKNOWN_LIMIT = 512
"""The assumed limit of descriptors if the system does not report one."""

Close = Callable[[], None]


class _Held(NamedTuple):
    place: str
    close: Close


class Connections:
    """The open connections by address; only the event loop's thread may use it.

    When a limit is reached, a connection still waiting for a request is closed for a new one. So
    connections that are opened and abandoned shut nobody out.
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

    def admit(self, connection: object, address: str, close: Close) -> bool:
        """Count a new connection; return False if a limit is reached and none can be closed.

        `close` ends the connection. It is called at most once, when the connection must give way;
        after that it no longer counts.
        """
        place = name_place(address)
        is_proxy = self._is_proxy(address)
        if not is_proxy and self._counts[place] >= self._from_address:
            self._close_oldest(self._waiting_at.get(place, {}))
        if len(self._held) >= self._in_all:
            self._close_oldest(self._waiting)
        is_crowd = not is_proxy and self._counts[place] >= self._from_address
        if is_crowd or len(self._held) >= self._in_all:
            return False
        self._held[connection] = _Held(place, close)
        self._counts[place] += 1
        return True

    def wait(self, connection: object) -> None:
        """Note that a connection now waits for the head of a request."""
        if connection in self._held:
            self._waiting[connection] = None
            self._waiting_at.setdefault(self._held[connection].place, {})[connection] = None

    def go_on(self, connection: object) -> None:
        """Note that a connection is being served and no longer waits."""
        held = self._held.get(connection)
        if held is not None and self._waiting.pop(connection, 0) is None:
            del self._waiting_at[held.place][connection]
            if not self._waiting_at[held.place]:
                del self._waiting_at[held.place]

    def leave(self, connection: object) -> None:
        """Forget a connection that has ended."""
        self.go_on(connection)
        held = self._held.pop(connection, None)
        if held is not None:
            self._counts[held.place] -= 1
            if not self._counts[held.place]:
                del self._counts[held.place]

    def __len__(self) -> int:
        return len(self._held)

    def _close_oldest(self, waiting: dict[object, None]) -> None:
        """Close the connection that has waited longest."""
        oldest = next(iter(waiting), None)
        if oldest is not None:
            close = self._held[oldest].close
            self.leave(oldest)
            close()

    def _is_proxy(self, address: str) -> bool:
        """Whether this is a trusted proxy; it carries many users, so only the total is limited."""
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._proxies)


def count_connections(descriptors: int) -> int:
    """Return how many connections a process with this many descriptors may hold."""
    return max(1, min(MOST_CONNECTIONS, descriptors - min(RESERVE, descriptors // 2)))


def raise_descriptors() -> int:
    """Raise this process's limit of descriptors as far as needed and granted; return the limit."""
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
