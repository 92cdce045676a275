"""The address on which this process listens, kept for `kaohe doctor` and `kaohe health`."""

from __future__ import annotations

import logging
from importlib.metadata import version
from typing import NamedTuple

from dashboard.runtime.base_path import base_path
from dashboard.runtime.logs import log_event

_log = logging.getLogger(__name__)


class ListeningAddress(NamedTuple):
    """The address on which a process listens, and the reverse proxy it trusts."""

    host: str
    port: int
    base_path: str
    trusted_proxy: str


_current: list[ListeningAddress] = []


def set_listening_address(host: str, port: int, trusted_proxy: str) -> None:
    """Keep and log the address on which this process listens."""
    listening = ListeningAddress(host, port, base_path(), trusted_proxy)
    _current[:] = [listening]
    log_event(_log, "serving", program=version("kaohe"), **listening._asdict())


def read_listening_address() -> ListeningAddress | None:
    """Return the address on which this process listens; None if it serves nothing."""
    return _current[0] if _current else None
