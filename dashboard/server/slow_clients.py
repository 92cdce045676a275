"""How long a browser may keep the server waiting in the middle of a request (threats M1).

Uvicorn has a limit for idle connections only: half a request would hold a descriptor for ever.
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
"""What is awaited of the browser: a whole request line with its headers, or more of the body."""

CROWDED = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

CLOSE_SECONDS = 2.0
"""How long the last answer may take to be taken."""

_log = logging.getLogger(STRANGERS)


@dataclass(frozen=True)
class Patience:
    """Limits of time, in seconds, and the least that a body must bring in that time."""

    head_seconds: float = 10.0
    idle_seconds: int = 5
    body_seconds: float = 20.0
    body_bytes: int = 20 * 1024
    write_seconds: float = 60.0


class PatientHttp(H11Protocol):
    """Uvicorn's HTTP/1.1, with an end to its patience."""

    def __init__(self, connections: Connections, patience: Patience, **settings: Any) -> None:
        super().__init__(**settings)
        self._own, self._patience = connections, patience
        self._phase: Phase | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._write_timer: asyncio.TimerHandle | None = None
        self._received = 0
        self._is_silent = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take in a connection, or close it at once where there are too many."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # so that whatever is not taken is noticed
        address = self.client[0] if self.client else ""
        if self._own.admit(transport, address, partial(self._end, "crowded", CROWDED)):
            self._watch()
        else:
            self._end("crowded", CROWDED)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._enter(None)
        self._stop_writing_timer()
        self._own.leave(self.transport)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what the browser sent, and see what is awaited next."""
        if self.transport.is_closing():
            return
        self._received += len(data)
        self._is_silent = False
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Go on with the next request, which is awaited from now on."""
        super().on_response_complete()
        self._watch()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Hand the connection over; it is no request any more."""
        self._enter(None)
        self.transport.set_write_buffer_limits()
        super().handle_websocket_upgrade(event)

    def pause_writing(self) -> None:
        """Begin to count the time in which the browser takes nothing of its answer."""
        super().pause_writing()
        self._write_timer = self.loop.call_later(self._patience.write_seconds, self._stop_writing)

    def resume_writing(self) -> None:
        """The browser takes its answer."""
        self._stop_writing_timer()
        super().resume_writing()

    def _watch(self) -> None:
        """Find out what is awaited of the browser."""
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
            self._own.wait(self.transport)
            self._start(self._patience.head_seconds, partial(self._end, "head", TOO_SLOW))
        else:
            self._own.go_on(self.transport)
        if phase == "body":
            self._received = 0
            self._start(self._patience.body_seconds, self._check_body)

    def _start(self, seconds: float, act: Callable[[], None]) -> None:
        self._timer = self.loop.call_later(seconds, act)

    def _check_body(self) -> None:
        """End a request whose body comes too slowly, or goes on after it was answered."""
        is_slow = self._received < self._patience.body_bytes and not self.flow.read_paused
        if is_slow or self.cycle.response_complete:
            self._end("body", b"" if self.cycle.response_started else TOO_SLOW)
            return
        self._received = 0
        self._start(self._patience.body_seconds, self._check_body)

    def _end(self, reason: str, answer: bytes) -> None:
        """Close the connection; who was silent from the beginning is told nothing."""
        client = self.client[0] if self.client else None
        log_event(_log, "connection_closed", reason=reason, client=client)
        if reason == "crowded" or not self._is_silent:
            self.transport.write(answer)
        self.transport.close()
        # Closing waits until the answer is taken, which may be never.
        self.loop.call_later(CLOSE_SECONDS, self.transport.abort)

    def _stop_writing(self) -> None:
        self.transport.abort()

    def _stop_writing_timer(self) -> None:
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None


class PatientSocket(WebSocketsSansIOProtocol):
    """Uvicorn's websocket, which is counted among the connections until it is closed."""

    def __init__(self, connections: Connections, **settings: Any) -> None:
        super().__init__(**settings)
        self._own = connections

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._own.leave(self.transport)
        super().connection_lost(exc)


def patient_settings(trusted_proxy: str = "") -> dict[str, Any]:
    """Return uvicorn's settings for connections that are counted and not waited for endlessly.

    It is Streamlit's own choice of protocols, websockets-sansio among them.
    """
    in_all = count_connections(raise_descriptors())
    connections, patience = Connections(in_all, MOST_FROM_ADDRESS, trusted_proxy), Patience()
    return {
        "http": partial(PatientHttp, connections, patience),
        "ws": partial(PatientSocket, connections),
        "timeout_keep_alive": patience.idle_seconds,
    }
