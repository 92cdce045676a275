"""The dashboard's pages as an ASGI application, served by uvicorn in this process."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from contextlib import closing
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import streamlit as st
import uvicorn
from starlette.types import ASGIApp
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

from dashboard.gate.build import build_gate
from dashboard.runtime.base_path import BelowBasePath, base_path
from dashboard.runtime.failure_answers import answer_bug
from dashboard.runtime.limits import UPLOAD_MEGABYTES
from dashboard.runtime.logs import adopt_loggers
from dashboard.server.daily_backup import backing_up_daily
from dashboard.server.listening_address import note_exposure
from dashboard.server.monitoring.request_log import Requests
from dashboard.server.monitoring.routes import list_operation_routes
from dashboard.server.slow_clients import patient_settings
from dashboard.server.trusted_proxies import proxy_settings
from dashboard.server.warming import warming
from dashboard.shell.view_log import writing_views
from dashboard.theme import THEME
from dashboard.wall_screen.routes import list_routes
from dashboard.widgets.error_box import show_error
from dashboard.widgets.live_updates import list_live_routes
from warehouse.faults import WrongCall
from warehouse.store import Store

SCRIPT = Path(__file__).parents[1] / "app.py"
BACKLOG = 128
LARGEST_MESSAGE = 2 * 2**20
"""Bytes of a websocket's message: an export of 20,000 rows names them; files come by HTTP."""

STOP_SECONDS = 3
"""How long open pages may delay the end: their sockets never close by themselves."""

SETTINGS: dict[str, Any] = {
    "global.developmentMode": False,
    # The month has a default of its own and is also carried from page to page.
    "global.disableWidgetStateDuplicationWarning": True,
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": UPLOAD_MEGABYTES,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.enableCORS": True,  # despite its name: other sites are kept out
    "server.corsAllowedOrigins": [],
    "server.enableXsrfProtection": True,
    "server.scriptHealthCheckEnabled": False,
    "server.trustedUserHeaders": {},
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "client.disableDataExport": True,
    "runner.magicEnabled": False,
    **THEME,
}
"""Streamlit's settings, in code: no file beside the program can change what is served.

Where ours is Streamlit's own default it stands here all the same: a file could say otherwise.

The grid's own CSV button is off because it would export unneutralised text; see `workbooks.py`.
"""


def bind(host: str, port: int) -> closing[socket.socket]:
    """Return a listening socket, closed after the block; WrongCall if the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":
        # Else a server that was just stopped cannot come back at its address for a minute. On
        # Windows the option means something else: it would take a port from another program.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except (OSError, OverflowError):
        listener.close()
        raise WrongCall(f"端口 {port} 用不了，可能已被占用。请用 --port 换一个。") from None
    listener.setblocking(False)
    return closing(listener)


def build_app(store: Store) -> ASGIApp:
    """Return the application of all pages and routes; nothing reaches it but through the gate."""
    for key, value in SETTINGS.items():
        config.set_option(key, value)
    # Streamlit takes a folder `pages` beside the script for its older kind of pages, and then
    # answers the first address after a start with "Page not found". Ours are those of
    # `st.navigation`, which sets this too, but only in the first run of the script.
    PagesManager.uses_pages_directory = False
    return st.App(
        SCRIPT,
        routes=[*list_live_routes(), *list_routes(), *list_operation_routes(store)],
        exception_handlers={Exception: answer_bug},
        on_script_error=_show_script_error,
    )


def serve_pages(
    store: Store, listener: socket.socket, trusted_proxy: str = "", *, is_local: bool = False
) -> None:
    """Serve the pages of an open store until the process is told to stop.

    `is_local`: without sign-in, in the hands of whom the store is lent to.
    """
    host, port = listener.getsockname()[:2]
    config.set_option("server.address", host)
    config.set_option("server.port", port)
    note_exposure(host, port, trusted_proxy)
    gate = build_gate(store, build_app(store), is_local=is_local)
    adopt_loggers()
    settings = uvicorn.Config(
        Requests(BelowBasePath(gate, base_path())),
        log_config=None,  # what uvicorn has to say goes into our own log
        access_log=False,
        server_header=False,
        backlog=BACKLOG,
        **proxy_settings(trusted_proxy),
        **patient_settings(trusted_proxy),
        ws_max_size=LARGEST_MESSAGE,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    # Uvicorn stops gracefully, then raises the signal again; its default would end the process
    # before the store is closed and `serve.json` is gone.
    signal.signal(signal.SIGTERM, _leave)
    with warming(store), backing_up_daily(store), writing_views():
        asyncio.run(uvicorn.Server(settings).serve(sockets=[listener]))


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def _show_script_error(error: Exception) -> bool:
    """Faults and bugs outside the page's own body: callbacks and fragments."""
    show_error(error)
    return True
