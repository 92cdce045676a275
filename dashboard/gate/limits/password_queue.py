"""Turns for slow work that anybody may ask for: checking passwords."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from warehouse.accounts.passwords import AT_ONCE

T = TypeVar("T")

MOST_INSIDE = 60
"""Sign-ins that are being checked or wait for their turn; more are sent away at once.

An office of fifty that signs in at the stroke of nine: the last one waits some three seconds.
"""


class BusyError(Exception):
    """More sign-ins are waiting than can be served in a few seconds."""


class Turns:
    """Lets few passwords be checked at once, off the event loop and beside no page's threads."""

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(AT_ONCE)
        self._inside = 0

    async def run(self, work: Callable[[], T]) -> T:
        """Return what slow work gives; BusyError where too many wait."""
        # Counted here: of those who come in one moment the limiter does not know yet.
        if self._inside >= MOST_INSIDE:
            raise BusyError
        self._inside += 1
        try:
            return await to_thread.run_sync(work, limiter=self._limiter)
        finally:
            self._inside -= 1
