"""Check the ID tokens (OpenID Connect Core 3.1.3.7) and logout tokens that the provider signs.

The checks are stricter than the standard where that costs nothing: one audience, few algorithms,
no guessed key. Neither the token nor the provider's description widens what is accepted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from cachetools import TTLCache
from joserfc import jwt
from joserfc.errors import (
    ClaimError,
    ExpiredTokenError,
    InvalidKeyIdError,
    JoseError,
    MissingClaimError,
)
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from joserfc.jwt import ClaimsOption, JWTClaimsRegistry

from dashboard.gate.openid.refusal_reasons import Reason, SignInRefused

ALGORITHMS = ("RS256", "ES256", "Ed25519", "EdDSA")
"""Public-key signatures only: never `none`, never one made with the shared secret."""

LEEWAY_SECONDS = 60
"""How far the clocks of provider and server may differ."""

LONGEST_SUBJECT = 255
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_LIFE_SECONDS = 600
MAX_REMEMBERED = 10_000
"""Used logout tokens that are remembered. Beyond it the oldest could be replayed, which at worst
signs its user out once more."""

_REASONS: dict[str, Reason] = {
    "iss": "wrong_issuer",
    "aud": "wrong_audience",
    "azp": "wrong_audience",
    "nonce": "wrong_nonce",
    "iat": "clock_apart",
    "nbf": "clock_apart",
}
"""Claim → reason of the refusal if its value is wrong."""

Claims = dict[str, Any]


class UnknownKey(Exception):
    """The token names a key that is not in the set; the provider may have changed its keys."""


class TokenChecker:
    """Checks tokens that one issuer signs for one client."""

    def __init__(self, issuer: str, client_id: str, now: Callable[[], float] = time.time) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._now = now
        # As long as a token may be used: its `iat` may be ahead by the leeway. One second more,
        # because `iat` is a whole second. No lock: only the event loop checks tokens.
        self._used_logouts: TTLCache[str, None] = TTLCache(
            MAX_REMEMBERED, LOGOUT_LIFE_SECONDS + LEEWAY_SECONDS + 1, timer=now
        )
        # Unknown header fields do no harm: only alg, kid and crit are used.
        self._registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)

    def check_id_token(self, text: str, keys: KeySet, nonce: str) -> Claims:
        """Return the claims of an ID token made for this sign-in; SignInRefused for any other."""
        claims = self._verify(text, keys)
        self._check_claims(claims, exp={"essential": True}, nonce=_exactly(nonce))
        if claims.get("azp", self._client_id) != self._client_id:
            raise SignInRefused("wrong_audience", "azp")
        return claims

    def check_logout_token(self, text: str, keys: KeySet) -> Claims:
        """Return the claims of a logout token (Back-Channel Logout 2.6), once; else SignInRefused.

        Some providers leave out `exp`; in any case a token is valid for ten minutes from `iat`.
        """
        claims = self._verify(text, keys)
        claims.setdefault("sub", "")
        self._check_claims(claims, jti={"essential": True}, sub={"allow_blank": True})
        events = claims.get("events")
        is_logout = isinstance(events, Mapping) and LOGOUT_EVENT in events
        names_someone = claims["sub"] or isinstance(claims.get("sid"), str)
        # A nonce is forbidden, so that no ID token passes for a logout token.
        if not is_logout or not names_someone or "nonce" in claims:
            raise SignInRefused("token_incomplete", "no logout token")
        if claims["iat"] < self._now() - LOGOUT_LIFE_SECONDS:
            raise SignInRefused("token_expired")
        if claims["jti"] in self._used_logouts:
            raise SignInRefused("replayed_state", "logout token")
        self._used_logouts[claims["jti"]] = None
        return claims

    def _verify(self, text: str, keys: KeySet) -> Claims:
        """Return the claims signed by a known key; with several keys the token must name one."""
        try:
            return jwt.decode(text, keys, registry=self._registry).claims
        except InvalidKeyIdError as error:
            raise UnknownKey(str(error)) from None
        except (JoseError, ValueError) as error:
            raise SignInRefused("wrong_signature", str(error)) from None

    def _check_claims(self, claims: Claims, **more: ClaimsOption) -> None:
        options: dict[str, ClaimsOption] = {
            "iss": _exactly(self._issuer),
            "sub": {"essential": True},
            "aud": {"essential": True},
            "iat": {"essential": True},
        }
        registry = JWTClaimsRegistry(
            now=lambda: int(self._now()), leeway=LEEWAY_SECONDS, **{**options, **more}
        )
        try:
            registry.validate(claims)
        except ExpiredTokenError:
            raise SignInRefused("token_expired") from None
        except MissingClaimError as error:
            raise SignInRefused("token_incomplete", error.claim) from None
        except ClaimError as error:
            reason = _REASONS.get(error.claim, "token_incomplete")
            raise SignInRefused(reason, error.claim) from None
        if claims["aud"] not in (self._client_id, [self._client_id]):
            raise SignInRefused("wrong_audience", "aud")
        if len(claims["sub"]) > LONGEST_SUBJECT:
            raise SignInRefused("token_incomplete", "sub")


def _exactly(value: str) -> ClaimsOption:
    return {"essential": True, "value": value}
