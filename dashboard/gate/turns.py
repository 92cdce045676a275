"""Turns for slow work that anybody may ask for: checking passwords."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from warehouse.access.passwords import AT_ONCE

T = TypeVar("T")

MOST_WAITING = 20
"""Sign-ins that may wait for their turn; more are sent away at once."""


class BusyError(Exception):
    """More sign-ins are waiting than can be served in a few seconds."""


class Turns:
    """Lets few passwords be checked at once, off the event loop and beside no page's threads."""

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(AT_ONCE)

    async def run(self, work: Callable[[], T]) -> T:
        """Return what slow work gives; BusyError where too many wait."""
        if self._limiter.statistics().tasks_waiting >= MOST_WAITING:
            raise BusyError
        return await to_thread.run_sync(work, limiter=self._limiter)
