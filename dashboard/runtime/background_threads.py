"""Work that goes on beside the pages while the server runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def working(
    work: Callable[[threading.Event], None], name: str, leave_seconds: float
) -> Iterator[None]:
    """Do something in a thread until the block is left; `work` ends once its event is set.

    A thread still inside the database when Python goes would abort the process: it has some
    seconds to leave.
    """
    end = threading.Event()
    thread = threading.Thread(target=work, args=(end,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join(leave_seconds)
