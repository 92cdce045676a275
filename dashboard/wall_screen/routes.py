"""The routes of the large screen: its page, style and script, and its slides as JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard.runtime.bug_reports import describe_bug, record_bug
from dashboard.runtime.current_store import current_store
from dashboard.theme import write_variables
from dashboard.wall_screen.slides import build_slides, choose_view, describe
from dashboard.widgets.live_updates import describe_version
from warehouse.database.clock import today_in_china
from warehouse.faults import Denied, Fault

FOLDER = Path(__file__).parent
TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript"}

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def list_routes() -> list[Route]:
    """Return the routes of the large screen."""
    files = ("screen.html", "screen.css", "screen.js")
    paths = {"/screen": "screen.html", **{f"/screen/{name}": name for name in files[1:]}}
    # Plain functions, which Starlette runs in threads: their reading delays no other request.
    return [
        *(Route(path, _serve(name), methods=["GET"]) for path, name in paths.items()),
        Route("/screen/data", serve_slides, methods=["GET"]),
    ]


def serve_slides(request: Request) -> Response:
    """Return the slides, 304 if the screen has them already, or a fault as its sentence."""
    try:
        current_store().require("see_boards")
    except Denied as fault:
        return JSONResponse({"fault": str(fault)}, status_code=403, headers=HEADERS)
    # The overview counts the days until a form is due.
    tag = f'"{describe_version()}-{today_in_china()}{describe_scope()}"'
    headers = {**HEADERS, "ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    query = request.query_params
    try:
        view = choose_view(query.get("scheme"), query.get("month"))
        body: dict[str, Any] = {"program": digest_program(), "slides": []}
        if view is not None:
            body |= {**describe(view), "slides": build_slides(view)}
    except Fault as fault:
        return JSONResponse({"fault": str(fault)}, status_code=404, headers=HEADERS)
    except Exception as error:  # bugs too, as app.py does for the pages
        text = describe_bug(record_bug(error))
        return JSONResponse({"fault": text}, status_code=500, headers=HEADERS)
    return JSONResponse(body, headers=headers)


def describe_scope() -> str:
    """Return a text that differs between users who see different details; '' for all details."""
    scope = current_store().person.scope
    return "" if scope is None else f"-{hashlib.sha256(repr(scope).encode()).hexdigest()[:8]}"


@cache
def read_file(name: str) -> bytes:
    """Return one of the screen's files; the style begins with the colours of the theme."""
    content = FOLDER.joinpath(name).read_bytes()
    if name == "screen.css":
        dark = write_variables(":root", "dark")
        light = write_variables(":root[data-theme=light]", "light")
        return f"{dark}\n{light}\n".encode() + content
    return content


@cache
def digest_program() -> str:
    """Return a digest of the screen's files: when it changes, an open screen reloads itself."""
    digest = hashlib.sha256()
    for name in ("screen.html", "screen.css", "screen.js"):
        digest.update(read_file(name))
    return digest.hexdigest()[:16]


def _serve(name: str) -> Callable[[Request], Response]:
    media_type = TYPES[name.rpartition(".")[2]]

    def serve(request: Request) -> Response:
        return Response(read_file(name), media_type=media_type, headers=HEADERS)

    return serve
