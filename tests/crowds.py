"""Users who ask for work slots at the same moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from warehouse.work_slots import LeftQueue, Slots, Turn, using_turn

WAIT_SECONDS = 10.0


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.002)


@dataclass
class Crowd:
    """Users who ask for slots, each in a thread, and release them when the test says so."""

    slots: Slots
    served: list[str] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)
    may_end: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def ask(self, owner: str, *, is_heavy: bool = False) -> Turn:
        """Let one user ask; return the turn, which by then is served or waits."""
        turn, before = Turn(owner), len(self.served)

        def work() -> None:
            with suppress(LeftQueue), using_turn(turn), self.slots.taking(is_heavy=is_heavy):
                self.served.append(owner)
                self.may_end.acquire()

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        self.threads.append(thread)
        wait_until(lambda: turn.ahead is not None or len(self.served) > before)
        return turn

    def end_one(self) -> None:
        """Let one served user release the slot, so that the next is served."""
        before = len(self.served)
        self.may_end.release()
        wait_until(lambda: len(self.served) > before or not self.waiting())

    def waiting(self) -> list[Turn]:
        return list(self.slots._waiting)

    def end_all(self) -> None:
        for _ in self.threads:
            self.may_end.release()
        for thread in self.threads:
            thread.join(WAIT_SECONDS)


@contextmanager
def crowding(slots: Slots) -> Iterator[Crowd]:
    crowd = Crowd(slots)
    try:
        yield crowd
    finally:
        crowd.end_all()
