"""A request is resolved once, after its body has arrived; signatures count for one purpose."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

import pytest
from starlette.requests import HTTPConnection
from starlette.types import Message, Scope

from dashboard.gate import state as state_module
from dashboard.gate.sessions.cookies import FORM, SESSION
from dashboard.gate.sessions.signers import build_signer
from dashboard.gate.sessions.visit import Visit, resolve_visit
from tests.access import PASSWORD
from tests.dashboard.gate.served_gate import ADDRESS, PAGE, ServedGate, read_token, sign_in


def resolve(served: ServedGate, base_path: str = "", **changed: object) -> Visit:
    """Resolve a request whose scope is changed as given."""
    scope = {"type": "http", "scheme": "http", "headers": [], "query_string": b"", **changed}
    return resolve_visit(HTTPConnection(scope), served.state.sessions, base_path)


def test_a_request_is_resolved_once(served: ServedGate, monkeypatch: pytest.MonkeyPatch) -> None:
    resolved: list[str] = []

    def count(connection: HTTPConnection, *args: object) -> Visit:
        resolved.append(connection.scope["path"])
        return resolve_visit(connection, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(state_module, "resolve_visit", count)
    browser = served.open_browser()
    sign_in(browser, "bob")
    browser.get("/unit", headers=PAGE)
    browser.get("/login", headers={"host": "evil.example"})
    browser.post("/logout", headers={"origin": "http://evil.example"})
    assert resolved == ["/login", "/login", "/unit", "/login", "/logout"]


@pytest.mark.parametrize(
    ("scheme", "base_path", "name"),
    [
        ("http", "", b"kaohe"),
        ("ws", "", b"kaohe"),
        ("https", "", b"__Host-kaohe"),
        ("wss", "/kaohe", b"__Secure-kaohe"),
    ],
)
def test_a_cookie_counts_under_the_name_of_its_connection_only(
    served: ServedGate, scheme: str, base_path: str, name: bytes
) -> None:
    for sent in (b"kaohe", b"__Host-kaohe", b"__Secure-kaohe"):
        headers = [(b"cookie", sent + b"=token; " + sent + b"-form=x")]
        visit = resolve(served, base_path, scheme=scheme, headers=headers)
        assert (visit.cookie(SESSION) == "token") == (sent == name)
        assert (visit.cookie(FORM) == "x") == (sent == name)


@pytest.mark.parametrize(
    ("client", "address"),
    [(("10.0.0.1", 5), "10.0.0.1"), (("::1", 5), "::1"), (None, "unknown")],
)
def test_the_address_is_that_of_the_connection(
    served: ServedGate, client: object, address: str
) -> None:
    assert resolve(served, client=client).address == address


def test_a_session_that_ends_while_its_form_arrives_does_nothing(served: ServedGate) -> None:
    browser = served.sign_in("bob")
    token = read_token(browser.get("/login/password", headers=PAGE))
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    fields = {"form": token, "present": PASSWORD, "new": "x", "again": "x"}
    headers = {"host": "testserver", "origin": ADDRESS, "cookie": cookies}
    scope: Scope = {
        "type": "http", "method": "POST", "scheme": "http", "path": "/login/password",
        "query_string": b"", "client": ("10.0.0.1", 5), "http_version": "1.1",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    sent: list[Message] = []

    async def receive() -> Message:
        served.state.sessions.end_all("bob")
        return {"type": "http.request", "body": urlencode(fields).encode()}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(served.gate(scope, receive, send))
    assert sent[0]["status"] == 303
    assert (b"location", b"/login") in sent[0]["headers"]


def test_a_signature_counts_for_its_purpose_and_key_only() -> None:
    key = bytes(32)
    signature = build_signer(key, "form").get_signature("x")
    assert build_signer(key, "form").verify_signature("x", signature)
    assert not build_signer(key, "form").verify_signature("y", signature)
    assert not build_signer(key, "known-browser").verify_signature("x", signature)
    assert not build_signer(bytes(31) + b"1", "form").verify_signature("x", signature)


@pytest.mark.parametrize("forged", ["", "é", "=", "AAAA", "\x00", "a" * 10_000])
def test_what_is_no_signature_is_refused(forged: str) -> None:
    assert not build_signer(bytes(32), "form").verify_signature("x", forged)
