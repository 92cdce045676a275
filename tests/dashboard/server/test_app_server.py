"""Streamlit's settings are the program's own, whatever a file or the environment says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from streamlit import config

from dashboard.server.app_server import build_app
from warehouse.store import Store

OPENED: list[tuple[str, Any]] = [
    ("server.enableAgentApi", True),
    ("server.enableCORS", False),
    ("server.corsAllowedOrigins", ["https://elsewhere.example"]),
    ("server.enableXsrfProtection", False),
    ("server.enableStaticServing", True),
    ("server.scriptHealthCheckEnabled", True),
    ("server.trustedUserHeaders", {"X-User": "user"}),
    ("client.showErrorDetails", "full"),
    ("client.toolbarMode", "developer"),
]
"""What somebody may have written beside the program, and what must not come of it."""


@pytest.fixture
def unchanged() -> Iterator[None]:
    """Leave Streamlit's settings as they were."""
    before = {key: config.get_option(key) for key, _ in OPENED}
    yield
    for key, value in before.items():
        config.set_option(key, value)


@pytest.mark.usefixtures("unchanged")
def test_nothing_beside_the_program_opens_what_is_served(store: Store) -> None:
    for key, value in OPENED:
        config.set_option(key, value)
    build_app(store)
    left = [key for key, value in OPENED if config.get_option(key) == value]
    assert not left
