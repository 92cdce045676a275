"""One sign-in under way: kept in the browser that began it, sealed, not on the server.

A stranger who begins a thousand sign-ins costs no memory and pushes nobody's out.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import asdict, dataclass

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwe import JWERegistry
from joserfc.jwk import OctKey

from dashboard.gate.openid.refusal_reasons import SignInRefused

LIFE_SECONDS = 600
KEY_BITS = 256
REMEMBERED = 10_000
"""Finished sign-ins that are known as such; each is forgotten when its attempt would be over."""

_SEAL = {"alg": "dir", "enc": "A256GCM"}


@dataclass(frozen=True)
class Attempt:
    """What must come back unchanged, and where the person wanted to go."""

    state: str
    nonce: str
    verifier: str
    next_path: str

    @property
    def challenge(self) -> str:
        """The verifier's SHA-256, as PKCE's method S256 writes it."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()


def begin_attempt(next_path: str) -> Attempt:
    """Return a new attempt; each of its three secrets has 256 random bits."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Attempt(state, nonce, verifier, next_path)


class AttemptBook:
    """Seals attempts for the browser's cookie, opens them again, each once."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._key = OctKey.generate_key(KEY_BITS)  # of this process: a restart ends attempts
        self._registry = JWERegistry(algorithms=list(_SEAL.values()))
        self._now = now
        self._used: dict[str, float] = {}
        self._lock = threading.Lock()

    def seal(self, attempt: Attempt) -> str:
        """Return the attempt as text that only this process can read or make."""
        claims = {**asdict(attempt), "exp": int(self._now()) + LIFE_SECONDS}
        return jwt.encode(_SEAL, claims, self._key, registry=self._registry)

    def open(self, sealed: str | None, state: str | None) -> Attempt:
        """Return the attempt of this browser with this state; SignInRefused, also at a repeat."""
        if not sealed or not state:
            raise SignInRefused("foreign_state", "no attempt in this browser")
        try:
            claims = jwt.decode(sealed, self._key, registry=self._registry).claims
            jwt.JWTClaimsRegistry(now=lambda: int(self._now())).validate(claims)
        except ExpiredTokenError:
            raise SignInRefused("attempt_expired") from None
        except (JoseError, ValueError):
            raise SignInRefused("foreign_state", "not sealed by this process") from None
        ends_at = claims.pop("exp")
        attempt = Attempt(**claims)
        if not secrets.compare_digest(attempt.state.encode(), state.encode()):
            raise SignInRefused("foreign_state", "another state")
        self._use_up(attempt.state, ends_at)
        return attempt

    def _use_up(self, state: str, ends_at: float) -> None:
        with self._lock:
            now = self._now()
            self._used = {one: end for one, end in self._used.items() if end > now}
            if state in self._used:
                raise SignInRefused("replayed_state")
            if len(self._used) >= REMEMBERED:  # the provider takes a code only once as well
                del self._used[next(iter(self._used))]
            self._used[state] = ends_at
