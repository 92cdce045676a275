"""One sign-in in progress, kept encrypted in the browser that began it and not on the server.

So an attacker who begins a thousand sign-ins uses no memory and displaces nobody else's.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import asdict, dataclass

from cachetools import TTLCache
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwe import JWERegistry
from joserfc.jwk import OctKey

from dashboard.gate.openid.refusal_reasons import SignInRefused

LIFE_SECONDS = 600
KEY_BITS = 256
MAX_REMEMBERED = 10_000
"""Finished sign-ins that are remembered. Beyond it the oldest may be replayed here, but the
provider too accepts a code only once."""

_SEAL = {"alg": "dir", "enc": "A256GCM"}


@dataclass(frozen=True)
class Attempt:
    """What must come back unchanged, and the path that the user wanted to open."""

    state: str
    nonce: str
    verifier: str
    next_path: str

    @property
    def challenge(self) -> str:
        """The verifier's SHA-256 in the encoding of PKCE's method S256."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()


def begin_attempt(next_path: str) -> Attempt:
    """Return a new attempt; each of its three secrets has 256 random bits."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Attempt(state, nonce, verifier, next_path)


class AttemptBook:
    """Encrypts attempts for the browser's cookie, and decrypts each of them once."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._key = OctKey.generate_key(KEY_BITS)  # of this process: a restart ends attempts
        self._registry = JWERegistry(algorithms=list(_SEAL.values()))
        self._now = now
        # Remembered for as long as an attempt is valid, counted from its use: an attempt that was
        # forgotten has expired. One second more, because `exp` is a whole second.
        self._used: TTLCache[str, None] = TTLCache(MAX_REMEMBERED, LIFE_SECONDS + 1, timer=now)
        self._lock = threading.Lock()  # a TTLCache is not safe to share between threads

    def seal(self, attempt: Attempt) -> str:
        """Return the attempt as text that only this process can read or make."""
        claims = {**asdict(attempt), "exp": int(self._now()) + LIFE_SECONDS}
        return jwt.encode(_SEAL, claims, self._key, registry=self._registry)

    def open(self, sealed: str | None, state: str | None) -> Attempt:
        """Return this browser's attempt with this state; SignInRefused otherwise and on replay."""
        if not sealed or not state:
            raise SignInRefused("foreign_state", "no attempt in this browser")
        try:
            claims = jwt.decode(sealed, self._key, registry=self._registry).claims
            jwt.JWTClaimsRegistry(now=lambda: int(self._now())).validate(claims)
        except ExpiredTokenError:
            raise SignInRefused("attempt_expired") from None
        except (JoseError, ValueError):
            raise SignInRefused("foreign_state", "not sealed by this process") from None
        del claims["exp"]
        attempt = Attempt(**claims)
        if not secrets.compare_digest(attempt.state.encode(), state.encode()):
            raise SignInRefused("foreign_state", "another state")
        self._use_up(attempt.state)
        return attempt

    def _use_up(self, state: str) -> None:
        with self._lock:
            if state in self._used:
                raise SignInRefused("replayed_state")
            self._used[state] = None
