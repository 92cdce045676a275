"""Damage bytes anywhere in a home, and run every command on it.

`python -m tests.soak.damaged_bytes --flips 2000 --seed 1`: bits are flipped, sectors zeroed and
files cut, in every file of a home. After each, `verify`, the other commands and the start of a
server run. No command may end in a traceback, and a store that `verify` calls sound has all its
rows.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

import pytest

from dashboard.command_line.options.parser import build_parser
from scoring.scheme import Scheme
from tests.soak.damage import (
    Damage,
    copy_linked,
    draw,
    fill_all,
    leave_live,
    leave_restoring,
    name_region,
)
from tests.soak.over_damage import Outcome, digest_rows, is_recorded, look
from tests.warehouse.editions.county import fill_county
from tests.warehouse.killing import CONTEXT
from warehouse.importing.reading_series import ReadingSeries
from warehouse.reading.reader import read_content
from warehouse.safekeeping.verification import program_objects

PATIENCE_SECONDS = 300.0
"""A command takes seconds, but minutes on a busy machine."""


BASES = ("closed", "live", "restoring")
"""The homes that are damaged: closed, after a crash, and with an interrupted restore."""

OTHERWISE = ("正被另一个程序", "请检查目录权限", "由更新的程序写成")
"""Messages that are wrong for damage: another program, missing rights, a newer program."""

WAYS = ("kaohe restore", "kaohe audit accept")


def judge(found: Outcome | None, rows: Collection[str]) -> str:
    """Return the outcome as a word; bad outcomes are in capitals."""
    if found is None:
        return "PROCESS ENDED"
    if found["traces"]:
        return "TRACEBACK"
    said = "".join([found["verdict"], *found["said"].values()])
    if any(one in said for one in OTHERWISE):
        return "TOLD AS SOMETHING ELSE"
    code = found["verdict"][:1]
    is_same = found["rows"] in rows
    if code == "0" and not is_same:
        return "CALLED SOUND, ROWS DIFFER"
    if code == "0":
        is_named = any("损坏" in said for said in found["said"].values())
        return "sound, told by a command" if is_named else "sound, rows as before"
    if not any(one in found["verdict"] for one in WAYS):
        return "TOLD, NO WAY BACK NAMED"
    return "told by verify"


def digest_bases(made: Path, place: Path) -> dict[str, set[str]]:
    """Return the rows that each undamaged home may have after it is opened."""
    rows = {}
    for base in BASES:
        whole = copy_linked(made / base, place / f"whole-{base}")
        rows[base] = {digest_rows(whole, with_record=is_recorded(whole))}
    # A restore that cannot be completed is rolled back, which gives the former rows.
    rows["restoring"].add(digest_rows(place / "whole-closed", with_record=False))
    return rows


@contextlib.contextmanager
def quickly() -> Iterator[None]:
    """Compute once what each command would compute again, and read files in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warehouse.importing.import_file.read_in_worker", read_content)
        patch.setattr(ReadingSeries, "read", lambda _, *asked: read_content(*asked))
        patch.setattr("dashboard.command_line.main.build_parser", cache(build_parser))
        expect, kept = program_objects._expect, dict[str, Any]()

        def expect_once(schemes: Mapping[str, Sequence[Scheme]]) -> Any:
            key = repr(schemes)
            if key not in kept:
                kept[key] = expect(schemes)
            return kept[key]

        patch.setattr(program_objects, "_expect", expect_once)
        yield


def work(made: Path, place: Path, pipe: Connection) -> None:
    """Process damages until there are no more, in a process that may die of one."""
    with quickly():
        while (task := pipe.recv()) is not None:
            base, damage, number = task
            # Each in its own folder: DuckDB returns the same instance for the path of an open file.
            home = copy_linked(made / base, place / f"{number}" / "home")
            damage.do(home)
            pipe.send(look(home, number))
            shutil.rmtree(home.parent)


class Worker:
    """A process that examines damaged homes, replaced if it dies or hangs."""

    def __init__(self, made: Path, place: Path) -> None:
        self._made, self._place = made, place
        self._start()

    def look(self, base: str, damage: Damage, seed: int) -> Outcome | None:
        """Return the result of one damage; None if the process has ended or hangs."""
        self._pipe.send((base, damage, seed))
        with contextlib.suppress(EOFError, OSError):
            if self._pipe.poll(PATIENCE_SECONDS):
                found: Outcome = self._pipe.recv()
                return found
        self._process.kill()
        self._process.join()
        shutil.rmtree(self._place, ignore_errors=True)
        self._start()
        return None

    def end(self) -> None:
        """End the process."""
        self._pipe.send(None)
        self._process.join()

    def _start(self) -> None:
        self._place.mkdir(exist_ok=True)
        self._pipe, theirs = CONTEXT.Pipe()
        self._process = CONTEXT.Process(  # type: ignore[attr-defined]
            target=work, args=(self._made, self._place, theirs), daemon=True
        )
        self._process.start()
        theirs.close()


def prepare(place: Path, county: Path) -> Path:
    """Make the homes that are damaged; return their folder."""
    fill_all(county)
    made = place / "made"
    made.mkdir()
    leave_live(Path(shutil.copytree(county, place / "live")), made / "live")
    shutil.rmtree(place / "live")
    leave_restoring(county, made / "restoring")
    county.rename(made / "closed")
    return made


class Run:
    """A run of many damages: its base homes, its seed, and the counts by region."""

    def __init__(self, place: Path, seed: int, seconds: float) -> None:
        with quickly():
            fill_county(place / "county")
            self.made = prepare(place, place / "county")
            self._rows = digest_bases(self.made, place)
        self._place, self._seed = place, seed
        self._end = time.monotonic() + seconds
        self.counted: dict[str, Counter[str]] = defaultdict(Counter)

    def damage_often(self, numbers: Iterable[int]) -> None:
        """Process the damages of these numbers until the time is up, and print each bad outcome."""
        worker: Worker | None = None
        for number in numbers:
            if time.monotonic() > self._end:
                break
            worker = worker or Worker(self.made, self._place / f"worker-{number}")
            dice = Random(f"{self._seed}-{number}")
            base = dice.choice(BASES)
            damage = draw(self.made / base, dice)
            found = worker.look(base, damage, number)
            outcome = judge(found, self._rows[base])
            self.counted[name_region(damage.path, damage.at)][outcome] += 1
            if outcome.isupper():
                print(number, base, damage, outcome, found, flush=True)
        if worker:
            worker.end()


def main() -> None:
    """Damage, examine, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flips", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first damage")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=86_400)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    asked = parser.parse_args()
    CONTEXT.set_forkserver_preload(["tests.soak.damaged_bytes"])
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kaohe-bytes-") as folder:
        run = Run(Path(folder), asked.seed, asked.seconds)
        numbers = range(asked.first, asked.first + asked.flips)
        with ThreadPoolExecutor(asked.workers) as pool:
            shares = [numbers[at :: asked.workers] for at in range(asked.workers)]
            list(pool.map(run.damage_often, shares))
    print_table(run.counted, time.monotonic() - began)


def print_table(counted: dict[str, Counter[str]], seconds: float) -> None:
    """Print the outcomes by region and in total."""
    for region, outcomes in sorted(counted.items()):
        print(f"| {region} | {', '.join(f'{one}: {n}' for one, n in outcomes.most_common())} |")
    total = sum((Counter(one) for one in counted.values()), Counter())
    print(f"{total.total()} damages in {seconds:.0f} s: {dict(total)}")


if __name__ == "__main__":
    main()
