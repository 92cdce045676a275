"""Answers to a request that failed: the store is unavailable, or the program has a bug."""

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
"""Counted where the browser left before it was answered; nginx has the same number for it."""

_log = logging.getLogger(__name__)


def answer_bug(request: Request, error: Exception) -> PlainTextResponse:
    """Answer a mistake of ours in a route: a sentence with the number that leads to the log.

    A browser that has left is no mistake; nobody reads that answer.
    """
    if isinstance(error, GONE):
        return PlainTextResponse("", LEFT)
    return answer_failure(error)


def answer_failure(error: Exception) -> PlainTextResponse:
    """Answer a store that cannot be read or written with no path in it, else a bug's number."""
    if isinstance(error, StoreUnavailable):
        log_event(_log, "store_unavailable", level=logging.ERROR, error=error)
        return PlainTextResponse(CLOSED, 503, {"Retry-After": "60"})
    return PlainTextResponse(describe_bug(record_bug(error)), 500)
