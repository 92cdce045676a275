"""Sign-ins through a fake issuer, step by step."""

from __future__ import annotations

import asyncio
import time

import pytest

from dashboard.gate.openid.code_flow import CodeFlow, Identity
from dashboard.gate.openid.refusal_reasons import SENTENCES, SignInRefused
from dashboard.gate.openid.settings import OpenIdSettings
from tests.dashboard.gate.openid.fake_issuer import SETTINGS, FakeIssuer

NOW = int(time.time())


EVIL = "https://evil.example"


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
