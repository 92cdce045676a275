"""Browsers that have signed in before; each keeps its own proof, so that it survives a restart.

Wrong passwords from an address slow down new browsers there, never a known one. The proof lets
nobody in.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from functools import cached_property
from pathlib import Path

from itsdangerous import Signer

from dashboard.gate.sessions.signers import build_signer
from warehouse.database.atomic_files import write_whole

KEY_NAME = "device-key"
KEY_BYTES = 32
MAX_ACCOUNTS = 8
"""Accounts that one browser is known for; the one unused for longest is dropped first."""

COOKIE_FORM = re.compile(r"[\w-]{22}(\.[\w-]{43})*", re.ASCII)
"""A random number, then for each account the signature of the number with the account's name.

The name itself is not in the cookie: the next user of the machine could read it there.
"""

_log = logging.getLogger(__name__)


class KnownBrowsers:
    """Makes and checks the cookie of known browsers with a key that is kept in the home."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def remember(self, cookie: str | None, account: str) -> str:
        """Return the new cookie of a browser that has just signed in to an account."""
        known = cookie if cookie and COOKIE_FORM.fullmatch(cookie) else secrets.token_urlsafe(16)
        number, *proofs = known.split(".")
        own = self._signer.get_signature(_name_pair(number, account)).decode()
        others = [proof for proof in proofs if proof != own]
        return ".".join([number, *others[-(MAX_ACCOUNTS - 1) :], own])

    def find(self, cookie: str | None, account: str) -> str | None:
        """Return the id of a browser that has signed in to an account; None if it has not."""
        if cookie is None or not COOKIE_FORM.fullmatch(cookie):
            return None
        number, *proofs = cookie.split(".")
        pair = _name_pair(number, account)
        is_known = any(self._signer.verify_signature(pair, proof) for proof in proofs)
        return hashlib.sha256(number.encode()).hexdigest()[:16] if is_known else None

    @cached_property
    def _signer(self) -> Signer:
        return build_signer(self._read_key(), "known-browser")

    def _read_key(self) -> bytes:
        """Return the home's key, made if there is none; where it cannot be kept, one for now."""
        path = self._home / KEY_NAME
        try:
            key = path.read_bytes() if path.exists() else b""
            if len(key) != KEY_BYTES:
                key = secrets.token_bytes(KEY_BYTES)
                write_whole(path, key, is_private=True)
        except OSError:
            _log.warning("known browsers will be forgotten at the next start: no key can be kept")
            return secrets.token_bytes(KEY_BYTES)
        return key


def _name_pair(number: str, account: str) -> str:
    return f"{number}.{account}"
