"""The outermost middleware: number and count each request, and log those that matter."""

from __future__ import annotations

import logging
import secrets
import time
from contextlib import suppress

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.runtime.failure_answers import GONE, LEFT, answer_failure
from dashboard.runtime.log_floods import STRANGERS
from dashboard.runtime.logs import bind_ids, log_event
from dashboard.runtime.metrics import REQUESTS

HEADER = "X-Request-Id"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
KNOWN_METHODS = READING | {"POST", "PUT", "PATCH", "DELETE"}
"""All other methods are counted as one: strangers must not be able to create labels."""
PROBED = ("/_stcore/health", "/_stcore/host-config")
"""Paths that Streamlit's code in the browser tries below each page before the path above it."""
SHOWN_CHARACTERS = 200
"""The most characters of a path in the log."""

_log = logging.getLogger(__name__)
_strangers = logging.getLogger(STRANGERS)


class RequestLog:
    """ASGI middleware that numbers and counts every request; it ignores ids that clients send."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward a request; record a bug that nothing below has handled."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        answer = LoggedAnswer(scope, send)
        with bind_ids(request=answer.request_id):
            try:
                await self._app(scope, receive, answer.send)
            except GONE:
                answer.note_disconnect()  # no bug of ours
            except Exception as error:
                await answer.answer_error(error)
            finally:
                answer.count_and_log()


class LoggedAnswer:
    """The answer to one request, observed as it is sent."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.request_id = secrets.token_hex(8)
        scope.setdefault("state", {})  # the gate puts the person there
        self._scope = scope
        self._send = send
        self._code = 0
        self._began = time.monotonic()

    async def send(self, message: Message) -> None:
        """Forward a message, with the request's id among the headers."""
        if message["type"] == "http.response.start":
            self._code = message["status"]
            MutableHeaders(scope=message)[HEADER] = self.request_id
        await self._send(message)

    async def answer_error(self, error: Exception) -> None:
        """Record an error, and answer it if no answer has begun."""
        answer = answer_failure(error)
        if self._code:
            return
        if self._scope["type"] == "http":
            await answer(self._scope, _receive_nothing, self.send)
        else:
            with suppress(RuntimeError):  # already closed
                await self._send({"type": "websocket.close", "code": 1011})

    def note_disconnect(self) -> None:
        """Note that the browser disconnected: whatever was answered, nobody received it."""
        self._code = LEFT

    def count_and_log(self) -> None:
        """Count the request; log it if it was a write or failed."""
        if self._scope["type"] == "websocket":
            return
        method = self._scope["method"]
        REQUESTS.labels(method if method in KNOWN_METHODS else "other", str(self._code)).inc()
        if self._code == LEFT or (method in READING and (self._code < 400 or self._is_probe())):
            return
        client = self._scope.get("client")
        is_stranger = "person" not in self._scope["state"]
        log_event(
            _strangers if is_stranger else _log,
            "request",
            method=method,
            path=self._scope["path"][:SHOWN_CHARACTERS],
            code=self._code,
            client=client[0] if client else None,
            milliseconds=round((time.monotonic() - self._began) * 1000),
        )

    def _is_probe(self) -> bool:
        """Whether Streamlit's code in the browser looked for its server where it is not."""
        return self._code == 404 and self._scope["path"].endswith(PROBED)


async def _receive_nothing() -> Message:
    return {"type": "http.disconnect"}
