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
from dashboard.server.listening_address import set_listening_address
from dashboard.server.monitoring.request_log import RequestLog
from dashboard.server.monitoring.routes import list_operation_routes
from dashboard.server.slow_clients import protocol_settings
from dashboard.server.trusted_proxies import proxy_settings
from dashboard.server.warming import warming
from dashboard.theme import THEME
from dashboard.wall_screen.routes import list_routes
from dashboard.widgets.error_box import show_error
from dashboard.widgets.live_updates import list_live_routes
from warehouse.faults import WrongCall
from warehouse.store import Store

SCRIPT = Path(__file__).parents[1] / "app.py"
BACKLOG = 128
LARGEST_MESSAGE = 2 * 2**20
"""The most bytes of a websocket message: an export names its up to 20,000 rows in one.

Files come by HTTP.
"""

STOP_SECONDS = 3
"""How long open pages may delay the shutdown: their websockets never close by themselves."""

SETTINGS: dict[str, Any] = {
    "global.developmentMode": False,
    # The month widget has a default and also a value that is carried from page to page.
    "global.disableWidgetStateDuplicationWarning": True,
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": UPLOAD_MEGABYTES,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.enableCORS": True,  # despite its name, this keeps other sites out
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
"""Streamlit's settings, in code: no file beside the program can change how pages are served.

Settings that equal Streamlit's defaults are listed as well, since a file could change them. The
grid's own CSV button is off because its text could run as formulas (`documents/workbooks.py`).
"""


def bind(host: str, port: int) -> closing[socket.socket]:
    """Return a context manager of a listening socket; WrongCall if the port cannot be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":
        # Without this a server that just stopped could not restart at its address for a minute.
        # On Windows the option would let us take a port that another program uses.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except (OSError, OverflowError):
        listener.close()
        raise WrongCall(f"端口 {port} 不可用，可能已被占用。请用 --port 另选一个。") from None
    listener.setblocking(False)
    return closing(listener)


def build_app(store: Store) -> ASGIApp:
    """Return the application with all pages and routes; requests reach it only through the gate."""
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
    """Serve the pages of an open store until the process receives a signal to stop.

    With `is_local` nobody signs in: all pages use the store as it is bound.
    """
    host, port = listener.getsockname()[:2]
    config.set_option("server.address", host)
    config.set_option("server.port", port)
    set_listening_address(host, port, trusted_proxy)
    gate = build_gate(store, build_app(store), is_local=is_local)
    adopt_loggers()
    settings = uvicorn.Config(
        RequestLog(BelowBasePath(gate, base_path())),
        log_config=None,  # uvicorn's messages go into our own log
        access_log=False,
        server_header=False,
        backlog=BACKLOG,
        **proxy_settings(trusted_proxy),
        **protocol_settings(trusted_proxy),
        ws_max_size=LARGEST_MESSAGE,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    # Uvicorn stops gracefully and then raises the signal again. Its default action would end the
    # process before the store is closed and `serve.json` removed.
    signal.signal(signal.SIGTERM, _exit)
    with warming(store), backing_up_daily(store):
        asyncio.run(uvicorn.Server(settings).serve(sockets=[listener]))


def _exit(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def _show_script_error(error: Exception) -> bool:
    """Show faults and bugs from outside the page's own body: from callbacks and fragments."""
    show_error(error)
    return True
