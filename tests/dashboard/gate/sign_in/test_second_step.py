"""The second step: codes, recovery codes, and turning it on and off."""

from __future__ import annotations

import re
import time

import pyotp
import pytest
from starlette.testclient import TestClient

from tests.access import PASSWORD, make_account
from tests.dashboard.gate.served_gate import ServedGate, send_form, sign_in
from warehouse.accounts.one_time_codes import new_secret
from warehouse.accounts.own_account import turn_on_second_step
from warehouse.store import Store


class TestSecondStep:
    @pytest.fixture
    def secret(self, at_host: Store, request: pytest.FixtureRequest) -> str:
        """Return the authenticator secret of this test's own account."""
        secret, self.name = new_secret(), f"with-{len(request.node.name)}"
        own = make_account(at_host, self.name, "staff")
        self.codes = turn_on_second_step(own, PASSWORD, secret, self.now(secret))
        return secret

    def now(self, secret: str) -> str:
        return pyotp.TOTP(secret).at(int(time.time()))

    def test_the_password_alone_opens_nothing(self, client: TestClient, secret: str) -> None:
        answer = sign_in(client, self.name, goal="/unit")
        assert answer.headers["location"] == "/login/code?next=%2Funit"
        assert client.get("/unit").status_code == 401
        assert client.get("/login/second-step").status_code == 303
        assert client.get("/login/password").status_code == 303
        answer = send_form(client, "/login/code", code=self.now(secret), next="/unit")
        assert answer.headers["location"] == "/unit"
        assert client.get("/unit").status_code == 200

    def test_a_code_opens_one_session_only(self, served: ServedGate, secret: str) -> None:
        first, second, code = served.open_browser(), served.open_browser(), self.now(secret)
        for browser in (first, second):
            sign_in(browser, self.name)
        assert send_form(first, "/login/code", code=code).status_code == 303
        assert send_form(second, "/login/code", code=code).status_code == 403

    def test_after_five_wrong_codes_the_password_is_asked_again(
        self, client: TestClient, secret: str
    ) -> None:
        sign_in(client, self.name)
        for _ in range(5):
            assert send_form(client, "/login/code", code="000000").status_code == 403
        assert client.get("/login/code").status_code == 303

    def test_a_recovery_code_stands_in_once(self, served: ServedGate, secret: str) -> None:
        for expected in (303, 403):
            browser = served.open_browser()
            sign_in(browser, self.name)
            answer = send_form(browser, "/login/code", code=self.codes[0])
            assert answer.status_code == expected

    def test_it_is_turned_on_from_the_page_that_shows_the_secret(self, served: ServedGate) -> None:
        browser = served.sign_in("lee")
        browser.get("/login/second-step")
        [session] = served.state.sessions.list_of("lee")
        assert session.offered_secret
        code = self.now(session.offered_secret)
        answer = send_form(browser, "/login/second-step", present=PASSWORD, code=code)
        assert answer.text.count("<li><code>") == 8
        assert browser.get("/unit").status_code == 200
        assert "已开启" in browser.get("/login/second-step").text
        off = {"present": PASSWORD, "off": "1"}
        assert send_form(browser, "/login/second-step", **off).status_code == 403
        assert send_form(browser, "/login/second-step", **off, code=code).status_code == 403
        recovery = re.findall(r"<li><code>([^<]+)</code>", answer.text)[0]
        answer = send_form(browser, "/login/second-step", **off, code=recovery)
        assert answer.status_code == 303
        assert "密钥" in browser.get("/login/second-step").text
