"""The provider over the network: its description, its keys, and the exchange of a code for tokens.

Only the configured issuer's origin and those of `other_origins` are contacted. An endpoint that the
description places elsewhere is refused; redirects and the environment's proxies are not followed.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import quote_plus, urlsplit

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
"""How long the description and the keys are cached."""

DOWN_SECONDS = 5.0
"""How long a provider that failed is not asked again: users would queue behind the request."""

ASK_AGAIN_SECONDS = 30.0
"""The least time between requests caused by unknown keys: forged tokens must not flood it."""


class Provider:
    """The provider that the office has configured."""

    def __init__(
        self,
        settings: OpenIdSettings,
        transport: httpx2.AsyncBaseTransport | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._transport = transport
        self._now = now
        self._origins = {
            _read_origin(address) for address in (settings.issuer, *settings.other_origins)
        }
        self._description: tuple[float, Claims] | None = None
        self._failed: tuple[float, Reason] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._fetching = asyncio.Lock()

    async def describe(self) -> Claims:
        """Return the provider's description, requested at most once an hour."""
        if self._description and self._now() - self._description[0] < KEPT_SECONDS:
            return self._description[1]
        async with self._fetching:
            if self._description and self._now() - self._description[0] < KEPT_SECONDS:
                return self._description[1]  # another request has just fetched it
            if self._failed and self._now() - self._failed[0] < DOWN_SECONDS:
                raise SignInRefused(self._failed[1])
            try:
                found = await self._read_description()
            except SignInRefused as refusal:
                self._failed = (self._now(), refusal.reason)
                raise
            self._description = (self._now(), found)
            return found

    async def find_endpoint(self, name: str) -> str:
        """Return an endpoint's address; SignInRefused if it is missing or of another origin."""
        address = (await self.describe()).get(name)
        if isinstance(address, str) and _read_origin(address) in self._origins:
            return address
        raise SignInRefused("provider_wrong", f"{name}: {address!r}")

    async def check_signed(self, check: Callable[[KeySet], Claims]) -> Claims:
        """Return what a check makes of the provider's keys, fetched again for an unknown key."""
        try:
            return check(await self._read_keys(KEPT_SECONDS))
        except UnknownKey:
            pass
        try:
            return check(await self._read_keys(ASK_AGAIN_SECONDS))
        except UnknownKey as error:
            raise SignInRefused("wrong_signature", str(error)) from None

    async def exchange_code(self, code: str, verifier: str) -> Claims:
        """Return the tokens for a code; the provider accepts it once, with its verifier."""
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
            # RFC 6749 2.3.1: both are form-encoded before they are joined by a colon.
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
        async with self._fetching:
            if self._keys is None or self._now() - self._keys[0] >= kept_seconds:
                answer = await self._ask("GET", address)
                try:
                    keys = KeySet.import_key_set(answer)  # type: ignore[arg-type]
                except (JoseError, KeyError, TypeError, ValueError) as error:
                    raise SignInRefused("provider_wrong", f"keys: {error}") from None
                self._keys = (self._now(), keys)
            return self._keys[1]

    async def _ask(self, method: str, address: str, **request: Any) -> Claims:
        """Return the JSON object of a response; SignInRefused if there is none."""
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
    """Return the trusted authorities: the system's, or those of a file."""
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


def _read_origin(address: str) -> tuple[str, str | None, int | None] | None:
    """Return scheme, host and port of an address; None if it is malformed."""
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    return parts.scheme, parts.hostname, port
