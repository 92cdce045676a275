"""The authorization code flow: send the browser to the provider, identify who comes back."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import httpx2

from dashboard.gate.openid.claim_mapping import Granted, map_claims, names_second_step, read_claim
from dashboard.gate.openid.provider import Provider
from dashboard.gate.openid.refusal_reasons import SignInRefused
from dashboard.gate.openid.sealed_state import Attempt, AttemptBook, begin_attempt
from dashboard.gate.openid.settings import OpenIdSettings
from dashboard.gate.openid.tokens import Claims, TokenChecker

LONGEST_NAME = 40


@dataclass(frozen=True)
class Identity:
    """Who signed in: the permanent key (issuer, subject), the names, and the granted role."""

    issuer: str
    subject: str
    name: str
    shown_name: str
    granted: Granted
    provider_session: str | None
    """The provider's name (`sid`) of its session, by which it may end ours."""
    has_second_step: bool


class CodeFlow:
    """Sign-ins through one provider; one object serves all users."""

    def __init__(
        self,
        settings: OpenIdSettings,
        transport: httpx2.AsyncBaseTransport | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.settings = settings
        self.provider = Provider(settings, transport)
        self._attempts = AttemptBook(now)
        self._checker = TokenChecker(settings.issuer, settings.client_id, now)

    async def start(self, next_path: str) -> tuple[str, str]:
        """Return the provider's address for the browser, and the sealed attempt for its cookie."""
        attempt = begin_attempt(next_path)
        query = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self.settings.redirect_uri,
            "scope": " ".join(self.settings.scopes),
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        address = await self.provider.find_endpoint("authorization_endpoint")
        return _join_query(address, query), self._attempts.seal(attempt)

    async def finish(self, answer: Mapping[str, str], sealed: str | None) -> tuple[Identity, str]:
        """Return who came back and the path to open; SignInRefused for an unacceptable answer."""
        attempt = self._attempts.open(sealed, answer.get("state"))
        await self._check_answer(answer)
        tokens = await self.provider.exchange_code(answer["code"], attempt.verifier)
        id_token = tokens.get("id_token")
        if not isinstance(id_token, str):
            raise SignInRefused("token_incomplete", "no ID token")
        claims = await self._check_id_token(id_token, attempt)
        return self._identify(claims), attempt.next_path

    async def check_logout(self, token: str) -> Claims:
        """Return the claims of a logout token from the provider; SignInRefused if it is invalid."""
        return await self.provider.check_signed(
            lambda keys: self._checker.check_logout_token(token, keys)
        )

    async def _check_answer(self, answer: Mapping[str, str]) -> None:
        """Raise SignInRefused for an answer of another issuer (RFC 9207) or without a code."""
        is_named = (await self.provider.describe()).get(
            "authorization_response_iss_parameter_supported", False
        )
        expected = self.settings.issuer if is_named or "iss" in answer else None
        if answer.get("iss") != expected:
            raise SignInRefused("wrong_issuer", "answer")
        if answer.get("error") == "access_denied":
            raise SignInRefused("consent_refused")
        if "error" in answer or not answer.get("code"):
            raise SignInRefused("provider_refused", answer.get("error", "no code")[:LONGEST_NAME])

    async def _check_id_token(self, id_token: str, attempt: Attempt) -> Claims:
        return await self.provider.check_signed(
            lambda keys: self._checker.check_id_token(id_token, keys, attempt.nonce)
        )

    def _identify(self, claims: Claims) -> Identity:
        granted = map_claims(self.settings, claims)
        name = _clean(read_claim(claims, self.settings.name_claim)) or _clean(claims["sub"])
        sid = claims.get("sid")
        return Identity(
            issuer=self.settings.issuer,
            subject=claims["sub"],
            name=name,
            shown_name=_clean(read_claim(claims, self.settings.shown_name_claim)) or name,
            granted=granted,
            provider_session=sid if isinstance(sid, str) else None,
            has_second_step=names_second_step(self.settings, claims),
        )


def _clean(name: object) -> str:
    """Return a name without line breaks and direction marks; '' if it is no text."""
    if not isinstance(name, str):
        return ""
    folded = unicodedata.normalize("NFKC", name)
    # C: control, format and unassigned characters; Z: separators, of which only the space is kept.
    kept = "".join(
        char for char in folded if char == " " or unicodedata.category(char)[0] not in "CZ"
    )
    return kept.strip()[:LONGEST_NAME]


def _join_query(address: str, query: Mapping[str, str]) -> str:
    """Return an address with more parameters after those that it may have."""
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}"
