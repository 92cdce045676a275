"""The second step of a sign-in: codes of an authenticator (TOTP, RFC 6238), and recovery codes."""

from __future__ import annotations

import hashlib
import io
import secrets
import threading

import pyotp
import segno

from warehouse.accounts.passwords import INITIAL_LETTERS

ISSUER = "考核看板"
STEP_SECONDS = 30
WINDOW = 1
"""Steps before and after now whose codes count: clocks differ by some seconds."""

RECOVERY_CODES = 8
RECOVERY_LETTERS = 24
"""Of 32 kinds: 120 bits, where below 112 a digest could be guessed (ASVS 6.5.2)."""


def new_secret() -> str:
    """Return a fresh secret of 160 bits, in base 32 as authenticators take it."""
    return pyotp.random_base32()


def address_secret(secret: str, name: str) -> str:
    """Return the address that an authenticator reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def draw_secret(secret: str, name: str) -> bytes:
    """Return the picture of a secret for the authenticator's camera, as SVG made here."""
    buffer = io.BytesIO()
    code = segno.make(address_secret(secret, name), micro=False)
    code.save(buffer, kind="svg", scale=5, border=4, dark="#000", light="#fff")
    return buffer.getvalue()


def find_step(secret: str, code: str, now: float) -> int | None:
    """Return the step of time (Unix seconds ÷ 30) that a code belongs to; None: a wrong code."""
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        return None
    present = int(now) // STEP_SECONDS
    for step in range(present - WINDOW, present + WINDOW + 1):
        if secrets.compare_digest(pyotp.TOTP(secret).at(step * STEP_SECONDS), code):
            return step
    return None


class UsedCodes:
    """The newest step of each account whose code was used: a code counts once.

    Kept in memory: codes are good for a minute and a half, and a restart takes about as long.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: dict[str, int] = {}

    def use(self, name: str, step: int) -> bool:
        """Use a step's code up; False where it, or one after it, was used before."""
        with self._lock:
            if step <= self._newest.get(name, -1):
                return False
            self._newest[name] = step
            return True


def new_recovery_codes() -> list[str]:
    """Return codes for the day when the authenticator is lost, 120 bits each."""
    return [_new_recovery_code() for _ in range(RECOVERY_CODES)]


def hash_recovery_code(code: str) -> str:
    """Return a recovery code as it is kept: so random that a plain digest is enough."""
    plain = "".join(one for one in code.casefold() if one.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def _new_recovery_code() -> str:
    letters = "".join(secrets.choice(INITIAL_LETTERS) for _ in range(RECOVERY_LETTERS))
    return "-".join(letters[at : at + 4] for at in range(0, RECOVERY_LETTERS, 4))
