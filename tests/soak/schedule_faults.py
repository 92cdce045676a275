"""The faults of a schedule, each around one act, and what must hold after it.

The state is the one before the act or the one after it; what was acknowledged is there, once;
verifying finds nothing; where a byte was damaged, it is named or did no harm, and the last backup
gives exactly what was acknowledged when it was made.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.soak.full_disks import fill_up_to
from tests.soak.power_loss import read_disk, recorded, replay, write_disk
from tests.soak.schedule_acts import tell_backups
from tests.soak.schedule_model import Act, Told, World, pick
from tests.soak.schedule_worker import POINTS, Reply, Worker
from warehouse.check_results import Depth
from warehouse.database.connection import FILE_NAME, ORIGINALS

BREAKS = ("lost", "doubled", "mixed", "not ready", "not sound", "other")

LIMIT_SECONDS = 30.0
"""A start after a fault: 5 s on a machine that does nothing else, six times that on any."""

AGAIN = {"land", "seal", "setting"}
"""Acts that a person who heard nothing does again, and that must then have one effect."""

DAYS = (-200.0, -1.0, -1 / 24, 1 / 24, 1.0, 31.0, 400.0, 3650.0)
ROOM_MEGABYTES = (0.0, 0.02, 0.1, 0.3, 1.0, 3.0, 10.0, 40.0)


class Broken(AssertionError):
    """What must never be, and which of KINDS_OF_BREAK it is."""

    def __init__(self, said: str, kind: str = "other") -> None:
        super().__init__(said)
        self.kind = kind


@dataclass
class Tally:
    """What was counted, by act and fault."""

    schedules: int = 0
    acknowledged: int = 0
    """Acts that were said to be done and had something to do."""
    breaks: Counter[str] = field(default_factory=Counter)
    """One of BREAKS → schedules that ended in it."""
    is_stopped: bool = False
    outcomes: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    ready: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lasts: dict[str, float] = field(default_factory=dict)
    """Seconds of the last act of each kind that nothing happened to."""


class Run:
    """One home on its way through a schedule."""

    def __init__(self, home: Path, world: World, tally: Tally) -> None:
        self.home, self.world, self.tally = home, world, tally
        self.offsets: list[float] = [0.0]
        self.fault = "nothing"
        self.worker = self.start()
        self._digest = self._tell(self.worker)[1]

    def start(self, point: str = "", times: int = 0) -> Worker:
        """Start a process and open the home; Broken where it cannot be, or takes too long."""
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
        """Count a time to ready."""
        self.tally.ready[self.fault].append(seconds)
        if seconds > LIMIT_SECONDS:
            raise Broken(f"ready after {seconds:.1f} s only", "not ready")

    def do(self, act: Act) -> None:
        """Do an act that nothing happens to."""
        begun = time.monotonic()
        reply = self.worker.ask("do", act)
        self.tally.lasts[act.kind] = time.monotonic() - begun
        self.settle(act, reply)

    def settle(self, act: Act, reply: Reply | None) -> str:
        """Compare the store with the model before and after an act; return which it is."""
        before, after = self.world, self.world.after(act)
        told, digest = self._tell(self.worker)
        is_made = self._find_backup(act)
        if told == after.told and after is not before:
            self.world, outcome = after, "after"
        elif told == before.told:
            if digest != self._digest:
                raise Broken(f"{act}: rows differ although the act has not happened", "mixed")
            outcome = "after" if is_made else "before"
        else:
            said = _describe_difference(told, before, after)
            raise Broken(f"{act}: {said}", _name_difference(told, before, after))
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
        """Broken where verifying finds anything."""
        reply = self.worker.ask("prove", depth)
        if reply is None or reply.state != "done" or reply.value.verdict != "sound":
            raise Broken(f"not sound: {reply}", "not sound")

    def is_as_told(self, worker: Worker) -> bool:
        """Tell whether a process reads exactly what was acknowledged."""
        return self._tell(worker) == (self.world.told, self._digest)

    def _tell(self, worker: Worker) -> tuple[Told, str]:
        reply = worker.ask("tell")
        if reply is None or reply.state != "done":
            raise Broken(f"cannot be read: {reply}")
        told, digest = reply.value
        return told, digest

    def _find_backup(self, act: Act) -> bool:
        """Tell whether an act has made a backup, and remember what it holds."""
        names = tell_backups(self.home)
        new = [name for name in names if name not in self.world.backups]
        if len(new) > (act.kind == "back_up") or len(names) - len(new) < len(self.world.backups):
            raise Broken(f"{act}: backups {sorted(self.world.backups)} became {names}")
        for name in new:
            self.world.backups[name] = self.world.copy()
        return bool(new)


def kill_at_random(run: Run, act: Act, dice: Random) -> None:
    """Kill the process while it acts, or just after; start the next."""
    run.worker.send("do", act)
    time.sleep(dice.uniform(0, 1.3) * run.tally.lasts.get(act.kind, 0.2))
    _reopen(run, act, _take_reply(run.worker), dice)


def kill_at_point(run: Run, act: Act, dice: Random) -> None:
    """Let the process end at a named point of the act."""
    reply = run.worker.ask("do", act, dice.choice(POINTS), 1 + int(dice.expovariate(0.5)))
    _reopen(run, act, reply, dice)


def kill_at_start(run: Run, act: Act, dice: Random) -> None:
    """Kill in the middle of the act, and again in the middle of the next start."""
    reply = run.worker.ask("do", act, dice.choice(POINTS[:4]), 1)
    _reopen(run, act, reply, dice, dice.choice(POINTS), 1 + int(dice.expovariate(0.7)))


def race_to_open(run: Run, act: Act, dice: Random) -> None:
    """Kill, then let two processes open the home at one moment: one has it, the other is told."""
    run.do(act)
    run.worker.kill()
    both = [Worker(run.home, run.offsets) for _ in range(2)]
    begun = time.monotonic()
    for one in both:
        one.send("open")
    replies = [(one, one.hear()) for one in both]
    run.note_ready(time.monotonic() - begun)
    first = [one for one, reply in replies if reply and reply.state == "done"]
    if len(first) != 1:
        raise Broken(f"two opened one home: {replies}")
    for one, reply in replies:
        if one is not first[0]:
            _check_held(reply, first[0])
            one.kill()
    run.worker = first[0]


def open_beside(run: Run, act: Act, dice: Random) -> None:
    """Let a second process open the home, and restore over it, while the first one acts."""
    if act.kind == "restore":  # it lets the home go in between: either may have it
        return race_to_open(run, act, dice)
    second = Worker(run.home, run.offsets)
    run.worker.send("do", act)
    _check_held(second.ask("open"), run.worker)
    _check_held(second.ask("do", pick("restore", "act beside", dice, run.world)), run.worker)
    second.kill()
    run.settle(act, run.worker.hear())
    return None


def fill_disk(run: Run, act: Act, dice: Random) -> None:
    """Act on a disk that another program has filled, with and without the floor."""
    filler = run.home.parent / "filler"
    fill_up_to(filler, dice.choice(ROOM_MEGABYTES))
    reply = run.worker.ask("do", act, "", 0, dice.choice((0, None)))
    filler.unlink()
    if reply is None:  # DuckDB ends the process where a commit finds no room
        run.worker.kill()
        run.worker = run.start()
    run.settle(act, reply)


def jump_clock(run: Run, act: Act, dice: Random) -> None:
    """Set the clock, before the act or at each look within it."""
    run.offsets = [dice.choice(DAYS) for _ in range(dice.choice((1, 1, 3)))]
    run.worker.ask("set_clock", run.offsets)
    run.settle(act, run.worker.ask("do", act))


def make_read_only(run: Run, act: Act, dice: Random) -> None:
    """Act in a home that has become read-only: refused, reading goes on, and back without ado."""
    with read_only(run.home):
        reply = run.worker.ask("do", act)
        if act.kind != "restore" and not run.is_as_told(run.worker):
            raise Broken("a read-only home cannot be read")
    if run.settle(act, reply) == "before":
        run.do(act)


def lose_power(run: Run, act: Act, dice: Random) -> None:
    """Lose the power in the act: what no fsync covered is lost, page by page."""
    disk, trace = read_disk(run.home), run.home.parent / "trace"
    with recorded(run.worker.pid, trace):
        reply = run.worker.ask("do", act)
    run.worker.kill()
    if not replay(disk, run.home, trace, dice):
        reply = None
    shutil.rmtree(run.home)
    write_disk(run.home, disk.lose(dice))
    trace.unlink()
    run.worker = run.start()
    run.settle(act, reply)


def damage_byte(run: Run, act: Act, dice: Random) -> None:
    """Change a byte of a file, or cut the log; then restore the last backup as a person would."""
    run.do(act)
    run.worker.kill()
    path = _choose_file(run.home, dice)
    _damage(path, dice)
    worker = Worker(run.home, run.offsets)
    opened, proof = worker.ask("open"), worker.ask("prove", "full")
    if opened is None or proof is None:
        raise Broken(f"{path.name} damaged: the process ended")
    is_sound = proof.state == "done" and proof.value.verdict == "sound"
    if opened.state == "done" and is_sound and not run.is_as_told(worker):
        raise Broken(f"{path.name} damaged: another state passes for sound")
    if opened.state != "done" and "kaohe " not in opened.said:
        raise Broken(f"{path.name} damaged: no command is told: {opened.said}")
    outcome = "no harm" if opened.state == "done" and is_sound else "named"
    run.tally.outcomes[f"({path.suffix or path.parent.name})", run.fault, outcome] += 1
    last = tell_backups(run.home)[-1]
    back = Act("restore", f"{act.token} back", {"backup": last})
    begun = time.monotonic()
    reply = worker.ask("do", back)
    if reply is None or reply.state != "done":
        raise Broken(f"{path.name} damaged: {last} cannot be restored: {reply}")
    run.note_ready(time.monotonic() - begun)
    run.worker = worker
    run.settle(back, reply)


FAULTS: dict[str, Callable[[Run, Act, Random], None]] = {
    "killed at random": kill_at_random,
    "killed at a point": kill_at_point,
    "killed at the start too": kill_at_start,
    "two at one start": race_to_open,
    "a second beside": open_beside,
    "disk full": fill_disk,
    "clock jumps": jump_clock,
    "read-only": make_read_only,
    "power lost": lose_power,
    "byte damaged": damage_byte,
}
NEED_TRACE = "power lost"
NEED_MOUNT = {"disk full", "read-only"}


@contextmanager
def read_only(home: Path) -> Iterator[None]:
    """Let a home be read-only for the length of a block; PermissionError where it cannot be."""
    for options in (["--bind", str(home), str(home)], ["-o", "remount,ro,bind", str(home)]):
        done = subprocess.run(["mount", *options], capture_output=True, check=False)
        if done.returncode:
            raise PermissionError(done.stderr.decode().strip())
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(home)], check=True)


def _reopen(
    run: Run, act: Act, reply: Reply | None, dice: Random, point: str = "", times: int = 0
) -> None:
    """Start again after a kill; whoever heard nothing may do the act again."""
    run.worker.kill()
    run.worker = run.start(point, times)
    run.settle(act, reply)
    if reply is None and act.kind in AGAIN and dice.random() < 0.5:
        fault, run.fault = run.fault, "nothing"
        run.do(act)
        run.fault = fault


def _take_reply(worker: Worker) -> Reply | None:
    """Kill a process and return what it had acknowledged by then."""
    worker.process.kill()
    worker.process.join()
    return worker.hear()


def _check_held(reply: Reply | None, holder: Worker) -> None:
    held = "done" if reply is None else reply.value
    if held != "StoreHeld" or reply is None or f"进程号 {holder.pid}" not in reply.said:
        raise Broken(f"the second process is not told who has the home: {reply}")


def _choose_file(home: Path, dice: Random) -> Path:
    """Return the database, its log, the record's copy or a kept file."""
    log = home / f"{FILE_NAME}.wal"
    files = [home / FILE_NAME, home / "audit" / "record.jsonl"]
    files += [log] * (log.exists() and log.stat().st_size > 0)
    files.append(dice.choice(sorted((home / ORIGINALS).iterdir())))
    return dice.choice(files)


def _damage(path: Path, dice: Random) -> None:
    size = path.stat().st_size
    at = dice.randrange(size)
    if path.suffix == ".wal" and dice.random() < 0.5:
        os.truncate(path, at)
        return
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ dice.randrange(1, 256)]))


def _name_difference(told: Told, before: World, after: World) -> str:
    """Return which of BREAKS a state is that is neither the one before nor the one after."""
    found = set()
    for key, now in told.items():
        count, old, new = (_count(one) for one in (now, before.told[key], after.told[key]))
        if any(times > max(old[row], new[row], 1) for row, times in count.items()):
            found.add("doubled")
        if any(count[row] < times for row, times in (old & new).items()):
            found.add("lost")
    return next((one for one in BREAKS if one in found), "mixed")


def _count(value: object) -> Counter[str]:
    rows = value.items() if isinstance(value, dict) else value
    assert isinstance(rows, Iterable)
    return Counter(map(str, rows))


def _describe_difference(told: Told, before: World, after: World) -> str:
    """Return what differs from both states that would be right."""
    return (
        "; ".join(
            f"{key}: {told[key]} is neither {before.told[key]} nor {after.told[key]}"
            for key in told
            if told[key] not in (before.told[key], after.told[key])
        )
        or "parts of both"
    )
