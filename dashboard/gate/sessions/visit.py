"""A request to the gate, resolved once into the facts that its handlers need."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.responses import Response

from dashboard.gate.sessions.browser_names import describe_browser
from dashboard.gate.sessions.cookies import SESSION, CookieKind, name_cookie, write_cookie
from dashboard.gate.sessions.sessions import Session, Sessions, Stage
from warehouse.reading.personal_data.kept_texts import mask_and_cut

MAX_ADDRESS = 100
"""Characters of an address that is no IP address."""


@dataclass(frozen=True)
class Visit:
    """Who sent a request, from where, and with which cookies and parameters.

    `session` is the one found on arrival, of any stage. It may end while the request is served;
    `Sessions.is_current` tells.
    """

    session: Session | None
    address: str
    """Behind a trusted proxy, the address that the proxy reports."""
    browser: str
    base_path: str
    is_tls: bool
    cookies: Mapping[str, str]
    query: Mapping[str, str]
    fetch_site: str
    """Sec-Fetch-Site: which site caused the request; 'none' where the browser does not say."""

    def session_at(self, *stages: Stage) -> Session | None:
        """Return the session if it is at one of these stages."""
        return self.session if self.session and self.session.stage in stages else None

    def cookie(self, kind: CookieKind) -> str | None:
        """Return a cookie that the browser sent, or None."""
        return self.cookies.get(name_cookie(kind, self.base_path, self.is_tls))

    def set_cookie(self, response: Response, kind: CookieKind, value: str) -> None:
        """Set a cookie in the browser that sent the request; an empty value deletes it."""
        write_cookie(response, kind, value, base_path=self.base_path, is_tls=self.is_tls)


def resolve_visit(connection: HTTPConnection, sessions: Sessions, base_path: str) -> Visit:
    """Return the facts of a request. Handlers read its cookies from the visit only.

    A page run has no request: `page_visitor.py` reads the cookies of its websocket.
    """
    is_tls = connection.scope["scheme"] in {"https", "wss"}
    cookies = connection.cookies
    return Visit(
        session=sessions.find(cookies.get(name_cookie(SESSION, base_path, is_tls))),
        address=_read_address(connection),
        browser=describe_browser(connection.headers.get("user-agent", "")),
        base_path=base_path,
        is_tls=is_tls,
        cookies=cookies,
        query=connection.query_params,
        fetch_site=connection.headers.get("sec-fetch-site", "none"),
    )


def _read_address(connection: HTTPConnection) -> str:
    if connection.client is None:
        return "unknown"
    try:
        return str(ipaddress.ip_address(connection.client.host))
    except ValueError:  # a proxy may pass on any text that a browser sends as its address
        return mask_and_cut(connection.client.host, MAX_ADDRESS)
