"""The routes that the gate answers itself, with or without a session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.gate.http.page_templates import STYLE_PATH, draw_style
from dashboard.gate.openid.settings import CALLBACK_PATH, LOGOUT_PATH, START_PATH
from dashboard.gate.sessions.visit import Visit
from dashboard.gate.sign_in.account_pages import AccountPages
from dashboard.gate.sign_in.form_checks import Form, read_form
from dashboard.gate.sign_in.password_pages import PasswordPages
from dashboard.gate.state import GateState
from dashboard.runtime.failure_answers import answer_bug

if TYPE_CHECKING:
    # At run time its imports take half a second that only offices with a provider need.
    from dashboard.gate.openid.endpoints import OpenIdEndpoints

Endpoint = Callable[[Request], Awaitable[Response]]

SENTENCES = {
    404: "没有这个页面。",
    405: "该页面不接受此类请求。",
    413: "表单太大，没有处理。",
}


def build_own_app(state: GateState, openid: OpenIdEndpoints | None) -> Starlette:
    """Return the application of the gate's own pages, with the provider's endpoints if any."""
    password, account = PasswordPages(state, openid), AccountPages(state)

    def show(path: str, page: Callable[[Visit], Awaitable[Response]]) -> Route:
        return Route(path, _resolve_page(state, page), methods=["GET"])

    def take(path: str, page: Callable[[Visit, Form], Awaitable[Response]]) -> Route:
        return Route(path, _resolve_form(state, page), methods=["POST"])

    routes = [
        show("/login", password.show_login),
        take("/login", password.take_login),
        Route(STYLE_PATH, lambda request: draw_style(), methods=["GET"]),
        show("/login/code", password.show_code),
        take("/login/code", password.take_code),
        show("/login/password", account.show_password),
        take("/login/password", account.take_password),
        show("/login/second-step", account.show_second_step),
        take("/login/second-step", account.take_second_step),
        show("/logout", account.show_logout),
        take("/logout", account.take_logout),
    ]
    if openid is not None:
        routes += [
            show(START_PATH, openid.start),
            show(CALLBACK_PATH, openid.come_back),
            # Not resolved: the provider's server sends it, and no cookie may matter to it.
            Route(LOGOUT_PATH, openid.end_from_provider, methods=["POST"]),
        ]
    return Starlette(
        routes=routes,
        exception_handlers={HTTPException: _describe_status, Exception: answer_bug},
    )


def _resolve_page(state: GateState, page: Callable[[Visit], Awaitable[Response]]) -> Endpoint:
    """Return an endpoint that resolves its request once and hands the visit to a page."""

    async def answer(request: Request) -> Response:
        return await page(state.resolve(request))

    return answer


def _resolve_form(state: GateState, page: Callable[[Visit, Form], Awaitable[Response]]) -> Endpoint:
    """Return an endpoint that reads a form and then resolves its request for a page.

    In this order: a session that ends while a slow form arrives is not found.
    """

    async def answer(request: Request) -> Response:
        form = await read_form(request)
        return await page(state.resolve(request), form)

    return answer


def _describe_status(request: Request, error: Exception) -> Response:
    """Answer a path, a method or a size that no page of the gate accepts."""
    assert isinstance(error, HTTPException)
    sentence = SENTENCES.get(error.status_code, "看板无法处理该请求。")
    return PlainTextResponse(sentence, error.status_code, error.headers)
