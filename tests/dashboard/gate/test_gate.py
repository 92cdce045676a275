"""The gate forwards no request without a session, and every request with its user."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.gate import gate
from dashboard.gate.http.own_origin import OwnOrigin
from tests.access import make_account
from tests.crowds import wait_until
from tests.dashboard.gate.served_gate import (
    ADDRESS,
    PAGE,
    SOCKET,
    STREAM,
    Clock,
    ServedGate,
    build_served_gate,
)
from warehouse.accounts.account_acts import change_role, sign_out_everywhere, switch_account
from warehouse.faults import StoreUnavailable
from warehouse.store import Store

PATHS = [
    "/", "/unit", "/version", "/screen", "/screen/data", "/media/abc.png", "/_stcore/health",
    "/_stcore/host-config", "/_stcore/metrics", "/_stcore/upload_file/a/b", "/static/a.js",
    "/component/x", "/app/static/x", "/unknown", "//login", "/%2e/login",
    "/Login", "/favicon.png", "/metrics/", "/health/x", "/oauth2callback", "/auth/login",
]  # fmt: skip
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND"]


@pytest.mark.parametrize("path", PATHS)
def test_without_a_session_nothing_answers(client: TestClient, path: str) -> None:
    for method in METHODS:
        answer = client.request(method, ADDRESS + path, headers={"origin": ADDRESS})
        assert answer.status_code == 401, (method, answer.text)
        assert "bob" not in answer.text


def test_a_page_leads_to_the_sign_in_and_back(client: TestClient) -> None:
    answer = client.get("/unit?unit=县财政局&month=2021-05", headers=PAGE)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?next=%2Funit%3Funit%3D")


def test_a_link_on_another_site_is_asked_again_before_anybody_has_to_sign_in(
    client: TestClient,
) -> None:
    answer = client.get("/unit", headers={**PAGE, "sec-fetch-site": "cross-site"})
    assert answer.status_code == 200
    assert 'http-equiv="refresh"' in answer.text


@pytest.mark.parametrize("path", ["/login", "/login/style.css", "/health"])
def test_the_sign_in_its_style_and_the_health_check_answer_everybody(
    client: TestClient, path: str
) -> None:
    assert client.get(path).status_code == 200


def test_with_a_session_everything_passes_and_carries_its_person(served: ServedGate) -> None:
    answer = served.sign_in("bob").get("/unit")
    assert answer.json() == {"name": "bob", "role": "staff", "lent": "bob"}


def test_a_websocket_without_a_session_is_closed_before_it_is_accepted(client: TestClient) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        client.websocket_connect(STREAM, headers=SOCKET),
    ):
        pass
    assert closed.value.code == 4401


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://testserver:81", ""])
def test_a_websocket_of_another_site_is_closed_although_the_cookie_comes_along(
    served: ServedGate, origin: str
) -> None:
    browser = served.sign_in()
    headers = {**SOCKET, "origin": origin}
    with pytest.raises(WebSocketDisconnect), browser.websocket_connect(STREAM, headers=headers):
        pass


def test_a_websocket_that_does_not_say_where_it_comes_from_is_closed(served: ServedGate) -> None:
    with pytest.raises(WebSocketDisconnect), served.sign_in().websocket_connect(STREAM):
        pass


End = Callable[[ServedGate, str], object]
ENDS: dict[str, End] = {
    "signed out": lambda served, name: served.state.sessions.end_all(name),
    "disabled": lambda served, name: switch_account(served.state.store, name, is_enabled=False),
    "another role": lambda served, name: change_role(served.state.store, name, "auditor"),
    "ended by an administrator": lambda served, name: sign_out_everywhere(served.state.store, name),
}


@pytest.mark.parametrize("end", ENDS)
def test_an_open_websocket_is_closed_when_its_session_ends(
    served: ServedGate, at_host: Store, end: str
) -> None:
    name = end.replace(" ", "-")
    make_account(at_host, name, "leader")
    browser = served.sign_in(name)
    with browser.websocket_connect(STREAM, headers=SOCKET) as socket:
        socket.receive_text()
        socket.send_bytes(b"still here")
        assert socket.receive_bytes() == b"still here"
        ENDS[end](served, name)
        served.state.sessions.sweep()
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_bytes()
    assert closed.value.code == 4401
    assert browser.get("/unit").status_code == 401


def test_the_sweep_goes_on_by_itself_while_the_server_runs(
    served: ServedGate, at_host: Store
) -> None:
    make_account(at_host, "eve", "leader")
    browser = served.sign_in("eve")
    # As a context it also starts what runs beside.
    with browser, browser.websocket_connect(STREAM, headers=SOCKET) as socket:
        socket.receive_text()
        switch_account(at_host, "eve", is_enabled=False)
        with pytest.raises(WebSocketDisconnect):
            socket.receive_bytes()


def test_what_goes_wrong_beside_the_gate_does_not_end_the_sweep(
    served: ServedGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds: list[int] = []

    def fail() -> None:
        rounds.append(1)
        raise StoreUnavailable("磁盘空间不足")

    monkeypatch.setattr(gate, "SWEEP_SECONDS", 0.01)
    monkeypatch.setattr(served.state.sessions, "sweep", fail)
    with served.open_browser():
        deadline = time.monotonic() + 5
        while len(rounds) < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
    assert len(rounds) >= 3


class TestTabs:
    """A tab and its files belong to the account that opened it."""

    def connect(self, browser: TestClient, tab: str) -> str:
        headers = {**SOCKET, "sec-websocket-protocol": f"streamlit, xsrf, {tab}"}
        with browser.websocket_connect(STREAM, headers=headers) as socket:
            return socket.receive_text()

    def test_a_tab_is_taken_up_again_by_its_own_account_only(self, served: ServedGate) -> None:
        bob, lee = served.sign_in("bob"), served.sign_in("lee")
        assert served.state.tabs.claim("tab-1", "bob")
        assert self.connect(bob, "tab-1") == "streamlit, xsrf, tab-1"
        assert self.connect(lee, "tab-1") == "streamlit, xsrf"
        assert not served.state.tabs.claim("tab-1", "lee")

    def test_nobody_uploads_into_another_s_tab(self, served: ServedGate) -> None:
        bob, lee = served.sign_in("bob"), served.sign_in("lee")
        served.state.tabs.claim("tab-1", "bob")
        path, own = "/_stcore/upload_file/tab-1/file", {"origin": ADDRESS}
        assert bob.put(path, headers=own).status_code == 200
        assert lee.put(path, headers=own).status_code == 404
        assert lee.delete(path, headers=own).status_code == 404
        assert lee.get("/_stcore/upload_file").status_code == 404

    def test_a_file_is_fetched_by_whom_it_was_shown_to_only(self, served: ServedGate) -> None:
        bob, lee = served.sign_in("bob"), served.sign_in("lee")
        file = "ab" * 28
        with bob.websocket_connect(STREAM, headers=SOCKET) as socket:
            socket.receive_text()
            socket.send_bytes(offer(f"/media/{file}.xlsx"))
            socket.receive_bytes()
        assert bob.get(f"/media/{file}.xlsx").status_code == 200
        assert lee.get(f"/media/{file}.xlsx").status_code == 404
        assert lee.get(f"/media/../media/{file}.xlsx").status_code == 404
        assert lee.get(f"{ADDRESS}//media/{file}.xlsx").status_code == 404

    def test_what_a_browser_sent_and_is_told_again_opens_no_file(self, served: ServedGate) -> None:
        lee, file = served.sign_in("lee"), "cd" * 28
        typed = ForwardMsg()
        typed.delta.new_element.markdown.body = f"/media/{file}.xlsx"
        page = ForwardMsg()
        page.new_session.page_script_hash = f"/media/{file}.xlsx"
        with lee.websocket_connect(STREAM, headers=SOCKET) as socket:
            socket.receive_text()
            for one in (typed, page):
                socket.send_bytes(one.SerializeToString())
                socket.receive_bytes()
        assert lee.get(f"/media/{file}.xlsx").status_code == 404

    def test_a_file_s_number_is_good_for_whom_it_was_told_to_only(self, served: ServedGate) -> None:
        bob, lee = served.sign_in("bob"), served.sign_in("lee")
        number = "ef" * 16
        button = ForwardMsg()
        button.delta.new_element.download_button.deferred_file_id = number
        with bob.websocket_connect(STREAM, headers=SOCKET) as socket:
            socket.receive_text()
            socket.send_bytes(button.SerializeToString())
            socket.receive_bytes()
        for browser, heard in ((bob, number), (lee, ""), (served.sign_in("bob"), number)):
            assert ask_for(browser, number) == heard

    def test_a_number_that_a_browser_sent_itself_opens_no_file(self, served: ServedGate) -> None:
        lee, number = served.sign_in("lee"), "ab" * 16
        typed = ForwardMsg()
        typed.delta.new_element.markdown.body = f" {number}"
        with lee.websocket_connect(STREAM, headers=SOCKET) as socket:
            socket.receive_text()
            socket.send_bytes(typed.SerializeToString())
            socket.receive_bytes()
        assert ask_for(lee, number) == ""

    @pytest.mark.parametrize("sent", [b"\xff\xff", b"plain", b"\x00" * 40])
    def test_what_is_no_message_of_streamlit_s_is_left_to_it(
        self, served: ServedGate, sent: bytes
    ) -> None:
        with served.sign_in().websocket_connect(STREAM, headers=SOCKET) as socket:
            socket.receive_text()
            socket.send_bytes(sent)
            assert socket.receive_bytes() == sent


def ask_for(browser: TestClient, number: str) -> str:
    """Request a file by its id; return the id that comes through the gate."""
    asked = BackMsg()
    asked.backend_operation_request.deferred_file.file_id = number
    with browser.websocket_connect(STREAM, headers=SOCKET) as socket:
        socket.receive_text()
        socket.send_bytes(asked.SerializeToString())
        heard = BackMsg.FromString(socket.receive_bytes())
    return str(heard.backend_operation_request.deferred_file.file_id)


INNARDS = [
    "/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/allowed-message-origins",
    "/_stcore/agent/openapi.json", "/_stcore", "/_stcore/", "//_stcore/metrics",
]  # fmt: skip


@pytest.mark.parametrize("path", INNARDS)
def test_what_no_page_asks_of_streamlit_is_not_there(
    served: ServedGate, at_host: Store, clock: Clock, path: str
) -> None:
    local = build_served_gate(at_host, clock, OwnOrigin(is_local=True))
    for browser in (served.sign_in("amy"), local.open_browser("http://127.0.0.1")):
        assert browser.get(f"{browser.base_url}{path}").status_code == 404
        assert browser.get("/_stcore/host-config").status_code == 200


def offer(address: str) -> bytes:
    """Return the message in which Streamlit offers a page a download."""
    message = ForwardMsg()
    message.backend_operation_response.deferred_file.url = address
    return bytes(message.SerializeToString())


MINUTE, HOUR = 60, 3600
LIMITS: dict[str, tuple[float, float]] = {
    "idle": (30 * MINUTE, 30 * MINUTE),
    "absolute, however busy": (12 * HOUR, 10 * MINUTE),
}
"""Limit → seconds until the session ends, and seconds between the user's actions."""


