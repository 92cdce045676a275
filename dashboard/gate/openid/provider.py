"""The provider over the network: its description, its keys, and the exchange of a code for tokens.

Nothing but the configured issuer's origin is contacted (or what `other_origins` adds): an address
in its description that lies elsewhere is not followed, nor is any redirect, nor a proxy from the
environment.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from dashboard.gate.openid.refusal_reasons import Reason, SignInRefused
from dashboard.gate.openid.settings import OpenIdSettings
from dashboard.gate.openid.tokens import Claims, UnknownKey

DESCRIPTION_PATH = "/.well-known/openid-configuration"
REQUEST_SECONDS = 10.0
LARGEST_ANSWER = 512 * 1024
KEPT_SECONDS = 3600.0
"""How long the description and the keys are believed without asking again."""

DOWN_SECONDS = 5.0
"""How long an answer that did not come is not asked for again: people would queue behind it."""

ASK_AGAIN_SECONDS = 30.0
"""How soon unknown keys may make us ask again: a stranger's tokens must not hammer the provider."""


class Provider:
    """The one provider that the office set down."""

    def __init__(
        self,
        settings: OpenIdSettings,
        transport: httpx2.AsyncBaseTransport | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._transport = transport
        self._now = now
        self._origins = {_origin(one) for one in (settings.issuer, *settings.other_origins)}
        self._described: tuple[float, Claims] | None = None
        self._failed: tuple[float, Reason] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._asking = asyncio.Lock()

    async def describe(self) -> Claims:
        """Return the provider's own description, asked for at most once an hour."""
        if self._described and self._now() - self._described[0] < KEPT_SECONDS:
            return self._described[1]
        async with self._asking:
            if self._described and self._now() - self._described[0] < KEPT_SECONDS:
                return self._described[1]  # somebody else has just asked
            if self._failed and self._now() - self._failed[0] < DOWN_SECONDS:
                raise SignInRefused(self._failed[1])
            try:
                found = await self._read_description()
            except SignInRefused as refusal:
                self._failed = (self._now(), refusal.reason)
                raise
            self._described = (self._now(), found)
            return found

    async def find_endpoint(self, name: str) -> str:
        """Return an endpoint's address; SignInRefused where it is missing or lies elsewhere."""
        address = (await self.describe()).get(name)
        if isinstance(address, str) and _origin(address) in self._origins:
            return address
        raise SignInRefused("provider_wrong", f"{name}: {address!r}")

    async def check_signed(self, check: Callable[[KeySet], Claims]) -> Claims:
        """Return what a check makes of the provider's keys, asked anew where one is unknown."""
        try:
            return check(await self._read_keys(KEPT_SECONDS))
        except UnknownKey:
            pass
        try:
            return check(await self._read_keys(ASK_AGAIN_SECONDS))
        except UnknownKey as error:
            raise SignInRefused("wrong_signature", str(error)) from None

    async def exchange_code(self, code: str, verifier: str) -> Claims:
        """Return the tokens that a code is worth, once, to whoever has its verifier."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._settings.redirect_uri,
            "code_verifier": verifier,
        }
        address = await self.find_endpoint("token_endpoint")
        methods = (await self.describe()).get("token_endpoint_auth_methods_supported")
        secret = self._settings.client_secret or ""
        if methods is None or "client_secret_basic" in methods:
            # RFC 6749 2.3.1 has both written as in a form before they are joined by a colon.
            auth = httpx2.BasicAuth(quote_plus(self._settings.client_id), quote_plus(secret))
            return await self._ask("POST", address, data=form, auth=auth)
        form |= {"client_id": self._settings.client_id, "client_secret": secret}
        return await self._ask("POST", address, data=form)

    async def _read_description(self) -> Claims:
        found = await self._ask("GET", self._settings.issuer.removesuffix("/") + DESCRIPTION_PATH)
        if found.get("issuer") != self._settings.issuer:
            raise SignInRefused("wrong_issuer", "description of another issuer")
        return found

    async def _read_keys(self, kept_seconds: float) -> KeySet:
        address = await self.find_endpoint("jwks_uri")
        async with self._asking:
            if self._keys is None or self._now() - self._keys[0] >= kept_seconds:
                answer = await self._ask("GET", address)
                try:
                    keys = KeySet.import_key_set(answer)  # type: ignore[arg-type]
                except (JoseError, KeyError, TypeError, ValueError) as error:
                    raise SignInRefused("provider_wrong", f"keys: {error}") from None
                self._keys = (self._now(), keys)
            return self._keys[1]

    async def _ask(self, method: str, address: str, **request: Any) -> Claims:
        """Return the JSON object of an answer; SignInRefused says what is in the way."""
        client = httpx2.AsyncClient(
            verify=_trust(self._settings.ca_file),
            transport=self._transport,
            trust_env=False,
            follow_redirects=False,
        )
        try:
            async with (
                asyncio.timeout(REQUEST_SECONDS),
                client,
                client.stream(method, address, **request) as answer,
            ):
                content = await _read_bounded(answer)
        except (httpx2.HTTPError, TimeoutError) as error:
            raise SignInRefused("provider_down", f"{address}: {error!r}") from None
        return _read_answer(address, answer, content)


@cache
def _trust(ca_file: str | None) -> ssl.SSLContext:
    """Return whose certificates are believed: the system's authorities, or one file's."""
    return ssl.create_default_context(cafile=ca_file)


async def _read_bounded(answer: httpx2.Response) -> bytes:
    content = b""
    async for part in answer.aiter_bytes():
        content += part
        if len(content) > LARGEST_ANSWER:
            raise SignInRefused("provider_wrong", "answer too large")
    return content


def _read_answer(address: str, answer: httpx2.Response, content: bytes) -> Claims:
    if answer.status_code >= 500:
        raise SignInRefused("provider_down", f"{address}: {answer.status_code}")
    try:
        found = httpx2.Response(200, content=content).json()
    except ValueError:
        raise SignInRefused("provider_wrong", f"{address}: no JSON") from None
    if not isinstance(found, dict):
        raise SignInRefused("provider_wrong", f"{address}: no JSON object")
    if answer.status_code != 200:
        is_code = found.get("error") == "invalid_grant"
        reason: Reason = "code_refused" if is_code else "provider_wrong"
        raise SignInRefused(reason, f"{address}: {answer.status_code} {found.get('error')}")
    return found


def join_query(address: str, asked: Mapping[str, str]) -> str:
    """Return an address with more parameters behind those that it may have."""
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(asked)}"


def _origin(address: str) -> tuple[str, str | None, int | None] | None:
    """Return scheme, host and port of an address; None where it is none."""
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    return parts.scheme, parts.hostname, port
