"""A user who comes back with valid tokens is identified; anything else is refused."""

from __future__ import annotations

import asyncio
import hashlib
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus, urlsplit

import pytest

from dashboard.gate.openid.code_flow import CodeFlow
from dashboard.gate.openid.refusal_reasons import SignInRefused
from dashboard.gate.openid.sealed_state import LIFE_SECONDS
from tests.dashboard.gate.openid.fake_issuer import (
    CLIENT,
    ISSUER,
    NEXT_KEY,
    SECRET,
    SETTINGS,
    FakeIssuer,
)
from tests.dashboard.gate.openid.walking import EVIL, NOW, refusal_of, sign_in, walk


def test_whoever_the_provider_vouches_for_is_known_by_issuer_and_subject() -> None:
    identity, next_path = sign_in(FakeIssuer())
    assert (identity.issuer, identity.subject) == (ISSUER, "person-1")
    assert (identity.name, identity.granted.role) == ("zhang", "staff")
    assert identity.provider_session == "provider-session-1"
    assert next_path == "/unit?unit=1"


def test_the_question_to_the_provider_carries_proofs_that_only_this_browser_can_meet() -> None:
    issuer = FakeIssuer()
    sign_in(issuer)
    asked, given = issuer.request, issuer.given
    assert asked["redirect_uri"] == given["redirect_uri"][0] == SETTINGS.redirect_uri
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    digest = hashlib.sha256(given["code_verifier"][0].encode()).digest()
    assert asked["code_challenge"] == urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert len({asked["state"], asked["nonce"], given["code_verifier"][0]}) == 3
    scheme, secret = issuer.authorization.split()
    assert (scheme, b64decode(secret).decode()) == ("Basic", f"{CLIENT}:{quote_plus(SECRET)}")


def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there() -> None:
    methods = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    issuer = FakeIssuer(description=methods)
    sign_in(issuer)
    assert issuer.authorization == ""
    assert issuer.given["client_secret"] == [SECRET]


BAD_ANSWERS: list[tuple[str, dict[str, str], str]] = [
    ("a state of nobody's", {"state": "another"}, "foreign_state"),
    ("no state", {"state": ""}, "foreign_state"),
    ("another issuer's name", {"iss": EVIL}, "wrong_issuer"),
    ("no issuer's name", {"iss": ""}, "wrong_issuer"),
    ("a refused consent", {"error": "access_denied", "code": ""}, "consent_refused"),
    ("another refusal", {"error": "login_required", "code": ""}, "provider_refused"),
    ("no code", {"code": ""}, "provider_refused"),
]


@pytest.mark.parametrize(("changed", "reason"), [(one[1], one[2]) for one in BAD_ANSWERS],
                         ids=[one[0] for one in BAD_ANSWERS])  # fmt: skip
def test_an_answer_signs_nobody_in(changed: dict[str, str], reason: str) -> None:
    issuer = FakeIssuer()
    assert refusal_of(issuer, **changed) == reason
    assert f"{ISSUER}/token" not in issuer.asked, "a code was taken from an answer not ours"


BAD_PROVIDERS: list[tuple[str, dict[str, Any], str]] = [
    ("does not answer", {"is_down": True}, "provider_down"),
    ("is overloaded", {"token_answer": (503, {})}, "provider_down"),
    ("does not know the code", {"token_answer": (400, {"error": "invalid_grant"})}, "code_refused"),
    ("does not know us", {"token_answer": (401, {"error": "invalid_client"})}, "provider_wrong"),
    ("describes another", {"description": {"issuer": EVIL}}, "wrong_issuer"),
    ("has keys elsewhere", {"description": {"jwks_uri": f"{EVIL}/k"}}, "provider_wrong"),
    (
        "has keys in the open",
        {"description": {"jwks_uri": "http://login.example/k"}},
        "provider_wrong",
    ),
    ("gives tokens elsewhere", {"description": {"token_endpoint": f"{EVIL}/t"}}, "provider_wrong"),
    (
        "sends people elsewhere",
        {"description": {"authorization_endpoint": f"{EVIL}/a"}},
        "provider_wrong",
    ),
    (
        "has an address that is none",
        {"description": {"token_endpoint": "https://[x"}},
        "provider_wrong",
    ),
    ("has no way for tokens", {"description": {"token_endpoint": None}}, "provider_wrong"),
    ("is endless", {"description": {"noise": "x" * 600_000}}, "provider_wrong"),
]


