"""The provider ends the sessions of users who signed out there; nobody else ends any."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from dashboard.gate.openid import endpoints
from tests.dashboard.gate.openid.conftest import Office
from warehouse.faults import StoreUnavailable
from warehouse.store import Store

LOGOUT = "/oidc/logout"


def send_logout(office: Office, **changed: Any) -> httpx2.Response:
    """Send a logout token as the provider's server does: with nobody's cookies."""
    token = office.issuer.sign(office.issuer.logout_claims(**changed))
    kept, office.cookies = office.cookies, httpx2.Cookies()
    answer = office.ask("POST", LOGOUT, data={"logout_token": token})
    office.cookies = kept
    return answer


def sign_in_as(office: Office, name: str, sid: str | None) -> httpx2.Cookies:
    """Sign a user in with a browser of their own; return its cookies."""
    office.cookies = httpx2.Cookies()
    subject = {"sub": f"person-{name}", "preferred_username": name, "sid": sid}
    office.issuer.claims = subject
    assert office.sign_in().status_code == 200
    return office.cookies


def is_signed_in(office: Office, cookies: httpx2.Cookies) -> bool:
    """Tell whether a browser still has a session."""
    office.cookies = cookies
    return office.ask("GET", "/unit").status_code == 200


@pytest.mark.parametrize(
    "named", [{}, {"sid": None, "sub": "person-1"}], ids=["the session", "the person"]
)
def test_whoever_signs_out_at_the_provider_is_signed_out_here(
    office: Office, named: dict[str, Any]
) -> None:
    office.sign_in()
    assert send_logout(office, **named).status_code == 200
    assert office.ask("GET", "/unit").status_code == 401
    assert office.newest_entry()[1:] == ("sign_out", {"account": "zhang", "by": "openid"})


def test_a_session_s_name_ends_that_session_only(office: Office) -> None:
    ended = sign_in_as(office, "zhang", "one")
    others = [sign_in_as(office, "zhang", "two"), sign_in_as(office, "li", "three")]
    assert send_logout(office, sid="one").status_code == 200
    assert not is_signed_in(office, ended)
    assert all(is_signed_in(office, cookies) for cookies in others)


def test_a_person_s_subject_ends_all_sessions_of_that_person_only(office: Office) -> None:
    ended = [sign_in_as(office, "zhang", sid) for sid in ("one", "two", None)]
    other = sign_in_as(office, "li", "three")
    assert send_logout(office, sid=None, sub="person-zhang").status_code == 200
    assert not any(is_signed_in(office, cookies) for cookies in ended)
    assert is_signed_in(office, other)


@pytest.mark.parametrize(
    "changed",
    [{"sid": "another"}, {"aud": "another"}, {"events": {}}],
    ids=["another session", "for another client", "no logout"],
)
def test_other_logout_tokens_end_nobody_s_session(office: Office, changed: dict[str, Any]) -> None:
    office.sign_in()
    token = office.issuer.sign(office.issuer.logout_claims(**changed))
    office.ask("POST", LOGOUT, data={"logout_token": token})
    assert office.ask("GET", "/unit").text == "the board"


def test_a_logout_token_sent_again_ends_no_newer_session(office: Office) -> None:
    office.sign_in()
    assert send_logout(office).status_code == 200
    office.sign_in()
    assert send_logout(office).status_code == 400
    assert office.ask("GET", "/unit").text == "the board"


def test_the_endpoint_gives_no_cookie_and_may_not_be_cached(office: Office) -> None:
    office.sign_in()
    for answer in (send_logout(office), send_logout(office, aud="another")):
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"


def test_no_page_of_another_site_sends_a_logout(office: Office) -> None:
    office.sign_in()
    token = office.issuer.sign(office.issuer.logout_claims())
    origin = {"Origin": "https://evil.example"}
    answer = office.ask("POST", LOGOUT, data={"logout_token": token}, headers=origin)
    assert answer.status_code == 403
    assert office.ask("GET", "/unit").text == "the board"


def test_an_endless_logout_request_is_cut_short(office: Office) -> None:
    answer = office.ask("POST", LOGOUT, content=b"logout_token=" + b"x" * 100_000)
    assert answer.status_code == 400


def test_a_valid_token_in_too_large_a_request_ends_nothing(office: Office) -> None:
    office.sign_in()
    fields = {
        "logout_token": office.issuer.sign(office.issuer.logout_claims()),
        "more": "x" * 16384,
    }
    assert office.ask("POST", LOGOUT, data=fields).status_code == 400
    assert office.ask("GET", "/unit").text == "the board"


@pytest.mark.parametrize("content", [b"", b"logout_token", b"other=1", b"\xff\x00=%ff"])
def test_a_logout_request_without_a_token_is_refused(office: Office, content: bytes) -> None:
    answer = office.ask("POST", LOGOUT, content=content)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})


def test_a_full_disk_keeps_nobody_signed_in(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [sign_in_as(office, "zhang", sid) for sid in ("one", "two")]

    def fail(*_: object) -> None:
        raise StoreUnavailable("磁盘空间不足：/var/lib/kaohe 只剩 3 MB。")

    monkeypatch.setattr(Store, "record", fail)
    assert send_logout(office, sid=None, sub="person-zhang").status_code == 200
    assert not any(is_signed_in(office, cookies) for cookies in both)


def test_a_flood_of_false_logouts_is_counted_in_the_log(
    office: Office, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(20):
        office.ask("POST", LOGOUT, data={"logout_token": "rubbish"})
    monkeypatch.setattr(endpoints, "LOG_SECONDS", 0.0)
    office.ask("POST", LOGOUT, data={"logout_token": "rubbish"})
    first, second = (record.getMessage() for record in caplog.records)
    assert "before it" not in first
    assert "and 19 before it" in second
