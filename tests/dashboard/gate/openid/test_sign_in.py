"""A user who comes back with valid tokens is identified; anything else is refused."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus, urlsplit

import pytest
from joserfc.jwk import RSAKey

from dashboard.gate.openid.code_flow import CodeFlow, Identity
from dashboard.gate.openid.refusal_reasons import SENTENCES, SignInRefused
from dashboard.gate.openid.sealed_state import LIFE_SECONDS
from dashboard.gate.openid.settings import OpenIdSettings
from tests.dashboard.gate.openid.fake_issuer import (
    CLIENT,
    ISSUER,
    KEYS,
    NEXT_KEY,
    PLAIN_KEY,
    SECRET,
    SETTINGS,
    FakeIssuer,
)

NOW = int(time.time())
EVIL = "https://evil.example"


def unsigned(claims: dict[str, Any]) -> str:
    """Return a token whose header says that it is not signed."""
    parts = ({"alg": "none"}, claims)
    return (
        ".".join(
            urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts
        )
        + "."
    )


def tampered(claims: dict[str, Any]) -> str:
    """Return a valid token whose claims were replaced afterwards."""
    head, _, signature = FakeIssuer().sign(claims).split(".")
    other = FakeIssuer().sign({**claims, "roles": ["kaohe-admin"]}).split(".")[1]
    return f"{head}.{other}.{signature}"


def sign_in(issuer: FakeIssuer, settings: OpenIdSettings = SETTINGS) -> tuple[Identity, str]:
    """Go to the provider and come back, as a browser does."""
    return asyncio.run(walk(CodeFlow(settings, issuer.transport()), issuer))


async def walk(service: CodeFlow, issuer: FakeIssuer, **changed: str) -> tuple[Identity, str]:
    """Sign in once with a service that may have been used before."""
    address, kept = await service.start("/unit?unit=1")
    return await service.finish(issuer.authorize(address, **changed), kept)


def refusal_of(issuer: FakeIssuer, **changed: str) -> str:
    """Return the reason for which a sign-in is refused."""
    with pytest.raises(SignInRefused) as caught:
        asyncio.run(walk(CodeFlow(SETTINGS, issuer.transport()), issuer, **changed))
    assert str(caught.value) == SENTENCES[caught.value.reason]
    return caught.value.reason


def test_whoever_the_provider_vouches_for_is_known_by_issuer_and_subject() -> None:
    identity, next_path = sign_in(FakeIssuer())
    assert (identity.issuer, identity.subject) == (ISSUER, "person-1")
    assert (identity.name, identity.granted.role) == ("zhang", "staff")
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


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # as a name: it is Ed25519 now
@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA"])
def test_the_usual_signatures_are_accepted(algorithm: str) -> None:
    kid = {"RS256": "rsa", "ES256": "ec", "EdDSA": "ed"}[algorithm]
    assert sign_in(FakeIssuer(header={"alg": algorithm, "kid": kid}))[0].subject == "person-1"


def test_a_provider_with_one_key_need_not_name_it() -> None:
    issuer = FakeIssuer(keys=[KEYS["RS256"]], header={"kid": None})
    assert sign_in(issuer)[0].subject == "person-1"


BAD_TOKENS: list[tuple[str, dict[str, Any], str]] = [
    ("of another issuer", {"claims": {"iss": EVIL}}, "wrong_issuer"),
    ("for another client", {"claims": {"aud": "another"}}, "wrong_audience"),
    ("for us and another", {"claims": {"aud": [CLIENT, "another"]}}, "wrong_audience"),
    ("made out to another", {"claims": {"azp": "another"}}, "wrong_audience"),
    ("of another sign-in", {"claims": {"nonce": "another"}}, "wrong_nonce"),
    ("of no sign-in", {"claims": {"nonce": None}}, "token_incomplete"),
    ("about nobody", {"claims": {"sub": None}}, "token_incomplete"),
    ("about an endless name", {"claims": {"sub": "x" * 256}}, "token_incomplete"),
    ("that never ends", {"claims": {"exp": None}}, "token_incomplete"),
    ("that never began", {"claims": {"iat": None}}, "token_incomplete"),
    ("that is over", {"claims": {"iat": NOW - 600, "exp": NOW - 90}}, "token_expired"),
    ("from the future", {"claims": {"iat": NOW + 600, "exp": NOW + 900}}, "clock_apart"),
    ("not yet valid", {"claims": {"nbf": NOW + 600}}, "clock_apart"),
    ("signed by nobody", {"make_token": unsigned}, "wrong_signature"),
    ("signed with the shared secret", {"header": {"alg": "HS256"}}, "wrong_signature"),
    ("signed in an odd way", {"header": {"alg": "RS512"}, "keys": [PLAIN_KEY]}, "wrong_signature"),
    ("changed afterwards", {"make_token": tampered}, "wrong_signature"),
    ("signed by a key that is not shown", {"signing_key": NEXT_KEY}, "wrong_signature"),
    ("naming a key that is not shown", {"header": {"kid": "nobody's"}}, "wrong_signature"),
    ("without the key's name", {"header": {"kid": None}}, "wrong_signature"),
    ("that is no token", {"make_token": lambda _: "rubbish"}, "wrong_signature"),
    ("that is missing", {"token_answer": (200, {"access_token": "a"})}, "token_incomplete"),
    ("about nobody's work", {"claims": {"roles": None}}, "claim_missing"),
    ("about work elsewhere", {"claims": {"roles": ["canteen"]}}, "no_role"),
    ("with work that is no text", {"claims": {"roles": [["kaohe-admin"]]}}, "no_role"),
]  # fmt: skip


@pytest.mark.parametrize(("issued", "reason"), [(one[1], one[2]) for one in BAD_TOKENS],
                         ids=[one[0] for one in BAD_TOKENS])  # fmt: skip
def test_a_token_signs_nobody_in(issued: dict[str, Any], reason: str) -> None:
    assert refusal_of(FakeIssuer(**issued)) == reason


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
        issuer.header = {"kid": "a stranger's"}
        for _ in range(20):
            with pytest.raises(SignInRefused):
                await walk(service, issuer)

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


def test_userinfo_is_not_asked_because_nobody_signs_its_answer() -> None:
    issuer = FakeIssuer(
        claims={"roles": None}, description={"userinfo_endpoint": f"{ISSUER}/userinfo"}
    )
    assert refusal_of(issuer) == "claim_missing"
    assert f"{ISSUER}/userinfo" not in issuer.asked


@pytest.mark.parametrize(
    ("roles", "role", "units"),
    [
        (["kaohe-staff", "kaohe-admin"], "admin", ()),
        ("kaohe-staff", "staff", ()),
        (["finance"], "unit", (("jiangxian-2021", "县财政局"),)),
        (["finance", "kaohe-staff"], "staff", ()),
    ],
    ids=["the line written first", "one alone", "a unit", "no unit beside another role"],
)
def test_claims_lead_to_a_role(
    roles: object, role: str, units: tuple[tuple[str, str], ...]
) -> None:
    granted = sign_in(FakeIssuer(claims={"roles": roles}))[0].granted
    assert (granted.role, granted.units) == (role, units)


def test_a_claim_is_found_by_its_name_or_by_a_path() -> None:
    nested = SETTINGS.model_copy(update={"role_claim": "realm_access.roles"})
    issuer = FakeIssuer(claims={"roles": None, "realm_access": {"roles": ["kaohe-staff"]}})
    assert sign_in(issuer, nested)[0].granted.role == "staff"


def test_a_name_cannot_break_the_record_s_line_or_turn_the_writing_around() -> None:
    issuer = FakeIssuer(claims={"preferred_username": "张\n三\u202e\u0000　x" + "长" * 99})
    name = sign_in(issuer)[0].name
    assert name.startswith("张三 x长")
    assert len(name) == 40


def test_a_key_meant_for_something_else_signs_nothing() -> None:
    shown = RSAKey.import_key({**NEXT_KEY.as_dict(private=False), "use": "enc"})
    issuer = FakeIssuer(keys=[shown], signing_key=NEXT_KEY, header={"kid": "rsa-2"})
    assert refusal_of(issuer) == "wrong_signature"
