"""Count and time page runs, and bind their session and person to the log."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.runtime.current_store import current_user_name
from dashboard.runtime.logs import bind_ids, shorten_id
from dashboard.runtime.metrics import PAGE_RUNS, PAGE_SECONDS
from warehouse.faults import Fault


@contextmanager
def running_page(name: str) -> Iterator[None]:
    """Count and time a page run; its log lines carry user and browser tab, both as digests."""
    PAGE_RUNS.labels(name).inc()
    began = time.monotonic()
    with bind_ids(page=name, **_find_ids()):
        try:
            yield
        finally:
            PAGE_SECONDS.observe(time.monotonic() - began)


def _find_ids() -> dict[str, str]:
    ids = {}
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None:
        ids["session"] = shorten_id(context.session_id)
    with suppress(Fault, LookupError):  # nobody is signed in: the page itself says so
        ids["person"] = shorten_id(current_user_name())
    return ids
