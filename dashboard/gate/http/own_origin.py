"""The server's own origin: the names it is reached by, and requests sent by its own pages."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def _name_this_machine() -> frozenset[str]:
    return frozenset({socket.gethostname().lower(), socket.getfqdn().lower()})


@dataclass(frozen=True)
class OwnOrigin:
    """Where browsers reach the server."""

    is_local: bool = False
    """One user at this machine, who does not sign in (`kaohe serve --local`)."""
    base_path: str = ""
    """The path below which browsers see the server: '' or '/kaohe'. Removed before the gate."""
    own_names: frozenset[str] = field(default_factory=_name_this_machine)

    def knows_host(self, host: str, allowed: Collection[str]) -> bool:
        """Tell whether a Host header names this server.

        A page of another site may point its own name at this server's address (DNS rebinding) and
        would then count as ours in the visitor's browser. It cannot do so with a bare address.
        """
        name = _split_host(host)
        if self.is_local:
            return is_loopback(name)
        is_address = _parse_address(name) is not None
        return is_address or name == "localhost" or name in {*self.own_names, *allowed}


def is_loopback(name: str) -> bool:
    """Tell whether a host's name or address can be reached only from this machine."""
    address = _parse_address(name)
    return name == "localhost" or (address is not None and address.is_loopback)


def comes_from_own_page(scope: Scope) -> bool:
    """Tell whether a request that may change something was sent by a page of this server.

    Browsers name the sender in Origin, for websockets always. Other programs send neither Origin
    nor Sec-Fetch-Site; they carry no user's cookies, so they may pass.
    """
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if origin is not None:
        return _is_own_origin(origin.lower(), headers.get("host", "").lower(), scope["scheme"])
    if scope["type"] == "websocket":
        return False
    return headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}


def _is_own_origin(origin: str, host: str, scheme: str) -> bool:
    """Compare origins. Over TLS only TLS pages count: anybody on the network can forge others.

    Without TLS both count, because a proxy may speak TLS to the browsers and not say so.
    """
    schemes = {"https"} if scheme in {"https", "wss"} else {"http", "https"}
    return host != "" and origin in {f"{scheme}://{host}" for scheme in schemes}


def keep_to_own_pages(path: str | None, base_path: str) -> str:
    """Return the path to open after a sign-in if it is on this server, else the first page."""
    home = f"{base_path}/"
    if not path or not path.startswith(home) or path.startswith(("//", "/\\")):
        return home
    return path if path.isprintable() and "\\" not in path else home


def _split_host(host: str) -> str:
    """Return the name in a Host header, without port and brackets; '' if it is malformed."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # ValueError if it is no number
    except ValueError:
        return ""
    is_plain = not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
    return (parts.hostname or "").rstrip(".") if is_plain else ""


def _parse_address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None
