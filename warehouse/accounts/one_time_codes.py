"""Codes for the second step of a sign-in: one-time codes (TOTP, RFC 6238) and recovery codes."""

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
"""The number of earlier and later steps whose codes are accepted, because clocks differ."""

RECOVERY_CODES = 8
RECOVERY_LETTERS = 24
"""24 letters of 32 kinds are 24 × 5 = 120 bits; ASVS 6.5.2 asks for at least 112, because only a
plain digest is stored."""


def new_secret() -> str:
    """Return a new secret of 160 bits in base 32, the format of authenticators."""
    return pyotp.random_base32()


def build_otpauth_uri(secret: str, name: str) -> str:
    """Return the otpauth address that the QR code contains."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def draw_qr_code(secret: str, name: str) -> bytes:
    """Return a secret's QR code as SVG, drawn without any outside service."""
    buffer = io.BytesIO()
    code = segno.make(build_otpauth_uri(secret, name), micro=False)
    code.save(buffer, kind="svg", scale=5, border=4, dark="#000", light="#fff")
    return buffer.getvalue()


def find_step(secret: str, code: str, now: float) -> int | None:
    """Return the time step (Unix seconds ÷ 30) of a code, or None if the code is wrong."""
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        return None
    present = int(now) // STEP_SECONDS
    for step in range(present - WINDOW, present + WINDOW + 1):
        if secrets.compare_digest(pyotp.TOTP(secret).at(step * STEP_SECONDS), code):
            return step
    return None


class UsedCodes:
    """The newest used time step of each account, so that a code works only once.

    It is kept in memory only: a code is valid for 90 seconds, and a restart takes about as long.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: dict[str, int] = {}

    def use(self, name: str, step: int) -> bool:
        """Mark a step's code as used; False if it or a later one was used before."""
        with self._lock:
            if step <= self._newest.get(name, -1):
                return False
            self._newest[name] = step
            return True


def new_recovery_codes() -> list[str]:
    """Return new recovery codes of 120 bits each, for users who lose the authenticator."""
    return [_new_recovery_code() for _ in range(RECOVERY_CODES)]


def hash_recovery_code(code: str) -> str:
    """Return a recovery code as stored; it is random enough for a plain digest without salt."""
    plain = "".join(letter for letter in code.casefold() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def _new_recovery_code() -> str:
    letters = "".join(secrets.choice(INITIAL_LETTERS) for _ in range(RECOVERY_LETTERS))
    return "-".join(letters[start : start + 4] for start in range(0, RECOVERY_LETTERS, 4))