@pytest.mark.parametrize(("said", "reason"), [(one[1], one[2]) for one in BAD_PROVIDERS],
                         ids=[one[0] for one in BAD_PROVIDERS])  # fmt: skip
def test_a_provider_signs_nobody_in(said: dict[str, Any], reason: str) -> None:
    issuer = FakeIssuer(**said)
    assert refusal_of(issuer) == reason
    assert {urlsplit(one).netloc for one in issuer.asked} == {"login.example"}


def test_endpoints_elsewhere_are_used_where_the_office_names_the_place() -> None:
    issuer = FakeIssuer(description={"jwks_uri": "https://keys.example/keys"})
    settings = SETTINGS.model_copy(update={"other_origins": ("https://keys.example",)})
    assert sign_in(issuer, settings)[0].subject == "person-1"


def test_an_answer_counts_once() -> None:
    async def come_back_twice() -> None:
        issuer = FakeIssuer()
        service = CodeFlow(SETTINGS, issuer.transport())
        address, kept = await service.start("/")
        answer = issuer.authorize(address)
        await service.finish(answer, kept)
        await service.finish(answer, kept)

    with pytest.raises(SignInRefused) as caught:
        asyncio.run(come_back_twice())
    assert caught.value.reason == "replayed_state"


Kept = Callable[[str, str], str | None]


@pytest.mark.parametrize(
    ("pick", "reason"),
    [
        pytest.param(lambda own, other: other, "foreign_state", id="another browser's"),
        pytest.param(lambda own, other: None, "foreign_state", id="none"),
        pytest.param(lambda own, other: own[:-4] + "AAAA", "foreign_state", id="a changed one"),
        pytest.param(lambda own, other: "rubbish.é", "foreign_state", id="no attempt at all"),
    ],
)
def test_an_answer_counts_only_in_the_browser_that_asked(pick: Kept, reason: str) -> None:
    async def come_back() -> None:
        issuer = FakeIssuer()
        service = CodeFlow(SETTINGS, issuer.transport())
        address, own = await service.start("/")
        _, other = await service.start("/")
        await service.finish(issuer.authorize(address), pick(own, other))

    with pytest.raises(SignInRefused) as caught:
        asyncio.run(come_back())
    assert caught.value.reason == reason


def test_an_attempt_ends_after_ten_minutes() -> None:
    clock = [float(NOW)]

    async def come_back_late() -> None:
        issuer = FakeIssuer()
        service = CodeFlow(SETTINGS, issuer.transport(), now=lambda: clock[0])
        address, kept = await service.start("/")
        clock[0] += LIFE_SECONDS + 1
        await service.finish(issuer.authorize(address), kept)

    with pytest.raises(SignInRefused) as caught:
        asyncio.run(come_back_late())
    assert caught.value.reason == "attempt_expired"


def test_a_provider_that_changes_its_key_is_asked_for_the_new_one_but_not_by_every_stranger(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [0.0]
    issuer = FakeIssuer()

    async def rotate() -> None:
        service = CodeFlow(SETTINGS, issuer.transport())
        monkeypatch.setattr(service.provider, "_now", lambda: clock[0])
        await walk(service, issuer)
        issuer.keys, issuer.signing_key = [NEXT_KEY], NEXT_KEY
        issuer.header = {"kid": "rsa-2"}
        clock[0] += 60
        await walk(service, issuer)
        for _ in range(20):
            with pytest.raises(SignInRefused):
                await service.check_logout(issuer.sign(issuer.logout_claims(), kid="a stranger's"))

    asyncio.run(rotate())
    assert issuer.asked.count(f"{ISSUER}/keys") == 2


def test_a_provider_that_is_down_is_not_asked_by_everyone_in_the_queue() -> None:
    issuer = FakeIssuer(is_down=True)

    async def queue() -> None:
        service = CodeFlow(SETTINGS, issuer.transport())
        for _ in range(20):
            with pytest.raises(SignInRefused):
                await service.start("/")

    asyncio.run(queue())
    assert len(issuer.asked) == 1
