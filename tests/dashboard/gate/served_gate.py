"""A gate in this process, and browsers that use it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from httpx2 import Response as Answer
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from dashboard.gate.gate import Gate
from dashboard.gate.http.own_origin import OwnOrigin
from dashboard.gate.limits.refused_attempts import RefusedAttempts
from dashboard.gate.routes import build_own_app
from dashboard.gate.sessions.accounts_cache import AccountsCache
from dashboard.gate.sessions.sessions import Sessions
from dashboard.gate.state import GateState
from dashboard.runtime.current_store import current_store
from tests.access import PASSWORD
from warehouse.accounts.sign_in_throttle import Throttle
from warehouse.store import Store

ADDRESS = "http://testserver"
PAGE = {"accept": "text/html", "sec-fetch-mode": "navigate", "sec-fetch-site": "none"}
STREAM = "/_stcore/stream"
SOCKET = {"origin": ADDRESS, "host": "testserver"}
"""Headers of a websocket that a page of this server opens."""


class Clock:
    """A clock that only a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class ServedGate:
    """A gate with its state and its clock."""

    gate: Gate
    state: GateState
    clock: Clock

    def open_browser(self, address: str = ADDRESS, client: str = "10.0.0.1") -> TestClient:
        """Return a browser with an address of its own."""
        return TestClient(
            self.gate, base_url=address, client=(client, 50000), follow_redirects=False
        )

    def sign_in(self, name: str = "bob", password: str = PASSWORD) -> TestClient:
        """Return a browser in which a user has signed in."""
        browser = self.open_browser()
        assert sign_in(browser, name, password).status_code == 303
        return browser


def build_served_gate(
    store: Store, clock: Clock, own_origin: OwnOrigin | None = None
) -> ServedGate:
    """Return a gate in front of an application that answers with the user's name."""
    accounts = AccountsCache(store)
    state = GateState(
        store,
        own_origin or OwnOrigin(own_names=frozenset({"testserver"})),
        accounts,
        Sessions(accounts, clock),
        RefusedAttempts(store),
        throttle=Throttle(clock),
    )
    app = Starlette(
        routes=[
            WebSocketRoute("/_stcore/stream", _talk),
            Route("/health", lambda request: PlainTextResponse("ok")),
            Route("/screen", lambda request: Response(headers={"Content-Security-Policy": "own"})),
            Route("/static/a.js", lambda request: Response(headers={"Cache-Control": "public"})),
            Route("/{path:path}", _describe_who, methods=["GET", "POST", "PUT", "DELETE"]),
        ]
    )
    return ServedGate(Gate(app, build_own_app(state, None), state), state, clock)


def sign_in(
    browser: TestClient, name: str, password: str = PASSWORD, goal: str = "/", **more: str
) -> Answer:
    """Submit the form of the sign-in page; return the response."""
    token = read_token(browser.get("/login", headers=PAGE))
    fields = {"form": token, "name": name, "password": password, "next": goal, **more}
    return browser.post("/login", data=fields, headers={"origin": ADDRESS})


def send_form(browser: TestClient, page: str, **fields: str) -> Answer:
    """Open a page of the gate and submit its form; return the response."""
    token = read_token(browser.get(page, headers=PAGE))
    return browser.post(page, data={"form": token, **fields}, headers={"origin": ADDRESS})


def read_token(answer: Answer) -> str:
    """Return the token of a page's form."""
    found = re.search(r'name="form" value="([\w-]+)"', answer.text)
    assert found, answer.text
    return found[1]


def read_fault(answer: Answer) -> str:
    """Return the error sentence on a page of the gate; '' without one."""
    found = re.search(r'role="alert" id="fault">([^<]*)<', answer.text)
    return found[1] if found else ""


def _describe_who(request: Request) -> JSONResponse:
    person = request.scope["state"]["person"]
    return JSONResponse(
        {"name": person.name, "role": person.role, "lent": current_store().person.name}
    )


async def _talk(websocket: WebSocket) -> None:
    await websocket.accept(subprotocol="streamlit")
    await websocket.send_text(websocket.headers.get("sec-websocket-protocol", ""))
    try:
        while True:
            await websocket.send_bytes(await websocket.receive_bytes())
    except WebSocketDisconnect:
        return
