"""Background threads of the serving process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def running_in_background(
    work: Callable[[threading.Event], None], name: str, leave_seconds: float
) -> Iterator[None]:
    """Run `work` in a thread while the block runs; at its end, set the event that `work` watches.

    The block waits up to `leave_seconds` for the thread: one that is still inside the database
    when Python exits would abort the process.
    """
    end = threading.Event()
    thread = threading.Thread(target=work, args=(end,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join(leave_seconds)
