"""Forms of the gate's pages: read up to a limit, accepted only from the page that showed them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dashboard.gate.http.page_templates import draw_page
from dashboard.gate.sessions.cookies import FORM
from dashboard.gate.sessions.visit import Visit
from dashboard.gate.state import GateState

Form = Mapping[str, str]
"""The fields of a submitted form."""

MAX_FORM = 8 * 1024
"""Bytes: twice the longest password and the longest return path, both percent-encoded."""

MAX_CODE = 32
"""Characters: a recovery code has 29 with its hyphens."""

TOKEN_FIELD = "form"  # noqa: S105  the name of a field

STALE = "页面停留时间过长，或者看板刚刚重新启动过。请再填一次。"
BUSY = "当前登录人数过多，请过几秒再试。"


async def read_form(request: Request) -> Form:
    """Return the fields of a form; HTTPException 413 if it is larger than any of the gate's."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_FORM:
            raise HTTPException(413, "表单太大。")
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return dict(pairs)


def is_own_form(state: GateState, visit: Visit, form: Form) -> bool:
    """Tell whether this running server has shown the form to this very browser."""
    cookie = visit.cookie(FORM)
    if not cookie:
        return False
    return state.form_signer.verify_signature(cookie, form.get(TOKEN_FIELD, ""))


def draw_form(
    state: GateState,
    visit: Visit,
    page: str,
    status: int = 200,
    headers: dict[str, str] | None = None,
    /,
    **values: object,
) -> Response:
    """Return a page whose form carries a token that fits only the browser of the visit."""
    cookie = visit.cookie(FORM) or secrets.token_urlsafe(16)
    token = state.form_signer.get_signature(cookie).decode()
    response = draw_page(page, state.own_origin, status, headers, token=token, **values)
    visit.set_cookie(response, FORM, cookie)
    return response
