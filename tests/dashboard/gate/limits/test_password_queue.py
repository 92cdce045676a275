"""Which password checks wait, and which are refused at once."""

from __future__ import annotations

import threading

import anyio

from dashboard.gate.limits.password_queue import MAX_INSIDE, BusyError, PasswordQueue

OFFICE = 50


def count_served(arriving: int) -> int:
    """Return how many of the checks that arrive at the same moment are run."""
    queue, is_open = PasswordQueue(), threading.Event()
    served = []

    async def arrive() -> None:
        try:
            await queue.run(is_open.wait)
        except BusyError:
            return
        served.append(1)

    async def arrive_together() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(arriving):
                group.start_soon(arrive)
            await anyio.wait_all_tasks_blocked()  # all have come before the first is through
            is_open.set()

    anyio.run(arrive_together)
    return len(served)


def test_an_office_that_comes_at_one_moment_is_let_in_whole() -> None:
    assert count_served(OFFICE) == OFFICE


def test_of_a_flood_only_so_many_are_kept_waiting() -> None:
    assert count_served(10 * OFFICE) == MAX_INSIDE
