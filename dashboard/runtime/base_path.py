"""The path prefix of the product behind a proxy: `/kaohe`, or nothing.

The outermost middleware removes it from each request and keeps it as ASGI's `root_path`. So no
route knows of it; code that writes an address for the browser adds it (`prefix_path`). Streamlit's
own setting would move only Streamlit's routes and none of ours. Its pages need no setting: their
addresses are relative.
"""

from __future__ import annotations

import re

from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from warehouse.faults import WrongCall

FORM = re.compile(r"/[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
"""One segment: Streamlit's code in the browser looks for its server at most one level up."""

_base: list[str] = [""]


def set_base_path(text: str) -> str:
    """Set the base path of this process and return it; WrongCall if it has another form."""
    path = "/" + text.strip("/") if text.strip("/") else ""
    if path and not FORM.fullmatch(path):
        raise WrongCall(f"--base-path 应是一段字母、数字、- 或 _，例如 /kaohe；收到的是“{text}”。")
    _base[0] = path
    return path


def base_path() -> str:
    """Return the base path without a trailing slash; empty if the product is served at the root."""
    return _base[0]


def prefix_path(path: str) -> str:
    """Return the address for a browser of one of our paths, which begins with a slash."""
    return _base[0] + path


class BelowBasePath:
    """ASGI middleware that removes the base path; requests outside it get 404."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app = app
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward a request with its path shortened, and lifespan events unchanged."""
        if not self._base or scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        if path.startswith(f"{self._base}/"):
            await self._app(self._shorten(scope), receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif path in {"", "/", self._base}:
            # The trailing slash matters: the pages' addresses are relative to it.
            await RedirectResponse(f"{self._base}/")(scope, receive, send)
        else:
            await PlainTextResponse("没有这个地址。", 404)(scope, receive, send)

    def _shorten(self, scope: Scope) -> Scope:
        shorter = dict(scope)
        shorter["root_path"] = self._base
        shorter["path"] = scope["path"].removeprefix(self._base)
        shorter["raw_path"] = scope.get("raw_path", b"").removeprefix(self._base.encode())
        return shorter
