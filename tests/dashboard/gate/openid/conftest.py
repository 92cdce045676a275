"""A gate with a provider's endpoints, in front of an application that answers "the board"."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.responses import PlainTextResponse

from dashboard.gate.gate import Gate
from dashboard.gate.http.own_origin import OwnOrigin
from dashboard.gate.openid.code_flow import CodeFlow
from dashboard.gate.openid.endpoints import OpenIdEndpoints
from dashboard.gate.routes import build_own_app
from dashboard.gate.state import GateState, build_state
from tests.access import read_detail
from tests.dashboard.gate.openid.fake_issuer import SETTINGS, FakeIssuer
from warehouse.database.audit import read_head
from warehouse.home.opening import open_store

HOST = "https://127.0.0.1"


@dataclass
class Office:
    """A gate with a provider's endpoints, and the cookies of one browser."""

    state: GateState
    endpoints: OpenIdEndpoints
    issuer: FakeIssuer
    cookies: httpx2.Cookies = field(default_factory=httpx2.Cookies)

    def ask(self, method: str, path: str, **request: Any) -> httpx2.Response:
        """Send one request and keep the cookies, as a browser does."""
        return asyncio.run(self._ask(method, path, **request))

    async def _ask(self, method: str, path: str, **request: Any) -> httpx2.Response:
        own = build_own_app(self.state, self.endpoints)
        gate = Gate(PlainTextResponse("the board"), own, self.state)
        client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=gate), base_url=HOST, cookies=self.cookies
        )
        async with client:
            answer = await client.request(method, path, **request)
            self.cookies = client.cookies
        return answer

    def sign_in(self, start: str = "/oidc/start", **changed: str) -> httpx2.Response:
        """Go to the provider and come back."""
        away = self.ask("GET", start)
        assert away.status_code == 303
        return self.ask(
            "GET",
            "/oidc/callback",
            params=self.issuer.authorize(away.headers["location"], **changed),
        )

    def newest_entry(self) -> tuple[str, str, dict[str, Any]]:
        """Return actor, action and detail of the newest audit entry."""
        with self.state.store.reader() as cursor:
            head = read_head(cursor)
        assert head is not None
        return head.actor, head.action, read_detail(head)


@pytest.fixture
def office(fresh_home: Path) -> Iterator[Office]:
    """Yield a gate in front of this test's own store."""
    store = open_store(fresh_home)
    state, issuer = build_state(store, OwnOrigin()), FakeIssuer()
    yield Office(state, OpenIdEndpoints(state, CodeFlow(SETTINGS, issuer.transport())), issuer)
    store.close()
