"""The outermost edge: each request gets an id, is counted, and leaves a line where it matters."""

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
"""Others are counted as one: a stranger must not be able to make labels."""
SEARCHED = ("/_stcore/health", "/_stcore/host-config")
"""Asked below each page's own path at every visit, before the path above it."""
SHOWN_CHARACTERS = 200
"""Of an address in the log."""

_log = logging.getLogger(__name__)
_strangers = logging.getLogger(STRANGERS)


class Requests:
    """Counts and names every request. It makes its own ids and believes none that is sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; a mistake of ours below is recorded here at the latest."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        answer = LoggedAnswer(scope, send)
        with bind_ids(request=answer.request_id):
            try:
                await self._app(scope, receive, answer.send)
            except GONE:
                answer.leave()  # the browser left in the middle: nobody's mistake
            except Exception as error:
                await answer.describe_bug(error)
            finally:
                answer.note()


class LoggedAnswer:
    """What becomes of one request."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.request_id = secrets.token_hex(8)
        scope.setdefault("state", {})  # the gate notes there whose request it is
        self._scope = scope
        self._send = send
        self._code = 0
        self._began = time.monotonic()

    async def send(self, message: Message) -> None:
        """Send on, the id among the headers."""
        if message["type"] == "http.response.start":
            self._code = message["status"]
            MutableHeaders(scope=message)[HEADER] = self.request_id
        await self._send(message)

    async def describe_bug(self, error: Exception) -> None:
        """Record a mistake of ours; answer it where nothing has been answered yet."""
        answer = answer_failure(error)
        if self._code:
            return
        if self._scope["type"] == "http":
            await answer(self._scope, _receive_nothing, self.send)
        else:
            with suppress(RuntimeError):  # closed already
                await self._send({"type": "websocket.close", "code": 1011})

    def leave(self) -> None:
        """Note that the browser has left: whatever was answered, nobody has heard it."""
        self._code = LEFT

    def note(self) -> None:
        """Count the request; log it if it changed something or was not answered well."""
        if self._scope["type"] == "websocket":
            return
        method = self._scope["method"]
        REQUESTS.labels(method if method in KNOWN_METHODS else "other", str(self._code)).inc()
        if self._code == LEFT or (method in READING and (self._code < 400 or self._is_search())):
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

    def _is_search(self) -> bool:
        """Whether Streamlit's part in the browser looks for its server where it is not."""
        return self._code == 404 and self._scope["path"].endswith(SEARCHED)


async def _receive_nothing() -> Message:
    return {"type": "http.disconnect"}
