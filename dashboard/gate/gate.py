"""The gate: every request and every websocket passes here first, or not at all (threats D1).

It stands outside of Streamlit's application, so that a route that is added there, by us or by a
later release, is closed until somebody is signed in.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from urllib.parse import quote

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.gate.http.own_origin import SAFE_METHODS, comes_from_own_page
from dashboard.gate.http.page_templates import draw_notice, draw_return
from dashboard.gate.http.response_headers import adding_headers
from dashboard.gate.sessions.sessions import Session
from dashboard.gate.state import STAGE_PAGES, GateState
from dashboard.runtime.current_store import lending
from dashboard.runtime.log_floods import flush_floods
from warehouse.store import Store

OWN = frozenset({"login", "logout", "oidc"})
"""First parts of the paths that the gate itself answers; each looks after itself."""

OPEN = frozenset({"/health", "/metrics"})
"""What answers without a session: the one tells nothing, the other asks for a token itself."""

CORE = "_stcore"
NEEDED = frozenset({"stream", "health", "host-config", "upload_file", "bidi-components"})
"""What the pages ask of Streamlit itself, below CORE; the rest of it is not there."""

KEPT = "/static/"
"""Files of Streamlit's program, named by their content."""

OVER = 4401
"""How a websocket is closed whose session is over: 4000 and above are for applications."""

MOST_SOCKETS = 60
"""Pages that one account may have open; each holds a connection and a session of Streamlit's."""

SWEEP_SECONDS = 1.0
FLUSH_SECONDS = 60.0

_log = logging.getLogger(__name__)


