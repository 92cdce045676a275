"""Open pages that follow the warehouse: drawn anew within seconds of a landing, without reload.

The browser asks a route for the version of the data. Streamlit's own way, a fragment that runs
every two seconds, made fifty resting pages take half a core.
"""

from __future__ import annotations

import secrets

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dashboard.runtime.base_path import place
from dashboard.runtime.current_store import current_store
from dashboard.runtime.redrawing import REDRAWING
from dashboard.widgets.assets import read_script

ADDRESS = "/version"
POLL_MILLISECONDS = 2000

STARTED = secrets.token_hex(4)
"""Tells this process from the one before it: versions of the store begin anew with each."""

_follow = st.components.v2.component(
    "kaohe_follow",
    html="<span hidden></span>\n<span hidden></span>",
    js=read_script("follow"),
)


def follow_store() -> None:
    """Redraw this page when the store has changed; called before the page reads anything."""
    _follow(
        key="follow",
        data={
            "version": describe_version(),
            "address": place(ADDRESS),
            "milliseconds": POLL_MILLISECONDS,
        },
        on_changed_change=_redraw,
    )


def list_live_routes() -> list[Route]:
    """Return the route that tells the version of the data."""
    return [Route(ADDRESS, give_version, methods=["GET"])]


async def give_version(request: Request) -> PlainTextResponse:
    """Return the version; it reads nothing, so it needs no thread."""
    return PlainTextResponse(describe_version(), headers={"Cache-Control": "no-store"})


def describe_version() -> str:
    """Return what is another text after each landing and each start."""
    return f"{STARTED}-{current_store().version}"


def _redraw() -> None:
    """The event runs the whole page again; only why it runs has to be remembered."""
    st.session_state[REDRAWING] = True
