"""Kill a process of the product at some moment of an endlessly repeated act."""

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
    """Kill a process `delay` seconds after it sent its first number; None: after its second one.

    `act` is called with the arguments and the connection on which it sends numbers. Returns the
    last number that it sent, and the seconds that it lived after the first one.
    """
    receiver, sender = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=act, args=(*arguments, sender))  # type: ignore[attr-defined]
    process.start()
    sender.close()
    last, start = receiver.recv(), time.monotonic()
    if delay is None:
        last = receiver.recv()
    else:
        time.sleep(delay)
    lived = time.monotonic() - start
    process.kill()
    process.join()
    try:
        while True:
            last = receiver.recv()
    except EOFError:
        return int(last), lived
