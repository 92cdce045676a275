"""A process of the product that is killed at some moment of what it does for ever."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from typing import Any

CONTEXT = multiprocessing.get_context(
    "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
)


def act_and_kill(
    act: Callable[..., None], *arguments: Any, delay: float | None
) -> tuple[int, float]:
    """Kill a process some seconds after it first told a number; None: after its second one.

    `act` is called with the arguments and the connection on which it tells numbers. Returns the
    last number that it told, and the seconds that it was let live after the first one.
    """
    heard, told = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=act, args=(*arguments, told))  # type: ignore[attr-defined]
    process.start()
    told.close()
    last, start = heard.recv(), time.monotonic()
    if delay is None:
        last = heard.recv()
    else:
        time.sleep(delay)
    lived = time.monotonic() - start
    process.kill()
    process.join()
    try:
        while True:
            last = heard.recv()
    except EOFError:
        return int(last), lived
