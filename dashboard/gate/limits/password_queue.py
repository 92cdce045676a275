"""A queue for checking passwords, which is slow and open to anybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from warehouse.accounts.passwords import AT_ONCE

T = TypeVar("T")

MAX_INSIDE = 60
"""Checks that run or wait; further ones are refused at once.

If an office of fifty people signs in at nine o'clock, the last one waits about three seconds.
"""


class BusyError(Exception):
    """More checks are waiting than can run within a few seconds."""


class PasswordQueue:
    """Runs few checks at once, off the event loop and in none of the pages' threads."""

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(AT_ONCE)
        self._inside = 0

    async def run(self, work: Callable[[], T]) -> T:
        """Return the result of slow work; BusyError if too many checks wait."""
        # Counted here: the limiter does not yet know the tasks that arrive at the same moment.
        if self._inside >= MAX_INSIDE:
            raise BusyError
        self._inside += 1
        try:
            return await to_thread.run_sync(work, limiter=self._limiter)
        finally:
            self._inside -= 1
