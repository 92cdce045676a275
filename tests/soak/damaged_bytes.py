"""Damaged bytes all over a store, and every command over it.

`python -m tests.soak.damaged_bytes --flips 2000 --seed 1`: bits turned, sectors zeroed, files cut,
in every file of a home. Each time `verify`, the other commands and the start of a server run. No
command may end in a traceback; what `verify` calls sound has the rows that it had before.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import tempfile
import time
from collections import Counter, defaultdict
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest

from tests.soak.damage import Damage, copy_linked, draw, fill_all, leave_live, name_region
from tests.soak.over_damage import Outcome, digest_rows, look
from tests.warehouse.editions.county import fill_county
from tests.warehouse.killing import CONTEXT
from warehouse import soundness
from warehouse.editions.recomputing import verify_editions
from warehouse.reading.reader import read_content

PATIENCE_SECONDS = 300.0
"""A command needs seconds; a machine that is full of others' work, minutes."""


def judge(damage: Damage, found: Outcome | None, rows: str) -> str:
    """Return the outcome in a word; the bad ones are in capitals."""
    if found is None:
        return "PROCESS ENDED"
    if found["traces"]:
        return "TRACEBACK"
    code = found["verdict"][:1]
    is_same = found["rows"] == rows
    if code == "0" and not is_same:
        return "CALLED SOUND, ROWS DIFFER"
    if code == "0":
        is_named = any("损坏" in said for said in found["said"].values())
        return "sound, told by a command" if is_named else "sound, rows as before"
    if "kaohe restore" not in "".join(found["said"].values()):
        return "told, no way back named"
    return "told by verify"


def work(made: Path, place: Path, pipe: Connection) -> None:
    """Take damages until there are no more: a process that may die of one."""
    patch = pytest.MonkeyPatch()
    patch.setattr("warehouse.importing.read_in_worker", read_content)
    while (task := pipe.recv()) is not None:
        base, damage, seed = task
        home = copy_linked(made / base, place / "trial" / "home")
        damage.do(home)
        # Computing the editions again takes three quarters of the time: with the heavy ones.
        is_whole = seed % 10 == 0
        patch.setattr(soundness, "verify_editions", verify_editions if is_whole else lambda _: ())
        pipe.send(look(home, seed))
        shutil.rmtree(place / "trial")


class Worker:
    """A process that looks at damaged homes, renewed where it dies or hangs."""

    def __init__(self, made: Path, place: Path) -> None:
        self._made, self._place = made, place
        self._start()

    def look(self, base: str, damage: Damage, seed: int) -> Outcome | None:
        """Return what came of it; None where the process has ended or hangs."""
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
        """Let the process end."""
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
    """Make the two homes that are damaged: one closed, one as a crash leaves it."""
    fill_all(county)
    made = place / "made"
    made.mkdir()
    leave_live(Path(shutil.copytree(county, place / "live")), made / "live")
    shutil.rmtree(place / "live")
    shutil.copytree(county, made / "closed")
    return made


def damage_often(
    made: Path, place: Path, flips: int, seed: int, seconds: float
) -> dict[str, Counter[str]]:
    """Damage so often, or so long; return the outcomes by region, and print each bad one."""
    end = time.monotonic() + seconds
    rows = {}
    for base in ("closed", "live"):
        rows[base] = digest_rows(copy_linked(made / base, place / f"whole-{base}"))
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    worker = Worker(made, place / "worker")
    for number in range(flips):
        if time.monotonic() > end:
            break
        dice = Random(f"{seed}-{number}")
        base = dice.choice(("closed", "closed", "live"))
        damage = draw(made / base, dice)
        found = worker.look(base, damage, number)
        outcome = judge(damage, found, rows[base])
        counted[name_region(damage.path, damage.at)][outcome] += 1
        if outcome.isupper() or "CALLED" in outcome or "no way" in outcome:
            print(
                number,
                base,
                damage,
                outcome,
                found and (found["traces"][:1] or found["verdict"]),
                flush=True,
            )
    worker.end()
    return counted


def main() -> None:
    """Damage, look, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flips", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=86_400)
    asked = parser.parse_args()
    CONTEXT.set_forkserver_preload(["tests.soak.damaged_bytes"])
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kaohe-bytes-") as folder:
        place = Path(folder)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("warehouse.importing.read_in_worker", read_content)
            fill_county(place / "county")
            made = prepare(place, place / "county")
        counted = damage_often(made, place, asked.flips, asked.seed, asked.seconds)
    print_table(counted, time.monotonic() - began)


def print_table(counted: dict[str, Counter[str]], seconds: float) -> None:
    """Print the outcomes by region, and all of them."""
    for region, outcomes in sorted(counted.items()):
        print(f"| {region} | {', '.join(f'{one}: {n}' for one, n in outcomes.most_common())} |")
    total = sum((Counter(one) for one in counted.values()), Counter())
    print(f"{total.total()} damages in {seconds:.0f} s: {dict(total)}")


if __name__ == "__main__":
    main()
