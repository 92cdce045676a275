"""Sign-in through the provider's endpoints ends in a session like any other, or in a refusal."""

from __future__ import annotations

import json
from typing import Any, get_args

import httpx2
import pytest

from dashboard.gate.http.anonymous_messages import CLOSED
from dashboard.gate.openid.code_flow import CodeFlow
from dashboard.gate.openid.endpoints import OpenIdEndpoints
from dashboard.gate.openid.refusal_reasons import SENTENCES, Reason, SignInRefused
from tests.dashboard.gate.openid.conftest import HOST, Office
from tests.dashboard.gate.openid.fake_issuer import SETTINGS
from warehouse.access.people import host
from warehouse.accounts.account_acts import switch_account
from warehouse.accounts.setting_acts import change_setting
from warehouse.database.audit import read_head
from warehouse.faults import Denied, StoreUnavailable
from warehouse.store import Store

SESSION, ATTEMPT = "__Host-kaohe", "__Host-kaohe-openid"


def test_whoever_comes_back_from_the_provider_is_signed_in_and_recorded(office: Office) -> None:
    answer = office.sign_in("/oidc/start?next=/unit%3Funit%3D1")
    assert answer.status_code == 200
    # A page, no redirect: else the browser withholds the Strict cookie on the way on.
    assert '<meta http-equiv="refresh" content="0; url=/unit?unit=1">' in answer.text
    given = next(one for one in answer.headers.get_list("set-cookie") if one.startswith(SESSION))
    assert {"HttpOnly", "SameSite=strict", "Secure"} <= set(given.split("; "))
    assert office.ask("GET", "/unit").text == "the board"
    actor, action, detail = office.newest_entry()
    assert (actor, action, detail["by"]) == ("zhang", "sign_in", "openid")


def test_the_attempt_s_cookie_comes_along_from_the_provider_and_is_taken_back(
    office: Office,
) -> None:
    away = office.ask("GET", "/oidc/start")
    given = next(one for one in away.headers.get_list("set-cookie") if one.startswith(ATTEMPT))
    assert {"HttpOnly", "SameSite=lax", "Secure"} <= set(given.split("; "))
    office.ask("GET", "/oidc/callback", params=office.issuer.authorize(away.headers["location"]))
    assert ATTEMPT not in office.cookies


@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_after_the_sign_in_nobody_is_sent_to_another_site(office: Office, goal: str) -> None:
    answer = office.sign_in(f"/oidc/start?next={goal}")
    assert 'content="0; url=/"' in answer.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_other_site_begins_a_sign_in(office: Office, site: str) -> None:
    answer = office.ask("GET", "/oidc/start?next=/unit", headers={"Sec-Fetch-Site": site})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Funit")
    assert ATTEMPT not in office.cookies
    assert not office.issuer.asked


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_button_and_a_bookmark_begin_a_sign_in(office: Office, site: str) -> None:
    answer = office.ask("GET", "/oidc/start", headers={"Sec-Fetch-Site": site})
    assert answer.headers["location"].startswith("https://login.example/authorize?")


ADMIN = ["kaohe-admin"]
STEPS: list[tuple[str, tuple[str, ...], dict[str, Any], bool]] = [
    ("the provider names a second factor", ("mfa", "otp"), {"amr": ["pwd", "otp"]}, True),
    ("the provider names a level", ("gold",), {"acr": "gold"}, True),
    ("the provider names a password", ("mfa", "otp"), {"amr": ["pwd"], "acr": "0"}, False),
    ("the provider is silent", ("mfa", "otp"), {}, False),
    ("the provider names one method without a list", ("otp",), {"amr": "otp"}, True),
    ("the provider names what is no text", ("otp",), {"amr": [["otp"]], "acr": 1}, False),
    ("the office names nothing", (), {"amr": ["otp"], "acr": "gold"}, False),
]


@pytest.mark.parametrize(("named", "told", "may"), [one[1:] for one in STEPS],
                         ids=[one[0] for one in STEPS])  # fmt: skip
def test_sealing_s_second_step_counts_where_the_provider_s_signed_word_names_it(
    office: Office, named: tuple[str, ...], told: dict[str, Any], may: bool
) -> None:
    store = office.state.store
    change_setting(store.bind_to(host("operator")), "sealing_needs_totp", "是")
    settings = SETTINGS.model_copy(update={"second_step": named})
    office.endpoints = OpenIdEndpoints(office.state, CodeFlow(settings, office.issuer.transport()))
    office.issuer.claims = {"roles": ADMIN, **told}
    office.sign_in()
    (session,) = office.state.sessions.list_of("zhang")
    own = office.state.open_store_for(session)
    own.require("export")
    if may:
        own.require("seal")
        return
    with pytest.raises(Denied, match="统一身份认证"):
        own.require("seal")


