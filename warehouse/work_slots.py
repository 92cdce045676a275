"""Places for costly work: few for the whole server, given out in turn between people.

Each reading process may take its limit of memory (`Limits.memory_bytes`), whoever started it and
for whatever task. So their number is bounded for the process as a whole, and who finds no place
waits in a short queue (threats H5).
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
"""Reading processes together take at most one part in so many of the memory."""
MOST_WAITING, MOST_WAITING_EACH = 64, 16
"""Files that wait at one moment: in all, and of one person."""
HEAVY_BYTES = 2**20
"""A file above this takes seconds to read; a month's form has some 20 kB."""
PATIENCE_SECONDS = 300.0
"""Longer than sixteen files of one person take that each run out of time, with two places."""


class QueueFull(Refused):
    """More people wait than can be served in a few minutes, or one has waited that long."""


class LeftQueue(Refused):
    """Whoever asked is not there any more."""


@dataclass(eq=False)
class Turn:
    """What one person asks for, in one thread; it may take places one after another."""

    owner: str
    ahead: int | None = None
    """How many files come before it; None while it does not wait."""
    may_go: bool = False
    is_heavy: bool = False
    """Whether it holds, or waits for, a place for seconds rather than for a moment."""
    has_left: bool = False


class Slots:
    """A number of places and the queue before them; safe from any thread.

    Whoever has fewest processes comes first, then whoever was served least recently. Of several
    places one person's heavy files leave one free: so neither many files nor large ones of one
    person keep another's single file waiting for long.
    """

    def __init__(
        self,
        count: int,
        *,
        most_waiting: int = MOST_WAITING,
        most_each: int = MOST_WAITING_EACH,
        patience: float = PATIENCE_SECONDS,
        said: str = "现在等待读取的文件太多，这一份还没有读。请过一两分钟再试。",
    ) -> None:
        """`said`: what is told whoever finds the queue full."""
        self.count, self._said = count, said
        self._most_waiting, self._most_each, self._patience = most_waiting, most_each, patience
        self._changed = threading.Condition()
        self._waiting: list[Turn] = []
        self._holding: list[Turn] = []
        self._served: dict[str, int] = {}
        self._grants = 0

    @contextmanager
    def taking(self, *, is_heavy: bool = False) -> Iterator[None]:
        """Hold a place for the block, in the turn of whoever asks (`asking`).

        A turn that holds a place already goes on with it. QueueFull where too many wait or it takes
        too long; LeftQueue once the turn was given up.
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
            self._tell()
        try:
            yield
        finally:
            with self._changed:
                self._holding.remove(turn)
                if not self._waiting and not self._holding:
                    self._served.clear()
                self._tell()

    def leave(self, turn: Turn) -> None:
        """Give up a turn: it waits no longer and takes no further place."""
        with self._changed:
            turn.has_left = True
            self._changed.notify_all()

    def _wait(self, turn: Turn) -> None:
        """Wait until a place is free and the turn has come."""
        own = sum(one.owner == turn.owner for one in self._waiting)
        if len(self._waiting) >= self._most_waiting or own >= self._most_each:
            raise QueueFull(self._said)
        deadline = time.monotonic() + self._patience
        self._waiting.append(turn)
        self._tell()
        try:
            while turn.has_left or not turn.may_go:
                if turn.has_left:
                    raise LeftQueue("页面已经关闭，不再排队。")
                if not self._changed.wait(deadline - time.monotonic()):
                    raise QueueFull(self._said)
        finally:
            self._waiting.remove(turn)
            turn.ahead, turn.may_go = None, False
            self._tell()

    def _tell(self) -> None:
        """Let each turn know how many come before it, and whether it may go."""
        seen = Counter(one.owner for one in self._holding)
        heavy = Counter(one.owner for one in self._holding if one.is_heavy)
        free = self.count - len(self._holding)
        places = []
        for arrival, turn in enumerate(self._waiting):
            places.append((seen[turn.owner], self._served.get(turn.owner, 0), arrival))
            seen[turn.owner] += 1
        for ahead, (_, _, arrival) in enumerate(sorted(places)):
            turn = self._waiting[arrival]
            is_fair = not turn.is_heavy or heavy[turn.owner] < max(1, self.count - 1)
            turn.ahead, turn.may_go = ahead, free > 0 and is_fair
            free -= turn.may_go
            heavy[turn.owner] += turn.may_go and turn.is_heavy
        self._changed.notify_all()


def count_slots(memory: int | None, cores: int, child_bytes: int) -> int:
    """Return how many reading processes a machine bears; memory in bytes, None where unknown."""
    by_memory = MOST_SLOTS if memory is None else memory // MEMORY_SHARE // child_bytes
    return max(1, min(MOST_SLOTS, cores, by_memory))


def measure_memory() -> int | None:
    """Return the memory that this process may have, in bytes; None where nobody says."""
    if not hasattr(os, "sysconf"):
        return None
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    # A container's, or a service's, own limit; the file says "max" where there is none.
    with contextlib.suppress(OSError, ValueError):
        total = min(total, int(Path("/sys/fs/cgroup/memory.max").read_text("ascii")))
    return total


@contextmanager
def asking(turn: Turn) -> Iterator[None]:
    """Let what is read in the block, in this thread or task, be read in a person's turn.

    Within another block of the same person the outer turn holds.
    """
    outer = _turn.get()
    token = _turn.set(outer if outer is not None and outer.owner == turn.owner else turn)
    try:
        yield
    finally:
        _turn.reset(token)


_turn: ContextVar[Turn | None] = ContextVar("turn", default=None)

READING = Slots(count_slots(measure_memory(), os.cpu_count() or 1, Limits().memory_bytes))
"""The places of this server for processes that read a file or convert one."""

EXPORTS = Slots(
    2, most_each=4, patience=60.0, said="现在生成文件的人太多，这一份没有生成。请过一两分钟再试。"
)
"""The places for files that are made when somebody takes them."""