class Gate:
    """An ASGI application that lets through to another one whoever may come in."""

    def __init__(self, app: ASGIApp, own: ASGIApp, desk: GateState) -> None:
        self._app, self._own, self._desk = app, own, desk
        self._sockets: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request here, or let it through."""
        if scope["type"] == "lifespan":
            async with _sweeping(self._desk):
                await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        send = adding_headers(scope, send, may_be_kept=path.startswith(KEPT))
        refusal = await self._check_sender(scope)
        if refusal is not None:
            await _turn_away(refusal, scope, receive, send)
        elif self._desk.frontage.is_local:
            await self._let_in(self._desk.store, scope, receive, send)
        elif scope["type"] == "http" and path.removeprefix("/").split("/")[0] in OWN:
            await self._own(scope, receive, send)
        else:
            await self._ask_in(path, scope, receive, send)

    async def _check_sender(self, scope: Scope) -> Response | None:
        """Return why a request is none of this server's own pages'; None: it may be."""
        if self._desk.standing.is_stale:
            await to_thread.run_sync(lambda: self._desk.standing.settings)  # else it reads here
        hosts = Headers(scope=scope).getlist("host")
        allowed = self._desk.standing.settings["allowed_hosts"]
        if len(hosts) != 1 or not self._desk.frontage.knows_host(hosts[0], allowed):
            await self._desk.record_refusal(HTTPConnection(scope), "", "unknown_host")
            return draw_notice("unknown_host", self._desk.frontage, 400)
        is_safe = scope["type"] == "http" and scope["method"] in SAFE_METHODS
        if not is_safe and not comes_from_own_page(scope):
            await self._desk.record_refusal(HTTPConnection(scope), "", "foreign_page")
            return draw_notice("foreign_page", self._desk.frontage, 403)
        return None

    async def _ask_in(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in whoever is signed in, to what is theirs."""
        session = self._desk.find_session(HTTPConnection(scope))
        if session is None or session.stage != "open":
            if path in OPEN and scope["type"] == "http":
                await self._app(scope, receive, send)
                return
            response = _ask_to_sign_in(self._desk, scope, session)
            await _turn_away(response, scope, receive, send)
        elif not self._desk.tabs.may_fetch(path, session.account):
            await _turn_away(PlainTextResponse("这里没有您的文件。", 404), scope, receive, send)
        elif scope["type"] == "websocket":
            await self._count_socket(session, scope, receive, send)
        else:
            if _is_act(scope):
                self._desk.sessions.touch(session)
            await self._attend(self._desk.open_store_for(session), scope, receive, send)

    async def _attend(self, store: Store, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, unless it would leave more with the server than its sender may."""
        tabs = self._desk.tabs.list_of(store.person.name)
        with self._desk.uploads.taking(scope, store.person, tabs) as refusal:
            if refusal is None:
                await self._let_in(store, scope, receive, send)
                return
        status, said = refusal
        await _turn_away(PlainTextResponse(said, status), scope, receive, send)

    async def _let_in(self, store: Store, scope: Scope, receive: Receive, send: Send) -> None:
        if _is_hidden(scope["path"]):
            await _turn_away(PlainTextResponse("没有这个页面。", 404), scope, receive, send)
            return
        scope.setdefault("state", {})["person"] = store.person
        with contextlib.ExitStack() as stack:
            if scope["type"] == "http":  # a websocket's pages run in threads of their own
                stack.enter_context(lending(store))
            await self._app(scope, receive, send)

    async def _count_socket(
        self, session: Session, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Serve a websocket, unless its account has too many open."""
        if self._sockets[session.account] >= MOST_SOCKETS:
            response = PlainTextResponse("打开的页面太多，请先关掉一些。", 429)
            await _turn_away(response, scope, receive, send)
            return
        self._sockets[session.account] += 1
        try:
            await self._attend_socket(session, scope, receive, send)
        finally:
            self._sockets -= Counter((session.account,))

    async def _attend_socket(
        self, session: Session, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Serve a websocket until either side leaves or its session is over."""
        loop, over = asyncio.get_running_loop(), asyncio.Event()

        def end_socket() -> None:
            with contextlib.suppress(RuntimeError):  # the server is ending: so is the socket
                loop.call_soon_threadsafe(over.set)

        async def send_while_open(message: Message) -> None:
            if over.is_set():
                return  # Streamlit may still be drawing
            if told := message.get("bytes"):
                self._desk.tabs.hear(told, session.account)
            await send(message)

        async def receive_own() -> Message:
            message = await receive()
            if sent := message.get("bytes"):
                message["bytes"] = self._desk.tabs.keep_request(sent, session.account)
            return message

        store = self._desk.open_store_for(session)
        own = self._desk.tabs.keep_tab(scope, session.account)
        serving = asyncio.create_task(self._let_in(store, own, receive_own, send_while_open))
        ending = asyncio.create_task(over.wait())
        self._desk.sessions.when_over(session, end_socket)
        try:
            await asyncio.wait({serving, ending}, return_when=asyncio.FIRST_COMPLETED)
            if not serving.done():
                with contextlib.suppress(RuntimeError, OSError):  # closed by the browser just now
                    await send({"type": "websocket.close", "code": OVER})
        finally:
            self._desk.sessions.forget_farewell(session, end_socket)
            await _leave(ending)
            await _leave(serving)


def _is_hidden(path: str) -> bool:
    """Whether a path is a part of Streamlit's that no page asks for, its own figures among them."""
    parts = path.strip("/").split("/")
    return parts[0] == CORE and (*parts, "")[1] not in NEEDED


def _is_act(scope: Scope) -> bool:
    """Whether a request is something that a person does: opening a page, sending a file.

    Questions that open pages put by themselves are not, else a session would never fall idle.
    """
    if scope["method"] not in SAFE_METHODS:
        return True
    return Headers(scope=scope).get("sec-fetch-mode") == "navigate"


def _ask_to_sign_in(desk: GateState, scope: Scope, session: Session | None) -> Response:
    """Return the way to the sign-in for a page, and 401 for what a page fetches."""
    headers = Headers(scope=scope)
    is_page = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
    if not is_page or "text/html" not in headers.get("accept", ""):
        return PlainTextResponse("请先登录。", 401)
    if session is None and headers.get("sec-fetch-site") == "cross-site":
        # A link on another site: the browser has withheld the cookie. Asked again from here, it
        # sends it, if there is one.
        return draw_return(desk.frontage)
    query = scope["query_string"].decode("latin-1")
    asked = desk.link(quote(scope["path"], safe="/")) + (f"?{query}" if query else "")
    page = STAGE_PAGES.get(session.stage, "/login") if session else "/login"
    return RedirectResponse(desk.link(page, asked), 303)


async def _turn_away(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        await response(scope, receive, send)
    else:
        await receive()
        await send({"type": "websocket.close", "code": OVER})  # before accept: HTTP 403


async def _leave(task: asyncio.Task[object]) -> None:
    """End a task and let what went wrong in it be told, unless it is our own ending of it."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


@contextlib.asynccontextmanager
async def _sweeping(desk: GateState) -> AsyncIterator[None]:
    """End what has to end, and write what was counted, while the server runs."""
    tasks = [
        asyncio.create_task(_repeat(desk.sessions.sweep, SWEEP_SECONDS)),
        asyncio.create_task(_repeat(desk.refusals.flush, FLUSH_SECONDS)),
        asyncio.create_task(_repeat(flush_floods, FLUSH_SECONDS)),
        asyncio.create_task(_repeat(desk.store.record_left_out, FLUSH_SECONDS)),
    ]
    try:
        yield
    finally:
        for task in tasks:
            await _leave(task)


async def _repeat(work: Callable[[], None], seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await to_thread.run_sync(work)
        except Exception:  # a full disk must not end the sweep for good
            _log.exception("beside the gate")
