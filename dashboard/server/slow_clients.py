"""Time limits for a client that stalls in the middle of a request (docs/threats.md, M1).

Uvicorn limits only idle connections: half a request would hold a descriptor forever.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from dashboard.runtime.log_floods import STRANGERS
from dashboard.runtime.logs import log_event
from dashboard.server.connection_limits import (
    MOST_FROM_ADDRESS,
    Connections,
    count_connections,
    raise_descriptors,
)

Phase = Literal["head", "body"]
"""What the server waits for: the request line with all headers, or more of the body."""

CROWDED = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

CLOSE_SECONDS = 2.0
"""How long the client may take to receive the last answer."""

_log = logging.getLogger(STRANGERS)


@dataclass(frozen=True)
class TimeLimits:
    """Time limits in seconds, and the fewest bytes of a body that must arrive in `body_seconds`."""

    head_seconds: float = 10.0
    idle_seconds: int = 5
    body_seconds: float = 20.0
    body_bytes: int = 20 * 1024
    write_seconds: float = 60.0


class TimedHttp(H11Protocol):
    """Uvicorn's HTTP/1.1 protocol with limits on the time and the number of connections."""

    def __init__(self, connections: Connections, limits: TimeLimits, **settings: Any) -> None:
        super().__init__(**settings)
        self._connections, self._limits = connections, limits
        self._phase: Phase | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._write_timer: asyncio.TimerHandle | None = None
        self._received = 0
        self._is_silent = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Admit a connection, or close it at once if there are too many."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # so that unread answers are noticed
        address = self.client[0] if self.client else ""
        if self._connections.admit(transport, address, partial(self._end, "crowded", CROWDED)):
            self._watch()
        else:
            self._end("crowded", CROWDED)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timers and forget the connection."""
        self._enter(None)
        self._stop_writing_timer()
        self._connections.leave(self.transport)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Process received bytes, and set the timer for what must come next."""
        if self.transport.is_closing():
            return
        self._received += len(data)
        self._is_silent = False
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Start to wait for the next request."""
        super().on_response_complete()
        self._watch()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Stop the timers and pass the connection to the websocket protocol."""
        self._enter(None)
        self.transport.set_write_buffer_limits()
        super().handle_websocket_upgrade(event)

    def pause_writing(self) -> None:
        """Start the timer within which the client must read some of its answer."""
        super().pause_writing()
        self._write_timer = self.loop.call_later(self._limits.write_seconds, self._stop_writing)

    def resume_writing(self) -> None:
        """Stop the timer: the client reads its answer."""
        self._stop_writing_timer()
        super().resume_writing()

    def _watch(self) -> None:
        """Enter the phase that the connection is in now."""
        is_over = self.transport.is_closing() or self.transport.get_protocol() is not self
        if is_over:
            self._enter(None)
        elif self.conn.their_state is h11.SEND_BODY:
            self._enter("body")
        elif self.conn.their_state is h11.IDLE:
            self._enter("head")
        else:
            self._enter(None)

    def _enter(self, phase: Phase | None) -> None:
        if phase == self._phase:
            return
        self._phase = phase
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if phase == "head":
            self._connections.wait(self.transport)
            self._start(self._limits.head_seconds, partial(self._end, "head", TOO_SLOW))
        else:
            self._connections.go_on(self.transport)
        if phase == "body":
            self._received = 0
            self._start(self._limits.body_seconds, self._check_body)

    def _start(self, seconds: float, action: Callable[[], None]) -> None:
        self._timer = self.loop.call_later(seconds, action)

    def _check_body(self) -> None:
        """End a request whose body arrives too slowly, or goes on after it was answered."""
        is_slow = self._received < self._limits.body_bytes and not self.flow.read_paused
        if is_slow or self.cycle.response_complete:
            self._end("body", b"" if self.cycle.response_started else TOO_SLOW)
            return
        self._received = 0
        self._start(self._limits.body_seconds, self._check_body)

    def _end(self, reason: str, answer: bytes) -> None:
        """Answer and close a connection; a client that never sent a byte gets no answer."""
        client = self.client[0] if self.client else None
        log_event(_log, "connection_closed", reason=reason, client=client)
        if reason == "crowded" or not self._is_silent:
            self.transport.write(answer)
        self.transport.close()
        # close() waits until the answer is read, which may be never.
        self.loop.call_later(CLOSE_SECONDS, self.transport.abort)

    def _stop_writing(self) -> None:
        self.transport.abort()

    def _stop_writing_timer(self) -> None:
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None


class CountedWebSocket(WebSocketsSansIOProtocol):
    """Uvicorn's websocket protocol; it counts as a connection until it is closed."""

    def __init__(self, connections: Connections, **settings: Any) -> None:
        super().__init__(**settings)
        self._connections = connections

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._connections.leave(self.transport)
        super().connection_lost(exc)


def protocol_settings(trusted_proxy: str = "") -> dict[str, Any]:
    """Return uvicorn's settings for protocols with these limits.

    They extend the protocols that Streamlit itself chooses, websockets-sansio among them.
    """
    in_all = count_connections(raise_descriptors())
    connections, limits = Connections(in_all, MOST_FROM_ADDRESS, trusted_proxy), TimeLimits()
    return {
        "http": partial(TimedHttp, connections, limits),
        "ws": partial(CountedWebSocket, connections),
        "timeout_keep_alive": limits.idle_seconds,
    }
