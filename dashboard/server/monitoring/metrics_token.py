"""The token with which a monitor reads the metrics; it is shown once and kept as a digest."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from warehouse.database.atomic_files import write_whole

FILE_NAME = "metrics-token.sha256"
SCHEME = "Bearer "


def renew_metrics_token(home: Path) -> str:
    """Make and return a new token; the previous one is no longer valid."""
    token = secrets.token_urlsafe(32)
    write_whole(home / FILE_NAME, _digest(token).encode(), is_private=True)
    return token


def is_metrics_token(header: str | None, home: Path) -> bool:
    """Return whether an `Authorization` header carries this home's token."""
    try:
        kept = (home / FILE_NAME).read_text("ascii")
    except (OSError, UnicodeDecodeError):  # a damaged file admits nobody
        return False
    if header is None or not header.startswith(SCHEME):
        return False
    return hmac.compare_digest(_digest(header.removeprefix(SCHEME)), kept)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
