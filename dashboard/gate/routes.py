"""The routes that the gate answers itself, with no session or with one that is not finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.gate.http.page_templates import STYLE_PATH, draw_style
from dashboard.gate.sign_in.account_pages import AccountPages
from dashboard.gate.sign_in.password_pages import PasswordPages
from dashboard.gate.state import GateState
from dashboard.runtime.failure_answers import answer_bug

if TYPE_CHECKING:
    from dashboard.gate.openid.endpoints import (
        OpenIdEndpoints,  # half a second that few offices need
    )


SENTENCES = {
    404: "没有这个页面。",
    405: "这个页面不接受这样的请求。",
    413: "表单太大，没有处理。",
}


def build_own_app(desk: GateState, door: OpenIdEndpoints | None) -> Starlette:
    """Return the application of the gate's own pages; `door`: a provider's way in, if there is."""
    sign_in, own = PasswordPages(desk, door), AccountPages(desk)

    return Starlette(
        routes=[
            Route("/login", sign_in.show_login, methods=["GET"]),
            Route("/login", sign_in.take_login, methods=["POST"]),
            Route(STYLE_PATH, lambda request: draw_style(), methods=["GET"]),
            Route("/login/code", sign_in.show_code, methods=["GET"]),
            Route("/login/code", sign_in.take_code, methods=["POST"]),
            Route("/login/password", own.show_password, methods=["GET"]),
            Route("/login/password", own.take_password, methods=["POST"]),
            Route("/login/second-step", own.show_second_step, methods=["GET"]),
            Route("/login/second-step", own.take_second_step, methods=["POST"]),
            Route("/logout", own.show_logout, methods=["GET"]),
            Route("/logout", own.take_logout, methods=["POST"]),
            *(door.list_routes() if door else []),
        ],
        exception_handlers={HTTPException: _describe_status, Exception: answer_bug},
    )


def _describe_status(request: Request, error: Exception) -> Response:
    """Answer a path, a method or a size that no page of the gate takes."""
    assert isinstance(error, HTTPException)
    said = SENTENCES.get(error.status_code, "这个请求看板处理不了。")
    return PlainTextResponse(said, error.status_code, error.headers)
