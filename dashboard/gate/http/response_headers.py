"""The security headers of every response."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Scope, Send


def name_digest(text: str) -> str:
    """Return the source expression that allows one inline script or style in a policy."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _write_pages_policy() -> str:
    """Return the policy for Streamlit's pages.

    Streamlit loads components from blobs and writes inline styles; the one inline script of its
    page is allowed by its digest. No other script runs, and nothing is fetched from, sent to or
    framed by another site.
    """
    page = (files("streamlit") / "static" / "index.html").read_text("utf-8")
    inline = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    scripts = " ".join(["'self'", "blob:", *(f"'{name_digest(script)}'" for script in inline)])
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline';"
        " img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:;"
        " frame-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self';"
        " frame-ancestors 'none'"
    )


PAGES_POLICY = _write_pages_policy()

OWN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)
"""For the gate's own pages, which run no script."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # 'no-referrer' would make browsers send `Origin: null` with the gate's own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
HSTS = "max-age=31536000"


def adding_headers(scope: Scope, send: Send, *, may_be_kept: bool) -> Send:
    """Return a `send` that adds the headers to a response.

    `may_be_kept`: a file named by its content, which browsers may cache.
    """

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("Content-Security-Policy", PAGES_POLICY)
            if not (may_be_kept and message["status"] == 200):
                headers["Cache-Control"] = "no-store"
            if scope["scheme"] == "https":
                headers["Strict-Transport-Security"] = HSTS
        await send(message)

    return send_with_headers
