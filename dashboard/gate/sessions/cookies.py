"""The gate's cookies: their names, lifetimes and SameSite rules."""

from __future__ import annotations

from typing import Literal, NamedTuple

from starlette.responses import Response


class CookieKind(NamedTuple):
    """One of the cookies that the gate sets."""

    suffix: str
    seconds: int | None = None
    """Lifetime; None: until the browser is closed."""
    same_site: Literal["strict", "lax"] = "strict"


SESSION = CookieKind("")
FORM = CookieKind("-form")
"""Ties a form to the browser that was shown it."""
KNOWN_BROWSER = CookieKind("-device", seconds=180 * 24 * 3600)
"""Proves that the browser has signed in before."""


def name_cookies(kind: CookieKind, base_path: str) -> tuple[str, str]:
    """Return a cookie's name over TLS and its name without.

    The prefix of the first binds the cookie to this very host, so that a neighbour in the same
    domain cannot plant one. Without TLS, as on a closed network, no browser accepts the prefix.
    """
    prefix = "__Secure-" if base_path else "__Host-"
    return f"{prefix}kaohe{kind.suffix}", f"kaohe{kind.suffix}"


def name_cookie(kind: CookieKind, base_path: str, is_tls: bool) -> str:
    """Return the name that a cookie has on this connection."""
    secure, plain = name_cookies(kind, base_path)
    return secure if is_tls else plain


def write_cookie(
    response: Response, kind: CookieKind, value: str, *, base_path: str, is_tls: bool
) -> None:
    """Set a cookie that no script can read; an empty value deletes it."""
    response.set_cookie(
        name_cookie(kind, base_path, is_tls),
        value,
        max_age=kind.seconds if value else 0,
        path=base_path or "/",
        secure=is_tls,
        httponly=True,
        samesite=kind.same_site,
    )
