"""The process that has the home open in a fault schedule, forked to avoid new imports.

It executes requests from a pipe, and can end itself at a named point as a kill would.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, Self

import pytest

from tests.soak.schedule_acts import perform, read_model_state
from tests.soak.schedule_model import Act
from warehouse.check_results import CheckReport, Depth
from warehouse.database import database
from warehouse.database.audit_copy import AuditCopy
from warehouse.database.database import Database
from warehouse.faults import Fault
from warehouse.home.opening import open_store
from warehouse.importing.reading_series import ReadingSeries
from warehouse.reading.contract import Reading, ReadRequest
from warehouse.reading.reader import read_content
from warehouse.safekeeping.backups import verify_home
from warehouse.safekeeping.verification import program_objects
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.store import Store

FORK = multiprocessing.get_context("fork")
DAY = datetime(2023, 12, 20, 4, tzinfo=UTC)
"""The time at which a schedule begins; its clock may jump from there."""

STARTED = time.monotonic()

OWN_TEXT: tuple[Any, Any] | None = None
"""The county's schemes and the catalog that the program makes of them, equal in each process."""

POINTS = (
    "before commit", "after commit", "announced", "confirming",
    "fsync", "rename", "replace", "unlink", "mkdir",
)  # fmt: skip


class Reply(NamedTuple):
    """The result of a request: done, refused with a sentence, or an error that is a bug."""

    state: str
    value: Any = None
    said: str = ""


class JumpingClock(datetime):
    """A clock that the schedule sets; each reading may use the next of several offsets."""

    offsets: Iterator[timedelta] = itertools.repeat(timedelta())

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        moment = DAY.timestamp() + time.monotonic() - STARTED + next(cls.offsets).total_seconds()
        return cls.fromtimestamp(moment, tz)


class Killer:
    """Ends the process when a named point is reached for the n-th time."""

    def __init__(self) -> None:
        self._armed, self._left = "", 0

    def arm(self, point: str, times: int) -> None:
        self._armed, self._left = point, times

    def reach(self, point: str) -> None:
        if point != self._armed:
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, owner: Any, name: str, before: str = "", after: str = "") -> None:
        """Make each call of an owner's function reach a point before or after it."""
        function: Callable[..., Any] = getattr(owner, name)

        def watched(*arguments: Any, **named: Any) -> Any:
            self.reach(before)
            result = function(*arguments, **named)
            self.reach(after)
            return result

        setattr(owner, name, watched)


class Worker:
    """The schedule's handle of the process."""

    def __init__(self, home: Path, offsets: Sequence[float]) -> None:
        self._pipe, theirs = FORK.Pipe()
        self.process = FORK.Process(target=_work, args=(home, offsets, theirs), daemon=True)
        self.process.start()
        theirs.close()

    @property
    def pid(self) -> int:
        """The process id."""
        return int(self.process.pid or 0)

    def send(self, *request: Any) -> None:
        """Send a request without waiting."""
        self._pipe.send(request)

    def receive(self) -> Reply | None:
        """Return the result of a request; None if the process has ended."""
        if not self._pipe.poll(120):
            raise TimeoutError("a process of the schedule does not answer")
        try:
            reply: Reply = self._pipe.recv()
        except (EOFError, ConnectionResetError):
            return None
        if reply.state == "error":
            raise AssertionError(reply.said)
        return reply

    def ask(self, *request: Any) -> Reply | None:
        """Send a request and return its result."""
        self.send(*request)
        return self.receive()

    def kill(self) -> None:
        """Kill the process, so that no handler in it runs."""
        self.process.kill()
        self.process.join()
        self._pipe.close()


class _Desk:
    """The requests that the process executes."""

    def __init__(self, home: Path, killer: Killer) -> None:
        self._home, self._killer = home, killer
        self._store: Store | None = None

    def open(self, point: str = "", times: int = 0) -> None:
        self._killer.arm(point, times)
        if self._store is None:
            self._store = open_store(self._home)
        self._killer.arm("", 0)

    def do(self, act: Act, point: str = "", times: int = 0, floor: int | None = None) -> None:
        self._killer.arm(point, times)
        kept = database.FREE_SPACE_FLOOR
        database.FREE_SPACE_FLOOR = kept if floor is None else floor
        try:
            store = self._store
            if act.kind == "restore":  # it closes the store, and may fail
                self._store = None
            self._store = perform(self._home, store, act)
        finally:
            database.FREE_SPACE_FLOOR = kept
        self._killer.arm("", 0)

    def open_and_read(self) -> Any:
        self.open()
        assert self._store
        return read_model_state(self._store)

    def read(self) -> Any:
        assert self._store
        return read_model_state(self._store)

    def verify_store(self, depth: Depth) -> CheckReport:
        return verify_store(self._store, depth) if self._store else verify_home(self._home)

    def set_clock(self, offsets: Sequence[float]) -> None:
        days = [timedelta(days=one) for one in offsets]
        JumpingClock.offsets = itertools.cycle(days)


def _work(home: Path, offsets: Sequence[float], pipe: Connection) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    desk = _Desk(home, _install())
    desk.set_clock(offsets)
    while True:
        try:
            name, *values = pipe.recv()
        except EOFError:
            os._exit(0)
        try:
            reply = Reply("done", getattr(desk, name)(*values))
        except Fault as fault:
            reply = Reply("refused", type(fault).__name__, str(fault))
        except BaseException:
            reply = Reply("error", None, traceback.format_exc())
        pipe.send(reply)


def _install() -> Killer:
    """Patch the points, and what a test replaces, into the product's code."""
    killer = Killer()
    killer.watch(Database, "_commit", "before commit", "after commit")
    killer.watch(AuditCopy, "announce", after="announced")
    killer.watch(AuditCopy, "confirm", "confirming")
    for name in ("fsync", "rename", "replace", "unlink", "mkdir"):
        killer.watch(os, name, name)
    patch = pytest.MonkeyPatch()
    patch.setattr("warehouse.database.clock.datetime", JumpingClock)
    patch.setattr("warehouse.importing.import_file.read_in_worker", read_content)
    patch.setattr(ReadingSeries, "read", _read_here)
    if OWN_TEXT is not None:
        schemes, expected = OWN_TEXT
        make = program_objects._expect
        patch.setattr(
            "warehouse.safekeeping.verification.program_objects._expect",
            lambda found: expected if found == schemes else make(found),
        )
    # Otherwise the kernel copies files, and strace does not see the bytes.
    patch.setattr("shutil._USE_CP_SENDFILE", False, raising=False)
    return killer


def _read_here(_: ReadingSeries, content: bytes, request: ReadRequest) -> Reading:
    """Read a file in this process; other tests cover the reading process."""
    return read_content(content, request)
