"""Who has looked at whose details: told to the record once in a while, not at every click.

It is written beside the pages, since a page must not wait until a landing is over. What cannot be
written is told to the log of the server: the page has been seen by then.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from contextlib import AbstractContextManager
from typing import Any

from dashboard.runtime.background_threads import working
from dashboard.runtime.current_store import current_store
from warehouse.store import Store

AGAIN_SECONDS = 600.0
"""A look at the same details by the same person within so long is the same look."""

MOST_REMEMBERED = 10_000
WRITE_SECONDS = 1.0
LEAVE_SECONDS = 5.0

Look = tuple[Store, dict[str, Any]]

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_seen: dict[tuple[object, ...], float] = {}
_waiting: queue.SimpleQueue[Look] = queue.SimpleQueue()


def note_view(page: str, **what: str) -> None:
    """Note that the person of this run looks at details: which page, whose, of which month."""
    store = current_store()
    key = (store.home, store.person.name, page, *what.values())
    now = time.monotonic()
    with _lock:
        if now - _seen.get(key, -AGAIN_SECONDS) < AGAIN_SECONDS:
            return
        if len(_seen) >= MOST_REMEMBERED:
            _seen.clear()
        _seen[key] = now
    _waiting.put((store, {"page": page, **what}))


def writing_views() -> AbstractContextManager[None]:
    """Write what is looked at into the record while the block runs, and what is left at its end."""
    return working(_keep_writing, "views", LEAVE_SECONDS)


def write_views() -> None:
    """Write every look that waits."""
    while not _waiting.empty():
        store, what = _waiting.get()
        try:
            store.record("view", what)
        except Exception:  # the one net below this thread: the next look is still to be written
            _log.exception("a look at details could not be recorded")


def _keep_writing(end: threading.Event) -> None:
    while not end.wait(WRITE_SECONDS):
        write_views()
    write_views()