@pytest.mark.parametrize("limit", LIMITS)
def test_at_its_limit_a_session_and_its_websocket_end_to_the_second(
    served: ServedGate, limit: str
) -> None:
    seconds, step = LIMITS[limit]
    clock, browser = served.clock, served.sign_in("bob")
    with browser.websocket_connect(STREAM, headers=SOCKET) as socket:
        socket.receive_text()
        ends_at = clock.now + seconds
        while clock.now + step < ends_at:
            clock.now += step
            assert browser.get("/unit", headers=PAGE).status_code == 200
        clock.now = ends_at - 1
        served.state.sessions.sweep()
        socket.send_bytes(b"still here")
        assert socket.receive_bytes() == b"still here"
        assert browser.get("/version", headers={"sec-fetch-mode": "cors"}).status_code == 200
        clock.now = ends_at + 1
        served.state.sessions.sweep()
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_bytes()
    assert closed.value.code == 4401
    assert browser.get("/unit").status_code == 401


def test_one_account_has_so_many_pages_open_and_no_more(
    served: ServedGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "MAX_SOCKETS", 2)
    bob, lee = served.sign_in("bob"), served.sign_in("lee")
    with (
        bob.websocket_connect(STREAM, headers=SOCKET),
        bob.websocket_connect(STREAM, headers=SOCKET) as second,
    ):
        with pytest.raises(WebSocketDisconnect), bob.websocket_connect(STREAM, headers=SOCKET):
            pass
        with lee.websocket_connect(STREAM, headers=SOCKET) as other:
            other.receive_text()
        second.close()
        wait_until(lambda: served.gate._sockets["bob"] == 1)
    with bob.websocket_connect(STREAM, headers=SOCKET) as again:
        assert again.receive_text() is not None
