"""The address on which this process listens, kept for `kaohe doctor` and `kaohe health`."""

from __future__ import annotations

import logging
from importlib.metadata import version
from typing import NamedTuple

from dashboard.runtime.base_path import base_path
from dashboard.runtime.logs import log_event

_log = logging.getLogger(__name__)


class Exposure(NamedTuple):
    """The address on which a process listens, and the reverse proxy it trusts."""

    host: str
    port: int
    base_path: str
    trusted_proxy: str


_exposed: list[Exposure] = []


def note_exposure(host: str, port: int, trusted_proxy: str) -> None:
    """Keep and log the address on which this process listens."""
    exposure = Exposure(host, port, base_path(), trusted_proxy)
    _exposed[:] = [exposure]
    log_event(_log, "serving", program=version("kaohe"), **exposure._asdict())


def find_exposure() -> Exposure | None:
    """Return the address on which this process listens; None if it serves nothing."""
    return _exposed[0] if _exposed else None
