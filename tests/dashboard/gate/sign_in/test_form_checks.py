"""The gate answers malformed requests with a sentence, and takes forms only from its pages."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from itertools import product

import pyotp
import pytest
from httpx2 import Response as Answer
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.gate.http.own_origin import OwnOrigin
from dashboard.gate.routes import build_own_app
from dashboard.gate.state import build_state
from tests.access import PASSWORD, make_account
from tests.dashboard.gate.served_gate import (
    ADDRESS,
    PAGE,
    ServedGate,
    read_fault,
    read_token,
    sign_in,
)
from warehouse.accounts.account_acts import add_account
from warehouse.accounts.one_time_codes import new_secret
from warehouse.accounts.own_account import turn_on_second_step
from warehouse.accounts.sign_in_throttle import Throttle
from warehouse.store import Store

FORM = "application/x-www-form-urlencoded"
TYPES = [FORM, "application/json", "multipart/form-data; boundary=x", "text/plain", "", "\xff"]
FIELDS = ["name", "password", "next", "code", "present", "new", "again", "off", "everywhere"]
VALUES = ["", "x", "000000", "１２３４５６", "\x00", "%ud800", "é" * 50, "../../x", "a" * 2000]
BODIES = [
    b"", b"&&&==&", b"%", b"%ff%fe=%00", b"\xff\xfe\x00", b"form=%FF&name=%FF", b"{}", b"=",
    b"code=1&code=2&code=3", "form=é&code=é".encode(), "form=é".encode("latin-1"),
]  # fmt: skip
METHODS = ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "BREW"]


@pytest.fixture(scope="module")
def browsers(at_host: Store) -> dict[str, str]:
    """Return stage of a sign-in → an account that reaches it; for 'password' the password."""
    make_account(at_host, "olga", "leader")
    own = make_account(at_host, "carl", "leader")
    secret = new_secret()
    turn_on_second_step(own, PASSWORD, secret, pyotp.TOTP(secret).at(time.time()))
    return {"open": "olga", "code": "carl", "password": add_account(at_host, "ines", "leader")}


@pytest.fixture(params=["nobody", "open", "code", "password"])
def browser(
    served: ServedGate, browsers: dict[str, str], request: pytest.FixtureRequest
) -> TestClient:
    """Return a browser at a stage of the sign-in."""
    opened = served.open_browser()
    if request.param == "password":
        assert sign_in(opened, "ines", browsers["password"]).status_code == 303
    elif request.param != "nobody":
        assert sign_in(opened, browsers[request.param]).status_code == 303
    served.state.throttle = Throttle(served.clock)
    return opened


def list_paths(at_host: Store) -> list[str]:
    app = build_own_app(build_state(at_host, OwnOrigin()), None)
    return sorted({one.path for one in app.routes if isinstance(one, Route)})


def send_all(browser: TestClient, paths: list[str]) -> Iterator[Answer]:
    """Send malformed requests of every kind to every path."""
    token = read_token(browser.get("/logout", headers=PAGE)) if _is_in(browser) else ""
    own = {"origin": ADDRESS, **PAGE}
    for path in paths:
        for method in METHODS:
            yield browser.request(method, path, headers=own)
        yield browser.get(f"{path}?next=%FF%00&next=//x&left=%ud800&x[]=1", headers=own)
        for body, kind in product(BODIES, TYPES[:2]):
            yield browser.post(path, content=body, headers={**own, "content-type": kind})
        for kind in TYPES:
            pairs = [*own.items(), ("content-type", kind)]
            headers = [(name.encode(), value.encode("latin-1")) for name, value in pairs]
            yield browser.post(path, content=f"form={token}".encode(), headers=headers)
        if path != "/logout":
            for field, value in product(FIELDS, VALUES):
                yield browser.post(path, data={"form": token, field: value}, headers=own)


def _is_in(browser: TestClient) -> bool:
    return browser.get("/logout", headers=PAGE).status_code == 200


def test_nothing_that_is_sent_to_the_gate_is_our_mistake(
    served: ServedGate, browser: TestClient, at_host: Store
) -> None:
    paths = list_paths(at_host)
    assert {"/login", "/login/second-step", "/logout"} <= {*paths}
    for answer in send_all(browser, paths):
        served.state.throttle = Throttle(served.clock)
        assert answer.status_code < 500, (answer.request.method, answer.request.url)
        is_text = answer.headers.get("content-type", "").startswith("text/")
        if answer.status_code >= 400 and is_text and answer.request.method != "HEAD":
            assert re.search("[一-鿿]", answer.text), answer.text


def test_the_second_step_without_its_page_is_a_sentence_and_the_page(served: ServedGate) -> None:
    browser = served.sign_in("bob")
    token = read_token(browser.get("/login/password", headers=PAGE))
    fields = {"form": token, "present": PASSWORD, "code": "123456"}
    answer = browser.post("/login/second-step", data=fields, headers={"origin": ADDRESS})
    assert answer.status_code == 403 and "请先用身份验证器扫描" in read_fault(answer)
    assert "<img" in answer.text


def test_a_form_counts_only_from_the_browser_that_was_shown_it(served: ServedGate) -> None:
    token = read_token(served.open_browser().get("/login"))
    fields = {"form": token, "name": "bob", "password": PASSWORD}
    for browser in (served.open_browser(), served.open_browser()):
        browser.get("/login")
        answer = browser.post("/login", data=fields, headers={"origin": ADDRESS})
        assert answer.status_code == 403
        assert "再填一次" in read_fault(answer)


def test_a_large_form_is_refused_unread(client: TestClient) -> None:
    answer = client.post("/login", content=b"x" * 100_000, headers={"origin": ADDRESS})
    assert answer.status_code == 413
