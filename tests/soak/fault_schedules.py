"""Random schedules of acts and faults on a county's home, each checked against a model of lists.

`python -m tests.soak.fault_schedules --schedules 1000 --seed 1` prints how often each act met each
fault and the outcomes, how many schedules lost, doubled or mixed anything, and the time until the
store was ready again. A failing schedule is printed with its seed and the fewest steps that still
fail. A run that gets SIGTERM prints its counts so far.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import statistics
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.soak import schedule_worker
from tests.soak.full_disks import small_disk
from tests.soak.power_loss import may_record
from tests.soak.schedule_acts import fill_and_send, list_backup_names
from tests.soak.schedule_faults import FAULTS, NEED_MOUNT, NEED_TRACE
from tests.soak.schedule_model import KINDS, Act, World, pick
from tests.soak.schedule_run import BREAKS, Broken, Run, Tally
from tests.soak.schedule_worker import FORK

STEPS, FAULTS_EACH = 6, 3

MOST_BREAKS = 20
"""A run ends after this number of failing schedules."""


class Step(NamedTuple):
    """An act's kind, and the fault around it."""

    number: int
    kind: str
    fault: str | None


class County(NamedTuple):
    """A closed home to start from, and its state."""

    home: Path
    world: World


def plan_schedule(seed: int, faults: Sequence[str]) -> list[Step]:
    """Return the steps of a seed; the first is a landing, so that there is something to lose."""
    dice = Random(seed)
    hit = dice.sample(range(1, STEPS), FAULTS_EACH)
    kinds = ["land", *(dice.choice(KINDS) for _ in range(1, STEPS))]
    return [
        Step(number, kind, dice.choice(faults) if number in hit else None)
        for number, kind in enumerate(kinds)
    ]


def run_schedule(
    seed: int, steps: Sequence[Step], county: County, place: Path, tally: Tally
) -> list[Act]:
    """Run a schedule; Broken, with a note of the acts done so far, if it fails."""
    home = place / "home"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(county.home, home)
    run = Run(home, county.world.copy(), tally)
    acts: list[Act] = []
    try:
        for step in steps:
            dice = Random(f"{seed} {step.number}")  # its own: steps can be left out
            act = pick(step.kind, f"act {seed}.{step.number}", dice, run.world)
            acts.append(act)
            run.fault = step.fault or "nothing"
            if step.fault is None:
                run.do(act)
                continue
            FAULTS[step.fault](run, act, dice)
            run.prove("quick")
        run.prove("full")
    except Exception as error:
        error.add_note(f"seed {seed}, {steps}, {acts}")
        raise
    finally:
        run.worker.kill()
    return acts


def shrink(seed: int, steps: Sequence[Step], county: County, place: Path) -> list[Step]:
    """Return the fewest steps found that still fail; timing-dependent failures may not recur."""
    found = list(steps)
    for step in steps:
        fewer = [one for one in found if one is not step]
        try:
            run_schedule(seed, fewer, county, place, Tally())
        except Exception:
            found = fewer
    return found


def run_schedules(
    seeds: Sequence[int],
    county: County,
    place: Path,
    faults: Sequence[str],
    tally: Tally,
    seconds: float = 3600.0,
) -> None:
    """Run the schedules of some seeds within a number of seconds; return the counts."""
    end = time.monotonic() + seconds
    for seed in seeds:
        if time.monotonic() > end or tally.is_stopped or tally.breaks.total() == MOST_BREAKS:
            break
        steps = plan_schedule(seed, faults)
        try:
            run_schedule(seed, steps, county, place, tally)
        except Exception as error:
            tally.breaks[error.kind if isinstance(error, Broken) else "other"] += 1
            error.add_note(f"shrunk: {shrink(seed, steps, county, place)}")
            traceback.print_exception(error)
        tally.schedules += 1


@contextmanager
def prepare(place: Path) -> Iterator[tuple[County, Path, list[str]]]:
    """Yield a county, a working folder and the faults that this machine can simulate."""
    with ExitStack() as stack:
        faults = list(FAULTS)
        try:
            disk = stack.enter_context(small_disk(place / "disk"))
        except PermissionError:
            faults = [one for one in faults if one not in NEED_MOUNT]
            disk = place
        if not may_record():
            faults.remove(NEED_TRACE)
        home = place / "county"
        receiver, sender = FORK.Pipe(duplex=False)
        filling = FORK.Process(target=fill_and_send, args=(home, sender))
        filling.start()
        state, modules, schedule_worker.OWN_TEXT = receiver.recv()
        filling.join()
        for name in modules:  # so that no forked process has to
            with suppress(ImportError):
                import_module(name)
        world = World(state)
        world.backups.update({name: world.copy() for name in list_backup_names(home)})
        yield County(home, world), disk, faults


def print_table(tally: Tally) -> None:
    """Print the outcomes of each act under each fault, and the times until ready."""
    acts = sum(tally.outcomes.values())
    counted = ", ".join(f"{kind} {tally.breaks[kind]}" for kind in BREAKS)
    print(f"{tally.schedules} schedules, {acts} acts, {tally.acknowledged} acknowledged: {counted}")
    tried: dict[tuple[str, str], Counter[str]] = {}
    for (act, fault, outcome), count in sorted(tally.outcomes.items()):
        tried.setdefault((act, fault), Counter())[outcome] += count
    print(f"{'act':12}{'fault':26}{'times':>6}  outcomes")
    for (act, fault), found in tried.items():
        outcomes = ", ".join(f"{name} {count}" for name, count in sorted(found.items()))
        print(f"{act:12}{fault:26}{found.total():6}  {outcomes}")
    print(f"\n{'ready after':26}{'times':>6}{'median s':>10}{'max s':>8}")
    for fault, times in sorted(tally.ready.items()):
        print(f"{fault:26}{len(times):6}{statistics.median(times):10.2f}{max(times):8.2f}")


def main() -> None:
    """Run, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schedules", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1, help="the first of the seeds")
    parser.add_argument("--minutes", type=float, default=600.0)
    parser.add_argument("--fault", choices=FAULTS, help="this one only")
    arguments = parser.parse_args()
    seeds = range(arguments.seed, arguments.seed + arguments.schedules)
    with (
        tempfile.TemporaryDirectory(prefix="kaohe-schedules-") as folder,
        prepare(Path(folder)) as (county, place, faults),
    ):
        if left_out := [one for one in FAULTS if one not in faults]:
            print("left out for want of the right to mount or to trace:", ", ".join(left_out))
        chosen = [arguments.fault] if arguments.fault else faults
        begun, tally = time.monotonic(), Tally()
        signal.signal(signal.SIGTERM, lambda *_: setattr(tally, "is_stopped", True))
        run_schedules(seeds, county, place, chosen, tally, arguments.minutes * 60)
        print_table(tally)
        print(f"\n{(time.monotonic() - begun) / max(1, tally.schedules):.2f} s a schedule")
    sys.exit(tally.breaks.total() > 0)


if __name__ == "__main__":
    main()
