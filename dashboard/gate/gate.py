"""ASGI middleware that forwards only the requests of signed-in users (threats D1).

It wraps Streamlit's application from outside, so that any route added there, by us or by a later
release, is closed to anonymous users.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from contextlib import AbstractAsyncContextManager
from urllib.parse import quote

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.gate.http.background_tasks import cancel, repeating
from dashboard.gate.http.own_origin import SAFE_METHODS, comes_from_own_page
from dashboard.gate.http.page_templates import draw_notice, draw_reload
from dashboard.gate.http.response_headers import adding_headers
from dashboard.gate.sessions.sessions import Session
from dashboard.gate.sessions.visit import Visit
from dashboard.gate.state import STAGE_PAGES, GateState
from dashboard.runtime.current_store import using_store
from dashboard.runtime.log_floods import flush_floods
from warehouse.store import Store

OWN_PATHS = frozenset({"login", "logout", "oidc"})
"""First segments of the paths that the gate answers itself; its pages check their own sessions."""

ANONYMOUS_PATHS = frozenset({"/health", "/metrics"})
"""Paths forwarded without a session: the first tells nothing, the second asks for a token."""

CORE = "_stcore"
CORE_PATHS = frozenset({"stream", "health", "host-config", "upload_file", "bidi-components"})
"""What the pages request of Streamlit itself below CORE; its other paths answer 404."""

CACHEABLE_PREFIX = "/static/"
"""Files of Streamlit's program, named by their content."""

SESSION_OVER = 4401
"""Close code of a websocket whose session is over; codes from 4000 are for applications."""

MAX_SOCKETS = 60
"""Open pages of one account; each holds a connection and a Streamlit session."""

SWEEP_SECONDS = 1.0
FLUSH_SECONDS = 60.0


