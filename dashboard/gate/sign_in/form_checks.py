"""Forms of the gate's pages: read within a limit, and only from the page that showed them."""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dashboard.gate.http.page_templates import draw_page
from dashboard.gate.sessions.cookies import read_cookie, set_cookie
from dashboard.gate.state import GateState

LARGEST_FORM = 8 * 1024
"""Bytes: the longest password and the longest way back, percent-encoded, fit in twice."""

TOKEN_FIELD = "form"  # noqa: S105  the name of a field

STALE = "页面放得太久了，或者看板刚刚重新启动过。请再填一次。"
BUSY = "现在登录的人太多，请过几秒再试。"


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form; HTTPException 413 where it is larger than any of ours."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_FORM:
            raise HTTPException(413, "表单太大。")
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return dict(pairs)


def is_own_form(desk: GateState, request: Request, fields: dict[str, str]) -> bool:
    """Tell whether a form was shown to this very browser by this running server."""
    cookie = read_cookie(request, desk.frontage, "-form")
    if not cookie:
        return False
    return hmac.compare_digest(
        fields.get(TOKEN_FIELD, "").encode(), desk.sign_form(cookie).encode()
    )


def draw_form(
    desk: GateState,
    request: Request,
    page: str,
    status: int = 200,
    headers: dict[str, str] | None = None,
    /,
    **said: object,
) -> Response:
    """Return a page with a form that fits the browser which asked for it."""
    cookie = read_cookie(request, desk.frontage, "-form") or secrets.token_urlsafe(16)
    token = desk.sign_form(cookie)
    response = draw_page(page, desk.frontage, status, headers, token=token, **said)
    set_cookie(response, request, desk.frontage, cookie, "-form")
    return response
