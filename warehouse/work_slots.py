"""Slots for costly work: few for the whole server, shared fairly between users.

Each reading process may use its limit of memory (`Limits.memory_bytes`), whoever started it and for
any task. So their number is bounded for the whole server, and requests without a slot wait in a
short queue (threats H5).
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from warehouse.faults import Refused
from warehouse.reading.contract import Limits

MOST_SLOTS = 4
MEMORY_SHARE = 2
"""All reading processes together may use one part in this many of the memory."""
MOST_WAITING, MOST_WAITING_EACH = 64, 16
"""The number of files that may wait: in all, and of one user."""
HEAVY_BYTES = 2**20
"""A larger file takes seconds to read; a month's form has about 20 kB."""
PATIENCE_SECONDS = 300.0
"""The longest wait: more than 16 files of one user take that all time out, with two slots."""


class QueueFull(Refused):
    """Too many requests wait, or this one has waited too long."""


class LeftQueue(Refused):
    """The user who made the request has left."""


@dataclass(eq=False)
class Turn:
    """One user's request, in one thread; it may take several slots one after another."""

    owner: str
    ahead: int | None = None
    """The number of files that come before it; None while it does not wait."""
    may_go: bool = False
    is_heavy: bool = False
    """Whether its file is so large that it needs its slot for seconds."""
    has_left: bool = False


class Slots:
    """A number of slots and their queue. Thread-safe.

    Users with the fewest running processes come first, then those served least recently. If there
    are several slots, one user's heavy files leave one free. So neither many nor large files of one
    user keep another user's single file waiting for long.
    """

    def __init__(
        self,
        count: int,
        *,
        most_waiting: int = MOST_WAITING,
        most_each: int = MOST_WAITING_EACH,
        patience: float = PATIENCE_SECONDS,
        message: str = "当前等待读取的文件较多，本文件尚未读取。请一两分钟后再试。",
    ) -> None:
        """`message`: shown to users who find the queue full."""
        self.count, self._message = count, message
        self._most_waiting, self._most_each, self._patience = most_waiting, most_each, patience
        self._changed = threading.Condition()
        self._waiting: list[Turn] = []
        self._holding: list[Turn] = []
        self._served: dict[str, int] = {}
        self._grants = 0

    @contextmanager
    def taking(self, *, is_heavy: bool = False) -> Iterator[None]:
        """Hold a slot for the block, in the current turn (see `using_turn`).

        A turn that already holds a slot keeps using it. QueueFull if too many wait or the wait is
        too long; LeftQueue if the turn was given up.
        """
        turn = _turn.get() or Turn("")
        if turn in self._holding:
            yield
            return
        with self._changed:
            turn.is_heavy = is_heavy
            self._wait(turn)
            self._holding.append(turn)
            self._grants += 1
            self._served[turn.owner] = self._grants
            self._update_turns()
        try:
            yield
        finally:
            with self._changed:
                self._holding.remove(turn)
                if not self._waiting and not self._holding:
                    self._served.clear()
                self._update_turns()

    def leave(self, turn: Turn) -> None:
        """Give up a turn: it stops waiting and takes no further slot."""
        with self._changed:
            turn.has_left = True
            self._changed.notify_all()

    def _wait(self, turn: Turn) -> None:
        """Wait until a slot is free for this turn."""
        own = sum(waiting.owner == turn.owner for waiting in self._waiting)
        if len(self._waiting) >= self._most_waiting or own >= self._most_each:
            raise QueueFull(self._message)
        deadline = time.monotonic() + self._patience
        self._waiting.append(turn)
        self._update_turns()
        try:
            while turn.has_left or not turn.may_go:
                if turn.has_left:
                    raise LeftQueue("页面已经关闭，不再排队。")
                if not self._changed.wait(deadline - time.monotonic()):
                    raise QueueFull(self._message)
        finally:
            self._waiting.remove(turn)
            turn.ahead, turn.may_go = None, False
            self._update_turns()

    def _update_turns(self) -> None:
        """Set for each waiting turn how many come before it and whether it may go."""
        seen = Counter(turn.owner for turn in self._holding)
        heavy = Counter(turn.owner for turn in self._holding if turn.is_heavy)
        free = self.count - len(self._holding)
        # A user's running and earlier waiting files come first in the key, so that users alternate.
        order = []
        for arrival, turn in enumerate(self._waiting):
            order.append((seen[turn.owner], self._served.get(turn.owner, 0), arrival))
            seen[turn.owner] += 1
        for ahead, (_, _, arrival) in enumerate(sorted(order)):
            turn = self._waiting[arrival]
            is_fair = not turn.is_heavy or heavy[turn.owner] < max(1, self.count - 1)
            turn.ahead, turn.may_go = ahead, free > 0 and is_fair
            free -= turn.may_go
            heavy[turn.owner] += turn.may_go and turn.is_heavy
        self._changed.notify_all()


def count_slots(memory: int | None, cores: int, child_bytes: int) -> int:
    """Return how many reading processes a machine can run; memory in bytes, None if unknown."""
    by_memory = MOST_SLOTS if memory is None else memory // MEMORY_SHARE // child_bytes
    return max(1, min(MOST_SLOTS, cores, by_memory))


def measure_memory() -> int | None:
    """Return the memory that this process may use, in bytes; None if unknown."""
    if not hasattr(os, "sysconf"):
        return None
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    # The limit of the container or service; the file contains "max" if there is none.
    with contextlib.suppress(OSError, ValueError):
        total = min(total, int(Path("/sys/fs/cgroup/memory.max").read_text("ascii")))
    return total


@contextmanager
def using_turn(turn: Turn) -> Iterator[None]:
    """Make a turn current for the block, in this thread or task.

    Within another block of the same user, the outer turn stays current.
    """
    outer = _turn.get()
    token = _turn.set(outer if outer is not None and outer.owner == turn.owner else turn)
    try:
        yield
    finally:
        _turn.reset(token)


_turn: ContextVar[Turn | None] = ContextVar("turn", default=None)

READING = Slots(count_slots(measure_memory(), os.cpu_count() or 1, Limits().memory_bytes))
"""The slots of this server for processes that read or convert a file."""

EXPORTS = Slots(
    2,
    most_each=4,
    patience=60.0,
    message="现在生成文件的人太多，这一份没有生成。请过一两分钟再试。",
)
"""The slots for files that are generated when a user downloads them."""
