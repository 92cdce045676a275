"""The faults of a schedule, each around one act, and what must hold afterwards.

The state is the one before or after the act; acknowledged acts are there exactly once; the
verification finds nothing. A damaged byte is reported or harmless, and the newest backup restores
exactly what was acknowledged when it was made.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from tests.soak.full_disks import fill_up_to
from tests.soak.power_loss import read_disk, recorded, replay, write_disk
from tests.soak.schedule_acts import list_backup_names
from tests.soak.schedule_model import Act, pick
from tests.soak.schedule_run import Broken, Run
from tests.soak.schedule_worker import POINTS, Reply, Worker
from warehouse.database.connection import FILE_NAME, ORIGINALS

AGAIN = {"land", "seal", "setting"}
"""Acts that a user repeats after no answer, and that must then have one effect."""

DAYS = (-200.0, -1.0, -1 / 24, 1 / 24, 1.0, 31.0, 400.0, 3650.0)
ROOM_MEGABYTES = (0.0, 0.02, 0.1, 0.3, 1.0, 3.0, 10.0, 40.0)


def kill_at_random(run: Run, act: Act, dice: Random) -> None:
    """Kill the process during the act or just after it; start the next."""
    run.worker.send("do", act)
    time.sleep(dice.uniform(0, 1.3) * run.tally.lasts.get(act.kind, 0.2))
    _reopen(run, act, _take_reply(run.worker), dice)


def kill_at_point(run: Run, act: Act, dice: Random) -> None:
    """End the process at a named point of the act."""
    reply = run.worker.ask("do", act, dice.choice(POINTS), 1 + int(dice.expovariate(0.5)))
    _reopen(run, act, reply, dice)


def kill_at_start(run: Run, act: Act, dice: Random) -> None:
    """Kill in the middle of the act, and again in the middle of the next start."""
    reply = run.worker.ask("do", act, dice.choice(POINTS[:4]), 1)
    _reopen(run, act, reply, dice, dice.choice(POINTS), 1 + int(dice.expovariate(0.7)))


def race_to_open(run: Run, act: Act, dice: Random) -> None:
    """Kill, then let two processes open the home at once: one gets it, the other is refused."""
    run.do(act)
    run.worker.kill()
    both = [Worker(run.home, run.offsets) for _ in range(2)]
    begun = time.monotonic()
    for one in both:
        one.send("open")
    replies = [(one, one.receive()) for one in both]
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
    if act.kind == "restore":  # the home is released in between, so either process may get it
        return race_to_open(run, act, dice)
    second = Worker(run.home, run.offsets)
    run.worker.send("do", act)
    _check_held(second.ask("open"), run.worker)
    _check_held(second.ask("do", pick("restore", "act beside", dice, run.world)), run.worker)
    second.kill()
    run.settle(act, run.worker.receive())
    return None


def fill_disk(run: Run, act: Act, dice: Random) -> None:
    """Act on a disk that another program has filled, with and without the floor."""
    filler = run.home.parent / "filler"
    fill_up_to(filler, dice.choice(ROOM_MEGABYTES))
    reply = run.worker.ask("do", act, "", 0, dice.choice((0, None)))
    filler.unlink()
    if reply is None:  # DuckDB aborts the process if a commit has no disk space
        run.worker.kill()
        run.worker = run.start()
    run.settle(act, reply)


def jump_clock(run: Run, act: Act, dice: Random) -> None:
    """Set the clock, before the act or at each reading of it during the act."""
    run.offsets = [dice.choice(DAYS) for _ in range(dice.choice((1, 1, 3)))]
    run.worker.ask("set_clock", run.offsets)
    run.settle(act, run.worker.ask("do", act))


def make_read_only(run: Run, act: Act, dice: Random) -> None:
    """Act in a home that has become read-only: the act is refused, and reading continues."""
    with read_only(run.home):
        reply = run.worker.ask("do", act)
        if act.kind != "restore" and not run.is_as_acknowledged(run.worker):
            raise Broken("a read-only home cannot be read")
    if run.settle(act, reply) == "before":
        run.do(act)


def lose_power(run: Run, act: Act, dice: Random) -> None:
    """Lose power during the act: pages that no fsync covers may be lost."""
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
    """Change a byte of a file, or cut the log; then restore the newest backup as a user would."""
    run.do(act)
    run.worker.kill()
    path = _choose_file(run.home, dice)
    _damage(path, dice)
    worker = Worker(run.home, run.offsets)
    opened, proof = worker.ask("open"), worker.ask("verify_store", "full")
    if opened is None or proof is None:
        raise Broken(f"{path.name} damaged: the process ended")
    is_sound = proof.state == "done" and proof.value.verdict == "sound"
    if opened.state == "done" and is_sound and not run.is_as_acknowledged(worker):
        raise Broken(f"{path.name} damaged: another state passes for sound")
    if opened.state != "done" and "kaohe " not in opened.said:
        raise Broken(f"{path.name} damaged: no command is state: {opened.said}")
    outcome = "no harm" if opened.state == "done" and is_sound else "named"
    run.tally.outcomes[f"({path.suffix or path.parent.name})", run.fault, outcome] += 1
    last = list_backup_names(run.home)[-1]
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
    """Make a home read-only during the block; PermissionError if that is not possible."""
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
    """Start again after a kill; a user without an answer may repeat the act."""
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
    return worker.receive()


def _check_held(reply: Reply | None, holder: Worker) -> None:
    held = "done" if reply is None else reply.value
    if held != "StoreHeld" or reply is None or f"进程号 {holder.pid}" not in reply.said:
        raise Broken(f"the second process is not refused with the one that has the home: {reply}")


def _choose_file(home: Path, dice: Random) -> Path:
    """Return the database, its log, the audit copy or a kept file."""
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
