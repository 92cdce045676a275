"""The cookies of the gate. None is readable by scripts or sent along from other sites."""

from __future__ import annotations

from typing import Literal

from starlette.requests import HTTPConnection
from starlette.responses import Response

from dashboard.gate.http.own_origin import OwnOrigin

Purpose = Literal["", "-form", "-device"]
"""The session itself; what ties a form to its browser; a browser that has signed in before."""

DEVICE_SECONDS = 180 * 24 * 3600


def name_cookie(connection: HTTPConnection, frontage: OwnOrigin, purpose: Purpose = "") -> str:
    """Return a cookie's name.

    Over TLS its prefix binds it to this very host, so that a neighbour below the same domain can
    plant none. On a closed network without TLS no browser would take such a name.
    """
    secure, plain = name_cookies(frontage, purpose)
    return secure if connection.url.scheme in {"https", "wss"} else plain


def name_cookies(frontage: OwnOrigin, purpose: Purpose = "") -> tuple[str, str]:
    """Return a cookie's names over TLS and without, in this order."""
    prefix = "__Secure-" if frontage.base_path else "__Host-"
    return f"{prefix}kaohe{purpose}", f"kaohe{purpose}"


def read_cookie(
    connection: HTTPConnection, frontage: OwnOrigin, purpose: Purpose = ""
) -> str | None:
    """Return a cookie that the browser sent; None where it sent none."""
    return connection.cookies.get(name_cookie(connection, frontage, purpose))


def set_cookie(
    response: Response,
    connection: HTTPConnection,
    frontage: OwnOrigin,
    value: str,
    purpose: Purpose = "",
) -> None:
    """Give the browser a cookie; an empty value takes it back."""
    lifetime = DEVICE_SECONDS if purpose == "-device" else None
    response.set_cookie(
        name_cookie(connection, frontage, purpose),
        value,
        max_age=lifetime if value else 0,
        path=frontage.base_path or "/",
        secure=connection.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
