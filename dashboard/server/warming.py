"""A server that is ready before it is asked: first pages read ahead, garbage collection kept short.

After every run of a page Streamlit collects all garbage of the process. With the libraries of this
product that walks 125,000 objects that never go away, 90 ms of CPU for each click and each look of
an open page at the data; they are taken out of the walk (`gc.freeze`).
"""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from importlib import import_module

from dashboard.pages.boards.board_tables import prepare_board
from dashboard.runtime.background_threads import working
from dashboard.runtime.current_store import lending
from dashboard.runtime.read_cache import derive, recall
from scoring.scheme import Assessment, Scheme
from warehouse.schemes.schemes import read_schemes
from warehouse.store import Store
from warehouse.views import (
    read_comparisons,
    read_data_state,
    read_default_month,
    read_latest_month,
    read_leaderboard,
    read_months,
    read_overview,
    read_progress,
)
from warehouse.views.margins import read_margins

LOOK_SECONDS = 0.5
"""How soon after a landing the pages are read ahead; open pages look every two seconds."""

QUIET_SECONDS = 3.0
"""How long nothing must have landed before all first pages are read: open ones come first."""

SETTLE_SECONDS = 20.0
"""How often what has gathered since is looked at."""

LEAVE_SECONDS = 5.0
"""How long a reading ahead may keep the server from ending."""

MANY_OBJECTS = 30_000
"""Objects that make a collection take longer than about 20 ms."""

_log = logging.getLogger(__name__)


def warming(store: Store) -> AbstractContextManager[None]:
    """Keep a store's first pages ready while the block runs."""
    return working(partial(_keep_warm, store), "warming", LEAVE_SECONDS)


def _keep_warm(store: Store, end: threading.Event) -> None:
    with lending(store):  # no page asks here
        _keep_looking(store, end)


def _keep_looking(store: Store, end: threading.Event) -> None:
    seen, waited = -1, 0.0
    while not end.wait(LOOK_SECONDS):
        if store.version != seen:
            seen, waited = store.version, 0.0
            _try(read_first_boards)
        elif waited == QUIET_SECONDS:
            _try(lambda: read_first_pages(end))
            settle()
        elif waited % SETTLE_SECONDS == 0 and len(gc.get_objects()) > MANY_OBJECTS:
            settle()
        waited += LOOK_SECONDS


def _try(read: Callable[[], None]) -> None:
    try:
        read()
    except Exception:  # it costs time only: the page that asks says what is wrong
        _log.warning("pages could not be read ahead", exc_info=True)


def read_first_boards() -> None:
    """Read the board that each scheme opens with: what most open pages show."""
    recall(read_data_state)
    for scheme in recall(read_schemes):
        month = recall(read_default_month, scheme)
        for read in (read_latest_month, read_months, read_progress):
            recall(read, scheme)
        _prepare_board(scheme, scheme.assessments[0], month)


def read_first_pages(end: threading.Event | None = None) -> None:
    """Read the other boards, and what 总览 opens with, unless the end comes first."""
    # Altair takes most of a second to import: the first page with a chart need not wait for it.
    import_module("documents.charts.theme")
    for scheme in recall(read_schemes):
        month = recall(read_default_month, scheme)
        recall(read_overview, scheme, month)
        recall(read_comparisons, scheme, month)
        for assessment in scheme.assessments:
            if end is not None and end.is_set():
                return
            for read in (read_margins, read_leaderboard):
                recall(read, scheme, assessment.id, month)
            _prepare_board(scheme, assessment, month)


def _prepare_board(scheme: Scheme, assessment: Assessment, month: str) -> None:
    derive(prepare_board, scheme, assessment.id, int(month[5:]), None, [])


def settle() -> None:
    """Collect what is garbage now, and leave all that is in use out of later collections."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
