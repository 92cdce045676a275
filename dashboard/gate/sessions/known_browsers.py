"""Browsers that have signed in before: each holds its own proof of it, so that a restart knows it.

Strangers' guesses at an address slow down whoever is new there, never a browser that is known. The
proof says no more than that: it lets nobody in.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import secrets
from functools import cached_property
from pathlib import Path

from warehouse.database.atomic_files import write_whole

KEY_NAME = "device-key"
KEY_BYTES = 32
MOST_ACCOUNTS = 8
"""Of one browser; the longest unused is forgotten first."""

FORM = re.compile(r"[\w-]{22}(\.[0-9a-f]{32})*", re.ASCII)
"""A random number, and for each account the number signed with its name."""

_log = logging.getLogger(__name__)


class Devices:
    """Writes and reads the cookie of known browsers, with a key that is kept in the home."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def remember(self, cookie: str | None, account: str) -> str:
        """Return the cookie of a browser that has just signed in to an account."""
        known = cookie if cookie and FORM.fullmatch(cookie) else secrets.token_urlsafe(16)
        number, *proofs = known.split(".")
        own = self._prove(number, account)
        others = [one for one in proofs if one != own]
        return ".".join([number, *others[-(MOST_ACCOUNTS - 1) :], own])

    def find(self, cookie: str | None, account: str) -> str | None:
        """Return what a browser that has signed in to an account is called; None: it has not."""
        if cookie is None or not FORM.fullmatch(cookie):
            return None
        number, *proofs = cookie.split(".")
        own = self._prove(number, account)
        is_known = any(hmac.compare_digest(own, one) for one in proofs)
        return hashlib.sha256(number.encode()).hexdigest()[:16] if is_known else None

    def _prove(self, number: str, account: str) -> str:
        text = f"{number}.{account}".encode()
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()[:32]

    @cached_property
    def _key(self) -> bytes:
        """The key of this home; one for this run only where none can be kept."""
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
