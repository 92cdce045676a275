"""Live updates: an open page reruns within seconds of a landing, without a reload.

The browser polls a route for the version of the data. Streamlit's own way, a fragment that runs
every two seconds, cost half a core for fifty idle pages.
"""

from __future__ import annotations

import secrets

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dashboard.runtime.base_path import prefix_path
from dashboard.runtime.current_store import current_store
from dashboard.runtime.redrawing import REDRAWING
from dashboard.widgets.assets import read_script

ADDRESS = "/version"
POLL_MILLISECONDS = 2000

STARTED = secrets.token_hex(4)
"""Differs at each start of the server, as the store's versions then begin again."""

_follow = st.components.v2.component(
    "kaohe_follow",
    html="<span hidden></span>\n<span hidden></span>",
    js=read_script("follow"),
)


def follow_store() -> None:
    """Rerun this page when the store has changed; call it before the page reads anything."""
    _follow(
        key="follow",
        data={
            "version": describe_version(),
            "address": prefix_path(ADDRESS),
            "milliseconds": POLL_MILLISECONDS,
        },
        on_changed_change=_redraw,
    )


def list_live_routes() -> list[Route]:
    """Return the route with the version of the data."""
    return [Route(ADDRESS, serve_version, methods=["GET"])]


async def serve_version(request: Request) -> PlainTextResponse:
    """Answer with the version; this reads no data, so it needs no thread."""
    return PlainTextResponse(describe_version(), headers={"Cache-Control": "no-store"})


def describe_version() -> str:
    """Return a text that differs after each landing and each start of the server."""
    return f"{STARTED}-{current_store().version}"


def _redraw() -> None:
    """Note that the data changed: the event itself reruns the whole page."""
    st.session_state[REDRAWING] = True
