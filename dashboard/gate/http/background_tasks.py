"""Tasks that run beside the requests on the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable

from anyio import to_thread

_log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def repeating(*jobs: tuple[Callable[[], None], float]) -> AsyncIterator[None]:
    """Run each job every so many seconds, in a thread, until the block is left."""
    tasks = [asyncio.create_task(_repeat(work, seconds)) for work, seconds in jobs]
    try:
        yield
    finally:
        for task in tasks:
            await cancel(task)


async def cancel(task: asyncio.Task[object]) -> None:
    """Cancel a task and wait for its end; an error of its own is raised."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _repeat(work: Callable[[], None], seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await to_thread.run_sync(work)
        except Exception:  # a full disk must not end the job for good
            _log.exception("beside the gate")
