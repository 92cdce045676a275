"""The path below which the product stands behind a proxy: `/kaohe`, or nothing.

It is taken off each request once, at the outermost edge, and kept as ASGI's `root_path`. So no
route below knows of it; whoever writes an address for the browser puts it before (`place`).
Streamlit's own setting would move its routes only, and none of ours; its pages find the path by
themselves, since their addresses are relative.
"""

from __future__ import annotations

import re

from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from warehouse.faults import WrongCall

FORM = re.compile(r"/[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
"""One segment: the browser's part of Streamlit looks for its server one level up, no further."""

_base: list[str] = [""]


def set_base_path(text: str) -> str:
    """Take the path from the command line, for this whole process; WrongCall says its form."""
    path = "/" + text.strip("/") if text.strip("/") else ""
    if path and not FORM.fullmatch(path):
        raise WrongCall(f"--base-path 应是一段字母、数字、- 或 _，例如 /kaohe；收到的是“{text}”。")
    _base[0] = path
    return path


def base_path() -> str:
    """Return the path without a slash at its end; empty where the product stands at the root."""
    return _base[0]


def place(path: str) -> str:
    """Return the address, for a browser, of a path of ours that begins with a slash."""
    return _base[0] + path


class BelowBasePath:
    """Takes the base path off each request; what is not below it is not found."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app = app
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its path shortened; lifespan events as they are."""
        if not self._base or scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        if path.startswith(f"{self._base}/"):
            await self._app(self._shorten(scope), receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif path in {"", "/", self._base}:
            # With the slash: the pages' own addresses are relative to it.
            await RedirectResponse(f"{self._base}/")(scope, receive, send)
        else:
            await PlainTextResponse("没有这个地址。", 404)(scope, receive, send)

    def _shorten(self, scope: Scope) -> Scope:
        shorter = dict(scope)
        shorter["root_path"] = self._base
        shorter["path"] = scope["path"].removeprefix(self._base)
        shorter["raw_path"] = scope.get("raw_path", b"").removeprefix(self._base.encode())
        return shorter
