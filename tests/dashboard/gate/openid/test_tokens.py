"""Which ID tokens sign a user in, which logout tokens end sessions, and why others are refused."""

from __future__ import annotations

import asyncio
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from dashboard.gate.openid.code_flow import CodeFlow
from dashboard.gate.openid.refusal_reasons import SignInRefused
from dashboard.gate.openid.tokens import LEEWAY_SECONDS, LOGOUT_LIFE_SECONDS
from tests.dashboard.gate.openid.fake_issuer import (
    CLIENT,
    KEYS,
    NEXT_KEY,
    PLAIN_KEY,
    SETTINGS,
    FakeIssuer,
)
from tests.dashboard.gate.openid.walking import EVIL, NOW, refusal_of, sign_in


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


def test_a_key_meant_for_something_else_signs_nothing() -> None:
    shown = RSAKey.import_key({**NEXT_KEY.as_dict(private=False), "use": "enc"})
    issuer = FakeIssuer(keys=[shown], signing_key=NEXT_KEY, header={"kid": "rsa-2"})
    assert refusal_of(issuer) == "wrong_signature"


LOGOUTS: list[tuple[str, dict[str, Any], str]] = [
    ("of another issuer", {"iss": EVIL}, "wrong_issuer"),
    ("for another client", {"aud": "another"}, "wrong_audience"),
    ("that is an ID token", {"nonce": "n"}, "token_incomplete"),
    ("without the event", {"events": {}}, "token_incomplete"),
    ("of nobody", {"sid": None}, "token_incomplete"),
    ("without a number", {"jti": None}, "token_incomplete"),
    ("whose number is no text", {"jti": ["logout-1"]}, "token_incomplete"),
    ("that never began", {"iat": None}, "token_incomplete"),
    ("from the future", {"iat": NOW + 600, "exp": None}, "clock_apart"),
    ("that is over", {"iat": NOW - 300, "exp": NOW - 90}, "token_expired"),
    ("that is old", {"iat": NOW - 1000, "exp": None}, "token_expired"),
    ("that is old but never ends", {"iat": NOW - 1000, "exp": NOW + 9999}, "token_expired"),
]


@pytest.mark.parametrize(("changed", "reason"), [(one[1], one[2]) for one in LOGOUTS],
                         ids=[one[0] for one in LOGOUTS])  # fmt: skip
def test_a_logout_token_ends_nothing(changed: dict[str, Any], reason: str) -> None:
    issuer = FakeIssuer()
    service = CodeFlow(SETTINGS, issuer.transport())
    assert refusal_of_logout(service, issuer.sign(issuer.logout_claims(**changed))) == reason


BAD_SIGNATURES: list[tuple[str, FakeIssuer, dict[str, Any]]] = [
    ("the shared secret", FakeIssuer(), {"alg": "HS256"}),
    ("a key that is not shown", FakeIssuer(signing_key=NEXT_KEY), {}),
    ("a key of no known name", FakeIssuer(), {"kid": "nobody's"}),
]


@pytest.mark.parametrize(("issuer", "header"), [one[1:] for one in BAD_SIGNATURES],
                         ids=[one[0] for one in BAD_SIGNATURES])  # fmt: skip
def test_a_logout_token_signed_with_another_key_ends_nothing(
    issuer: FakeIssuer, header: dict[str, Any]
) -> None:
    service = CodeFlow(SETTINGS, issuer.transport())
    token = issuer.sign(issuer.logout_claims(), **header)
    assert refusal_of_logout(service, token) == "wrong_signature"


@pytest.mark.parametrize("make", [unsigned, tampered, lambda _: "rubbish", lambda _: ""],
                         ids=["unsigned", "tampered", "no token", "nothing"])  # fmt: skip
def test_a_logout_token_without_a_valid_signature_ends_nothing(
    make: Callable[[dict[str, Any]], str],
) -> None:
    issuer = FakeIssuer()
    token = make(issuer.logout_claims())
    service = CodeFlow(SETTINGS, issuer.transport())
    assert refusal_of_logout(service, token) == "wrong_signature"


def test_a_sound_logout_token_names_the_provider_s_session() -> None:
    issuer = FakeIssuer()
    service = CodeFlow(SETTINGS, issuer.transport())
    claims = asyncio.run(service.check_logout(issuer.sign(issuer.logout_claims())))
    assert claims["sid"] == "provider-session-1"


def test_a_logout_token_counts_once_for_as_long_as_it_is_valid() -> None:
    clock, issuer = [float(NOW)], FakeIssuer()
    service = CodeFlow(SETTINGS, issuer.transport(), now=lambda: clock[0])
    ahead = {"iat": NOW + LEEWAY_SECONDS, "exp": None}
    token = issuer.sign(issuer.logout_claims(**ahead))
    asyncio.run(service.check_logout(token))
    assert refusal_of_logout(service, token) == "replayed_state"
    clock[0] += LOGOUT_LIFE_SECONDS + LEEWAY_SECONDS
    assert refusal_of_logout(service, token) == "replayed_state"
    clock[0] += 1
    assert refusal_of_logout(service, token) == "token_expired"
    other = issuer.sign(issuer.logout_claims(iat=int(clock[0]), exp=None, jti="logout-2"))
    asyncio.run(service.check_logout(other))


def test_a_refused_logout_token_does_not_use_up_its_number() -> None:
    issuer = FakeIssuer()
    service = CodeFlow(SETTINGS, issuer.transport())
    forged = issuer.sign(issuer.logout_claims(aud="another"))
    assert refusal_of_logout(service, forged) == "wrong_audience"
    asyncio.run(service.check_logout(issuer.sign(issuer.logout_claims())))


def refusal_of_logout(service: CodeFlow, token: str) -> str:
    """Return the reason for which a logout token is refused."""
    with pytest.raises(SignInRefused) as caught:
        asyncio.run(service.check_logout(token))
    return caught.value.reason
