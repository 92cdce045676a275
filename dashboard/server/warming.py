"""Keep the server fast: read the first pages ahead, and keep garbage collection short.

After every page run Streamlit runs a full garbage collection. With this product's libraries that
visits 125,000 permanent objects, which costs 90 ms of CPU for each click and for each check of an
open page for new data. `gc.freeze` excludes those objects from later collections.
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
from dashboard.runtime.background_threads import running_in_background
from dashboard.runtime.current_store import using_store
from dashboard.runtime.read_cache import compute_cached, read_cached
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.results.scores import parse_month
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
from warehouse.views.month_costs import read_month_costs

CHECK_SECONDS = 0.5
"""How soon after a landing the pages are read ahead; open pages check every two seconds."""

QUIET_SECONDS = 3.0
"""How long nothing must have landed before all first pages are read: open pages come first."""

SETTLE_SECONDS = 20.0
"""How often the number of objects created since is checked."""

LEAVE_SECONDS = 5.0
"""How long reading ahead may delay the shutdown."""

MANY_OBJECTS = 30_000
"""With more objects than this a collection takes longer than about 20 ms."""

_log = logging.getLogger(__name__)


def warming(store: Store) -> AbstractContextManager[None]:
    """Keep a store's first pages in the read cache while the block runs."""
    return running_in_background(partial(_keep_warm, store), "warming", LEAVE_SECONDS)


def _keep_warm(store: Store, end: threading.Event) -> None:
    with using_store(store):  # this thread belongs to no page run
        _keep_checking(store, end)


def _keep_checking(store: Store, end: threading.Event) -> None:
    seen, waited = -1, 0.0
    while not end.wait(CHECK_SECONDS):
        if store.version != seen:
            seen, waited = store.version, 0.0
            _try(read_first_boards)
        elif waited == QUIET_SECONDS:
            _try(lambda: read_first_pages(end))
            collect_and_freeze()
        elif waited % SETTLE_SECONDS == 0 and len(gc.get_objects()) > MANY_OBJECTS:
            collect_and_freeze()
        waited += CHECK_SECONDS


def _try(read: Callable[[], None]) -> None:
    try:
        read()
    except Exception:  # this costs only time: the page that reads the same shows the error
        _log.warning("pages could not be read ahead", exc_info=True)


def read_first_boards() -> None:
    """Read each scheme's first board: most open pages show it."""
    read_cached(read_data_state)
    read_cached(read_schemes, with_retired=True)
    for scheme in read_cached(read_schemes):
        month = read_cached(read_default_month, scheme)
        for read in (read_latest_month, read_months, read_progress):
            read_cached(read, scheme)
        _prepare_board(scheme, scheme.assessments[0], month)


def read_first_pages(end: threading.Event | None = None) -> None:
    """Read the other boards and the first view of 总览; stop early once `end` is set."""
    # Altair takes most of a second to import: the first page with a chart need not wait for it.
    import_module("documents.charts.theme")
    for scheme in read_cached(read_schemes):
        month = read_cached(read_default_month, scheme)
        read_cached(read_overview, scheme, month)
        read_cached(read_comparisons, scheme, month)
        read_cached(read_month_costs, scheme, month)
        for assessment in scheme.assessments:
            if end is not None and end.is_set():
                return
            for read in (read_margins, read_leaderboard):
                read_cached(read, scheme, assessment.id, month)
            _prepare_board(scheme, assessment, month)


def _prepare_board(scheme: Scheme, assessment: AssessmentOutline, month: str) -> None:
    compute_cached(prepare_board, scheme, assessment.id, parse_month(scheme, month), None, [], [])


def collect_and_freeze() -> None:
    """Collect the garbage now, and exclude all remaining objects from later collections."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
