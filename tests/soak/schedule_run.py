"""One home during a schedule: its process, its model, and comparing the two after each act."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.soak.schedule_acts import list_backup_names
from tests.soak.schedule_model import Act, State, World
from tests.soak.schedule_worker import Reply, Worker
from warehouse.check_results import Depth

BREAKS = ("lost", "doubled", "mixed", "not ready", "not sound", "other")

LIMIT_SECONDS = 30.0
"""The longest start after a fault: six times the 5 s of an idle machine."""


class Broken(AssertionError):
    """Something that must never happen, and which of BREAKS it is."""

    def __init__(self, message: str, kind: str = "other") -> None:
        super().__init__(message)
        self.kind = kind


@dataclass
class Tally:
    """The counts by act and fault."""

    schedules: int = 0
    acknowledged: int = 0
    """Acknowledged acts that changed something."""
    breaks: Counter[str] = field(default_factory=Counter)
    """One of BREAKS → the number of schedules that ended in it."""
    is_stopped: bool = False
    outcomes: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    ready: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lasts: dict[str, float] = field(default_factory=dict)
    """The duration in seconds of the last act of each kind without a fault."""


class Run:
    """One home during a schedule."""

    def __init__(self, home: Path, world: World, tally: Tally) -> None:
        self.home, self.world, self.tally = home, world, tally
        self.offsets: list[float] = [0.0]
        self.fault = "nothing"
        self.worker = self.start()
        self._digest = self._read_state(self.worker)[1]

    def start(self, point: str = "", times: int = 0) -> Worker:
        """Start a process and open the home; Broken if that fails or takes too long."""
        begun = time.monotonic()
        worker = Worker(self.home, self.offsets)
        reply = worker.ask("open", point, times)
        if point and reply is None:
            worker.kill()
            return self.start()
        if reply is None or reply.state != "done":
            raise Broken(f"not ready by itself: {reply}", "not ready")
        self.note_ready(time.monotonic() - begun)
        return worker

    def note_ready(self, seconds: float) -> None:
        """Count a time until ready."""
        self.tally.ready[self.fault].append(seconds)
        if seconds > LIMIT_SECONDS:
            raise Broken(f"ready after {seconds:.1f} s only", "not ready")

    def do(self, act: Act) -> None:
        """Do an act without a fault."""
        begun = time.monotonic()
        reply = self.worker.ask("do", act)
        self.tally.lasts[act.kind] = time.monotonic() - begun
        self.settle(act, reply)

    def settle(self, act: Act, reply: Reply | None) -> str:
        """Compare the store with the model before and after an act; return which one it matches."""
        before, after = self.world, self.world.after(act)
        state, digest = self._read_state(self.worker)
        is_made = self._find_backup(act)
        if state == after.state and after is not before:
            self.world, outcome = after, "after"
        elif state == before.state:
            if digest != self._digest:
                raise Broken(f"{act}: rows differ although the act has not happened", "mixed")
            outcome = "after" if is_made else "before"
        else:
            difference = _describe_difference(state, before, after)
            raise Broken(f"{act}: {difference}", _name_difference(state, before, after))
        is_done = reply is not None and reply.state == "done"
        can_be = after is not before or act.kind == "back_up"
        if is_done and can_be and outcome == "before":
            raise Broken(f"{act}: acknowledged and lost", "lost")
        self.tally.acknowledged += is_done and can_be
        if reply is not None and not is_done and outcome == "after":
            raise Broken(f"{act}: said to have failed, yet done: {reply.said}")
        if self.fault == "nothing" and can_be and not is_done:
            raise Broken(f"{act}: refused: {reply}")
        self._digest = digest
        self.tally.outcomes[act.kind, self.fault, outcome] += 1
        return outcome

    def prove(self, depth: Depth) -> None:
        """Raise Broken if the verification finds anything."""
        reply = self.worker.ask("verify_store", depth)
        if reply is None or reply.state != "done" or reply.value.verdict != "sound":
            raise Broken(f"not sound: {reply}", "not sound")

    def is_as_acknowledged(self, worker: Worker) -> bool:
        """Tell whether a process reads exactly what was acknowledged so far."""
        return self._read_state(worker) == (self.world.state, self._digest)

    def _read_state(self, worker: Worker) -> tuple[State, str]:
        reply = worker.ask("open_and_read")
        if reply is None or reply.state != "done":
            raise Broken(f"cannot be read: {reply}")
        state, digest = reply.value
        return state, digest

    def _find_backup(self, act: Act) -> bool:
        """Tell whether an act has made a backup, and remember its content."""
        names = list_backup_names(self.home)
        new = [name for name in names if name not in self.world.backups]
        if len(new) > (act.kind == "back_up") or len(names) - len(new) < len(self.world.backups):
            raise Broken(f"{act}: backups {sorted(self.world.backups)} became {names}")
        for name in new:
            self.world.backups[name] = self.world.copy()
        return bool(new)


def _name_difference(state: State, before: World, after: World) -> str:
    """Return which of BREAKS describes a state that is neither the one before nor the one after."""
    found = set()
    for key, now in state.items():
        count, old, new = (_count(one) for one in (now, before.state[key], after.state[key]))
        if any(times > max(old[row], new[row], 1) for row, times in count.items()):
            found.add("doubled")
        if any(count[row] < times for row, times in (old & new).items()):
            found.add("lost")
    return next((one for one in BREAKS if one in found), "mixed")


def _count(value: object) -> Counter[str]:
    rows = value.items() if isinstance(value, dict) else value
    assert isinstance(rows, Iterable)
    return Counter(map(str, rows))


def _describe_difference(state: State, before: World, after: World) -> str:
    """Return how a state differs from both states that would be right."""
    return (
        "; ".join(
            f"{key}: {state[key]} is neither {before.state[key]} nor {after.state[key]}"
            for key in state
            if state[key] not in (before.state[key], after.state[key])
        )
        or "parts of both"
    )
