"""A provider in the test's process that can be made to sign what it should not."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from joserfc import jwt
from joserfc.jwk import ECKey, Key, KeySet, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from dashboard.gate.openid.settings import OpenIdSettings
from dashboard.gate.openid.tokens import LOGOUT_EVENT

ISSUER = "https://login.example"
CLIENT = "kaohe"
SECRET = "a secret: with + and %"
SETTINGS = OpenIdSettings.model_validate(
    {
        "issuer": ISSUER,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "redirect_uri": "https://kaohe.example/oidc/callback",
        "grant": [
            {"value": "kaohe-admin", "role": "admin"},
            {"value": "kaohe-staff", "role": "staff"},
            {
                "value": "finance",
                "role": "unit",
                "scheme": "jiangxian-2021",
                "unit": "县财政局",
            },
        ],
    }
)

KEYS: dict[str, Key] = {
    "RS256": RSAKey.generate_key(2048, {"kid": "rsa", "alg": "RS256", "use": "sig"}),
    "ES256": ECKey.generate_key("P-256", {"kid": "ec", "alg": "ES256", "use": "sig"}),
    "EdDSA": OKPKey.generate_key("Ed25519", {"kid": "ed", "use": "sig"}),
}
SIGNING_KEYS: dict[str, Any] = {
    **KEYS,
    "RS512": RSAKey.import_key({**KEYS["RS256"].as_dict(private=True), "alg": "RS512"}),
    "HS256": OctKey.import_key(SECRET),
}
"""Algorithm → signing key; the last two must not be accepted."""

PLAIN_KEY = RSAKey.import_key(
    {name: one for name, one in KEYS["RS256"].as_dict(private=False).items() if name != "alg"}
)
"""The same key, published without its algorithm: then our own list decides."""

NEXT_KEY = RSAKey.generate_key(2048, {"kid": "rsa-2", "alg": "RS256", "use": "sig"})


@dataclass
class FakeIssuer:
    """An issuer whose description, published keys and tokens a test may change."""

    description: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    """Claims that replace the valid ones; None removes one."""
    header: dict[str, Any] = field(default_factory=dict)
    keys: list[Any] = field(default_factory=lambda: list(KEYS.values()))
    signing_key: Any = None
    make_token: Callable[[dict[str, Any]], str] | None = None
    token_answer: tuple[int, dict[str, Any]] | None = None
    is_down: bool = False
    request: dict[str, str] = field(default_factory=dict)
    """The parameters of the last authorization request."""
    asked: list[str] = field(default_factory=list)
    """The address of every request, so that a test can check who was contacted."""
    given: dict[str, list[str]] = field(default_factory=dict)
    """The form of the last request for tokens."""
    authorization: str = ""

    def transport(self) -> httpx2.MockTransport:
        """Return the transport that a client uses instead of the network."""
        return httpx2.MockTransport(self._answer)

    def authorize(self, address: str, **changed: str) -> dict[str, str]:
        """Return the parameters that the browser brings back from an authorization request."""
        self.request = {name: one[0] for name, one in parse_qs(urlsplit(address).query).items()}
        answer = {"state": self.request["state"], "code": "the-code", "iss": ISSUER}
        return {name: one for name, one in {**answer, **changed}.items() if one != ""}

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        """Return a token signed with a key of this issuer."""
        header = drop_none({"alg": "RS256", "kid": "rsa", **self.header, **header})
        key = self.signing_key or SIGNING_KEYS[header["alg"]]
        registry = JWSRegistry(algorithms=list(SIGNING_KEYS), strict_check_header=False)
        return jwt.encode(header, claims, key, registry=registry)

    def sound_claims(self) -> dict[str, Any]:
        """Return the claims of a valid ID token, changed by `claims`."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "sub": "person-1",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": self.request.get("nonce"),
            "sid": "provider-session-1",
            "preferred_username": "zhang",
            "roles": ["kaohe-staff"],
            **self.claims,
        }
        return drop_none(claims)

    def logout_claims(self, **changed: Any) -> dict[str, Any]:
        """Return the claims of a valid logout token, changed; None removes one."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 120,
            "jti": "logout-1",
            "sid": "provider-session-1",
            "events": {LOGOUT_EVENT: {}},
            **changed,
        }
        return drop_none(claims)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(str(request.url))
        if self.is_down:
            raise httpx2.ConnectError("nobody answers", request=request)
        path = request.url.path
        if path == "/.well-known/openid-configuration":
            return httpx2.Response(200, json=self._describe())
        if path == "/keys":
            return httpx2.Response(200, json=KeySet(self.keys).as_dict(private=False))
        return self._give_tokens(request)

    def _describe(self) -> dict[str, Any]:
        described = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "authorization_response_iss_parameter_supported": True,
            # What a forger would like us to believe; ours is the list that counts.
            "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
            **self.description,
        }
        return drop_none(described)

    def _give_tokens(self, request: httpx2.Request) -> httpx2.Response:
        self.given = parse_qs(request.content.decode())
        self.authorization = request.headers.get("authorization", "")
        if self.token_answer is not None:
            status, body = self.token_answer
            return httpx2.Response(status, json=body)
        claims = self.sound_claims()
        token = self.make_token(claims) if self.make_token else self.sign(claims)
        body = {"access_token": "access", "token_type": "Bearer", "id_token": token}
        return httpx2.Response(200, content=json.dumps(body).encode())


def drop_none(changed: dict[str, Any]) -> dict[str, Any]:
    """Return the entries whose value is not None."""
    return {name: one for name, one in changed.items() if one is not None}
