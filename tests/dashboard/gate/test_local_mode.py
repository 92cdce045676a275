"""The gate of `kaohe serve --local`."""

from __future__ import annotations

import pytest
from starlette.websockets import WebSocketDisconnect

from dashboard.gate.http.own_origin import OwnOrigin
from tests.dashboard.gate.served_gate import SOCKET, STREAM, Clock, ServedGate, build_served_gate
from warehouse.store import Store


class TestLocal:
    """`kaohe serve --local`: one user at this machine, without sign-in."""

    @pytest.fixture
    def local(self, at_host: Store, clock: Clock) -> ServedGate:
        return build_served_gate(at_host, clock, OwnOrigin(is_local=True))

    def test_whoever_is_at_the_machine_is_let_in_as_its_operator(self, local: ServedGate) -> None:
        answer = local.open_browser("http://127.0.0.1").get("/unit")
        assert answer.json() == {"name": "operator", "role": "host", "lent": "operator"}

    @pytest.mark.parametrize(
        ("host", "is_known"),
        {"127.0.0.1:8501": True, "[::1]:8501": True, "localhost": True, "10.1.2.3": False,
         "testserver": False, "evil.example": False}.items(),
    )  # fmt: skip
    def test_only_this_machine_s_own_names_are_answered(
        self, local: ServedGate, host: str, is_known: bool
    ) -> None:
        answer = local.open_browser().get("/unit", headers={"host": host})
        assert (answer.status_code == 200) == is_known

    def test_another_site_in_the_same_browser_cannot_act_or_listen(self, local: ServedGate) -> None:
        browser = local.open_browser()
        evil = {"origin": "http://evil.example", "host": "127.0.0.1"}
        assert browser.post("/unit", headers=evil).status_code == 403
        with (
            pytest.raises(WebSocketDisconnect),
            browser.websocket_connect(STREAM, headers={**SOCKET, **evil}),
        ):
            pass
