"""Responses to a failed request: the store is unavailable, or the program has a bug."""

from __future__ import annotations

import logging

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocketDisconnect
from uvicorn.protocols.utils import ClientDisconnected

from dashboard.runtime.bug_reports import describe_bug, record_bug
from dashboard.runtime.logs import log_event
from warehouse.faults import StoreUnavailable

CLOSED = "数据仓库现在不能读写，请联系管理员：在服务器上运行 kaohe verify 查看原因。"
GONE = (ClientDisconnect, ClientDisconnected, WebSocketDisconnect)
LEFT = 499
"""The status counted if the browser disconnected before the answer; nginx uses the same number."""

_log = logging.getLogger(__name__)


def answer_bug(request: Request, error: Exception) -> PlainTextResponse:
    """Return the response to an exception in a route; for a bug, a sentence with its number.

    A browser that disconnected is no bug; nobody reads that answer.
    """
    if isinstance(error, GONE):
        return PlainTextResponse("", LEFT)
    return answer_failure(error)


def answer_failure(error: Exception) -> PlainTextResponse:
    """Return 503 if the store is unavailable, without naming a path, else 500 with a bug number."""
    if isinstance(error, StoreUnavailable):
        log_event(_log, "store_unavailable", level=logging.ERROR, error=error)
        return PlainTextResponse(CLOSED, 503, {"Retry-After": "60"})
    return PlainTextResponse(describe_bug(record_bug(error)), 500)