def test_a_second_step_counts_for_its_own_session_only(office: Office) -> None:
    change_setting(office.state.store.bind_to(host("operator")), "sealing_needs_totp", "是")
    settings = SETTINGS.model_copy(update={"second_step": ("otp",)})
    office.endpoints = OpenIdEndpoints(office.state, CodeFlow(settings, office.issuer.transport()))
    office.issuer.claims = {"roles": ADMIN, "amr": ["otp"]}
    office.sign_in()
    office.issuer.claims = {"roles": ADMIN, "amr": ["pwd"]}
    office.cookies = httpx2.Cookies()
    office.sign_in()
    newer, older = office.state.sessions.list_of("zhang")
    office.state.open_store_for(older).require("seal")
    with pytest.raises(Denied):
        office.state.open_store_for(newer).require("seal")


def test_whoever_took_an_answer_from_another_browser_stays_outside(office: Office) -> None:
    away = office.ask("GET", "/oidc/start")
    office.cookies = httpx2.Cookies()
    brought = office.issuer.authorize(away.headers["location"])
    assert office.ask("GET", "/oidc/callback", params=brought).status_code == 403
    assert SESSION not in office.cookies


@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_refusal_is_a_calm_sentence_and_an_entry_of_the_record(
    office: Office, monkeypatch: pytest.MonkeyPatch, reason: Reason
) -> None:
    async def refuse(*_: object) -> None:
        raise SignInRefused(reason, "what nobody outside should read")

    monkeypatch.setattr(CodeFlow, "finish", refuse)
    answer = office.ask("GET", "/oidc/callback?state=x&code=y")
    assert answer.status_code == 403
    assert SENTENCES[reason] in answer.text
    assert "what nobody" not in answer.text
    assert SESSION not in office.cookies
    _, action, detail = office.newest_entry()
    assert (action, detail["reason"]) == ("sign_in_refused", reason)


def test_a_stranger_s_thousand_refusals_are_few_entries(office: Office) -> None:
    for _ in range(50):
        office.ask("GET", "/oidc/callback?state=x&code=y")
    office.state.refused_attempts.flush()
    with office.state.store.reader() as cursor:
        head = read_head(cursor)
    assert head is not None
    assert json.loads(head.detail)["count"] == 49


def test_a_stranger_s_refusals_do_not_fill_the_log(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(20):
        office.ask("POST", "/oidc/logout", data={"logout_token": "rubbish"})
        office.ask("GET", "/oidc/callback?state=x&code=y")
    assert len(caplog.records) == 1


def test_while_the_record_cannot_be_written_nobody_is_let_in(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreUnavailable("磁盘空间不足：/var/lib/kaohe 只剩 3 MB。")

    monkeypatch.setattr(Store, "record", fail)
    answer = office.sign_in()
    assert (answer.status_code, CLOSED in answer.text) == (503, True)
    assert "/var/lib" not in answer.text
    assert SESSION not in office.cookies
    assert not office.state.sessions.list_of()


def test_an_account_that_was_switched_off_stays_outside(office: Office) -> None:
    office.sign_in()
    switch_account(office.state.store, "zhang", is_enabled=False)
    office.cookies = httpx2.Cookies()
    answer = office.sign_in()
    assert SENTENCES["disabled"] in answer.text
    assert SESSION not in office.cookies
    assert office.newest_entry()[2]["account"] == "zhang"


def test_another_role_at_the_provider_holds_here_from_the_next_sign_in(office: Office) -> None:
    office.sign_in()
    first, office.cookies = office.cookies, httpx2.Cookies()
    office.issuer.claims = {"roles": ["kaohe-admin"]}
    office.sign_in()
    account = office.state.accounts.find_account("zhang")
    assert account is not None
    assert account.role == "admin"
    office.cookies = first
    assert office.ask("GET", "/unit").status_code == 401


def test_signing_out_ends_our_session_and_names_the_provider_s(office: Office) -> None:
    office.sign_in()
    page = office.ask("GET", "/logout").text
    form = {"form": page.split('name="form" value="')[1].split('"')[0]}
    answer = office.ask("POST", "/logout", data=form, headers={"Origin": HOST})
    assert answer.headers["location"] == "/login?left=1"
    assert "统一身份认证平台可能仍处于登录状态" in office.ask("GET", "/login?left=1").text
    assert office.ask("GET", "/unit").status_code == 401
