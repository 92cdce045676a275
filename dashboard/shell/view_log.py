"""Log who looked at a unit's details: one line per look, not one per rerun of the page.

The line goes to the running log, not to the audit record: a look changes nothing, an entry is kept
for good, and a page would wait for the writing transaction.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from cachetools import TTLCache

from dashboard.runtime.current_store import current_store
from dashboard.runtime.logs import log_event

REPEAT_SECONDS = 600.0
"""A second look of one person at the same details within this time is not logged."""

MAX_REMEMBERED = 10_000

_log = logging.getLogger(__name__)
_lock = threading.Lock()  # a TTLCache is not safe to share between threads
_recent: TTLCache[tuple[object, ...], None] = TTLCache(
    MAX_REMEMBERED, REPEAT_SECONDS, timer=time.monotonic
)


def note_view(page: str, **shown: str) -> None:
    """Log that the user of this run looks at details: the page, the unit, the month …"""
    store = current_store()
    look = (store.home, store.person.name, page, *shown.values())
    with _lock:
        if look in _recent:
            return
        _recent[look] = None
    fields: dict[str, Any] = {"account": store.person.name, "page": page, **shown}
    log_event(_log, "view", **fields)