class Gate:
    """ASGI middleware that forwards only the requests of authorised users."""

    def __init__(self, app: ASGIApp, own_app: ASGIApp, state: GateState) -> None:
        self._app, self._own_app, self._state = app, own_app, state
        self._sockets: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reject the request, answer it by a page of the gate, or forward it."""
        if scope["type"] == "lifespan":
            async with self._running_upkeep():
                await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        send = adding_headers(scope, send, may_be_kept=path.startswith(CACHEABLE_PREFIX))
        refusal = await self._check_sender(scope)
        if refusal is not None:
            await _reject(refusal, scope, receive, send)
        elif self._state.own_origin.is_local:
            await self._forward(self._state.store, scope, receive, send)
        elif scope["type"] == "http" and path.removeprefix("/").split("/")[0] in OWN_PATHS:
            await self._own_app(scope, receive, send)
        else:
            await self._forward_signed_in(path, scope, receive, send)

    def _running_upkeep(self) -> AbstractAsyncContextManager[None]:
        """End expired sessions and write what was counted, until the block is left."""
        state = self._state
        return repeating(
            (state.sessions.sweep, SWEEP_SECONDS),
            (state.refused_attempts.flush, FLUSH_SECONDS),
            (flush_floods, FLUSH_SECONDS),
            (state.store.record_left_out, FLUSH_SECONDS),
        )

    async def _check_sender(self, scope: Scope) -> Response | None:
        """Return the response that rejects a cross-origin request, or None if it may proceed."""
        if self._state.accounts.is_stale:
            # Read in a thread here; otherwise the next access would block the event loop.
            await to_thread.run_sync(lambda: self._state.accounts.settings)
        hosts = Headers(scope=scope).getlist("host")
        allowed = self._state.accounts.settings["allowed_hosts"]
        if len(hosts) != 1 or not self._state.own_origin.knows_host(hosts[0], allowed):
            return await self._refuse_sender(scope, "unknown_host", 400)
        is_safe = scope["type"] == "http" and scope["method"] in SAFE_METHODS
        if not is_safe and not comes_from_own_page(scope):
            return await self._refuse_sender(scope, "foreign_page", 403)
        return None

    async def _refuse_sender(self, scope: Scope, reason: str, status: int) -> Response:
        visit = self._state.resolve(HTTPConnection(scope))
        await self._state.record_refusal(visit, "", reason)
        return draw_notice(reason, self._state.own_origin, status)

    async def _forward_signed_in(
        self, path: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Forward the request of a signed-in user to what belongs to them; reject any other."""
        visit = self._state.resolve(HTTPConnection(scope))
        session = visit.session_at("open")
        if session is None:
            if path in ANONYMOUS_PATHS and scope["type"] == "http":
                await self._app(scope, receive, send)
                return
            await _reject(_ask_to_sign_in(self._state, visit, scope), scope, receive, send)
        elif not self._state.tabs.may_fetch(path, session.account):
            await _reject(PlainTextResponse("没有您的文件。", 404), scope, receive, send)
        elif scope["type"] == "websocket":
            await self._count_socket(session, scope, receive, send)
        else:
            if _is_user_action(scope):
                self._state.sessions.touch(session)
            store = self._state.open_store_for(session)
            await self._forward_within_quota(store, scope, receive, send)

    async def _forward_within_quota(
        self, store: Store, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Forward a request unless its upload exceeds what the account may keep here."""
        person, tabs = store.person, self._state.tabs
        with self._state.upload_quota.taking(
            scope, person, lambda: tabs.list_of(person.name)
        ) as refusal:
            if refusal is None:
                await self._forward(store, scope, receive, send)
                return
        status, sentence = refusal
        await _reject(PlainTextResponse(sentence, status), scope, receive, send)

    async def _forward(self, store: Store, scope: Scope, receive: Receive, send: Send) -> None:
        if _is_hidden(scope["path"]):
            await _reject(PlainTextResponse("没有这个页面。", 404), scope, receive, send)
            return
        scope.setdefault("state", {})["person"] = store.person
        with contextlib.ExitStack() as stack:
            if scope["type"] == "http":  # page runs of a websocket have threads of their own
                stack.enter_context(using_store(store))
            await self._app(scope, receive, send)

    async def _count_socket(
        self, session: Session, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Serve a websocket unless its account has too many open."""
        if self._sockets[session.account] >= MAX_SOCKETS:
            response = PlainTextResponse("打开的页面太多，请先关闭一些页面。", 429)
            await _reject(response, scope, receive, send)
            return
        self._sockets[session.account] += 1
        try:
            await self._serve_socket(session, scope, receive, send)
        finally:
            self._sockets -= Counter((session.account,))

    async def _serve_socket(
        self, session: Session, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Serve a websocket until either side leaves or its session ends."""
        tabs, sessions = self._state.tabs, self._state.sessions
        loop, over = asyncio.get_running_loop(), asyncio.Event()

        def end_socket() -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: the socket is gone too
                loop.call_soon_threadsafe(over.set)

        async def send_while_open(message: Message) -> None:
            if over.is_set():
                return  # Streamlit may still be drawing
            if sent := message.get("bytes"):
                tabs.note_offers(sent, session.account)
            await send(message)

        async def receive_own() -> Message:
            message = await receive()
            if received := message.get("bytes"):
                message["bytes"] = tabs.drop_foreign_request(received, session.account)
            return message

        store = self._state.open_store_for(session)
        own_scope = tabs.drop_foreign_tab(scope, session.account)
        serving = asyncio.create_task(self._forward(store, own_scope, receive_own, send_while_open))
        ending = asyncio.create_task(over.wait())
        sessions.on_end(session, end_socket)
        try:
            await asyncio.wait({serving, ending}, return_when=asyncio.FIRST_COMPLETED)
            if not serving.done():
                with contextlib.suppress(RuntimeError, OSError):  # the browser has just closed it
                    await send({"type": "websocket.close", "code": SESSION_OVER})
        finally:
            sessions.cancel_on_end(session, end_socket)
            await cancel(ending)
            await cancel(serving)


def _is_hidden(path: str) -> bool:
    """Tell whether a path is a part of Streamlit that no page uses, such as its metrics."""
    parts = path.strip("/").split("/")
    return parts[0] == CORE and (*parts, "")[1] not in CORE_PATHS


def _is_user_action(scope: Scope) -> bool:
    """Tell whether a user caused the request, by opening a page or sending a file.

    Requests that open pages send by themselves do not count, or no session would become idle.
    """
    if scope["method"] not in SAFE_METHODS:
        return True
    return Headers(scope=scope).get("sec-fetch-mode") == "navigate"


def _ask_to_sign_in(state: GateState, visit: Visit, scope: Scope) -> Response:
    """Return a redirect to the sign-in for a page, and 401 for what a page fetches."""
    is_page = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
    if not is_page or "text/html" not in Headers(scope=scope).get("accept", ""):
        return PlainTextResponse("请先登录。", 401)
    if visit.session is None and visit.fetch_site == "cross-site":
        # The user followed a link on another site, so the browser has withheld the Strict cookie.
        # It sends the cookie, if it has one, when our own page asks again.
        return draw_reload(state.own_origin)
    query = scope["query_string"].decode("latin-1")
    goal = state.link(quote(scope["path"], safe="/")) + (f"?{query}" if query else "")
    page = STAGE_PAGES.get(visit.session.stage, "/login") if visit.session else "/login"
    return RedirectResponse(state.link(page, goal), 303)


async def _reject(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        await response(scope, receive, send)
    else:
        await receive()
        await send({"type": "websocket.close", "code": SESSION_OVER})  # before accept: HTTP 403
