"""Damaged bytes all over a store, and every command over it.

`python -m tests.soak.damaged_bytes --flips 2000 --seed 1`: bits turned, sectors zeroed, files cut,
in every file of a home. Each time `verify`, the other commands and the start of a server run. No
command may end in a traceback; what `verify` calls sound has the rows that it had before.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import shutil
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

import pytest

from dashboard import cli
from dashboard.maintenance import draw_page
from tests.soak.damage import Damage, copy_linked, draw, fill_all, leave_live, name_region
from tests.warehouse.editions.county import SCHEME, THIRD, UNIT, fill_county
from tests.warehouse.killing import CONTEXT
from warehouse import soundness
from warehouse.backups import list_backups
from warehouse.clock import utc_now
from warehouse.connecting import BACKUPS
from warehouse.editions.recomputing import verify_editions
from warehouse.faults import Fault, StoreInDoubt
from warehouse.health import check_health
from warehouse.reading.reader import read_content
from warehouse.sql import read_every_row
from warehouse.store import Store

Command = tuple[str, ...]
PLACE = ("--scheme", SCHEME, "--as-of", THIRD)
LIGHT: tuple[Command, ...] = (
    ("scores", *PLACE),
    ("ledger", *PLACE, "--assessment", "1", "--unit", UNIT),
    ("batches",),
    ("editions",),
    ("objection", "list"),
    ("account", "list"),
    ("setting",),
    ("health",),
    ("doctor",),
    ("export", "leaderboard", *PLACE, "--assessment", "1", "-o", "{out}/board.xlsx"),
    ("export", "ledger", *PLACE, "--assessment", "1", "-o", "{out}/ledger.xlsx"),
    ("template", "yx_work", "--month", THIRD, "-o", "{out}/form.xlsx"),
)
WRITING: tuple[Command, ...] = (
    ("setting", "idle_minutes", "45"),
    ("seal", "--scheme", SCHEME, "--month", "2023-01"),
    ("revert", "10", "--reason", "试"),
    ("account", "disable", "zhang"),
    ("metrics-token",),
)
HEAVY: tuple[Command, ...] = (
    ("editions", "--verify"),
    ("edition", "1", "--recompute"),
    ("bulletin", *PLACE, "-o", "{out}/bulletin.docx"),
    ("result", *PLACE[:2], "--open", "-o", "{out}/result.xlsx"),
    ("backup",),
    ("init",),
    ("restore", "{backup}", "--reason", "试"),
)
"""A second or more each: one of them for every tenth damage."""
PATIENCE_SECONDS = 60.0

Outcome = dict[str, Any]
"""What one damage led to: `verdict`, `rows` (a digest or none), `said` by command, `traces`."""


def look(home: Path, seed: int) -> Outcome:
    """Run commands over a damaged home; return what came of it."""
    dice = Random(seed)
    commands = [*dice.sample(LIGHT, 2), dice.choice(WRITING)]
    if seed % 10 == 0:
        commands.append(dice.choice(HEAVY))
    os.environ["KAOHE_HOME"] = str(home)
    found: Outcome = {"said": {}, "traces": []}
    verdict = _run(("verify",), home, found)
    found["verdict"] = verdict
    with _catching("serve", found):
        _serve(home, found)
    with _catching("rows", found):
        found["rows"] = digest_rows(home)
    for command in commands:
        _run(command, home, found)
    return found


def digest_rows(home: Path) -> str:
    """Return what tells the rows of a store from any others, of all tables; a fault's sentence."""
    try:
        store = Store.open(home, in_doubt=True)
    except Fault as fault:
        return f"fault: {fault}"
    try:
        with store.reader() as cursor:
            return repr(read_every_row(cursor))
    except Fault as fault:
        return f"fault: {fault}"
    finally:
        store.close()


def _serve(home: Path, found: Outcome) -> None:
    """Do what a server does at its start, or draws in the store's place."""
    try:
        store = Store.open(home, create=True)
    except StoreInDoubt as fault:
        found["said"]["serve"] = draw_page(fault, list_backups(home), "")
        return
    except Fault as fault:
        found["said"]["serve"] = str(fault)
        return
    try:
        from dashboard.safekeeping import list_lines

        found["said"]["serve"] = check_health(store).said
        list_lines(store, None, utc_now())
    finally:
        store.close()


def _run(command: Command, home: Path, found: Outcome) -> str:
    """Run one command line; return what it printed, with its exit code in front."""
    backups = sorted((home / BACKUPS).glob("[0-9]*"))
    places = {"out": home.parent, "backup": backups[0] if backups else home / BACKUPS}
    printed = io.StringIO()
    name = " ".join(command[:2])
    said = ""
    with _catching(name, found), _printing_to(printed):
        code = cli.main([part.format(**places) for part in command])
        said = f"{code} {printed.getvalue()}"
    if "编号" in said and "程序出了差错" in said:
        found["traces"].append(f"{name}: {said}")
    found["said"][name] = said
    return said


@contextlib.contextmanager
def _printing_to(printed: io.StringIO) -> Iterator[None]:
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        yield


@contextlib.contextmanager
def _catching(name: str, found: Outcome) -> Iterator[None]:
    """Note what would be a traceback."""
    try:
        yield
    except (Exception, SystemExit):
        found["traces"].append(f"{name}: {traceback.format_exc()}")


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


def damage_often(made: Path, place: Path, flips: int, seed: int) -> dict[str, Counter[str]]:
    """Damage so often; return the outcomes by region, and print each bad one."""
    rows = {}
    for base in ("closed", "live"):
        rows[base] = digest_rows(copy_linked(made / base, place / f"whole-{base}"))
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    worker = Worker(made, place / "worker")
    for number in range(flips):
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
    asked = parser.parse_args()
    CONTEXT.set_forkserver_preload(["tests.soak.damaged_bytes"])
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kaohe-bytes-") as folder:
        place = Path(folder)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("warehouse.importing.read_in_worker", read_content)
            fill_county(place / "county")
            made = prepare(place, place / "county")
        counted = damage_often(made, place, asked.flips, asked.seed)
    print_table(counted, time.monotonic() - began)


def print_table(counted: dict[str, Counter[str]], seconds: float) -> None:
    """Print the outcomes by region, and all of them."""
    for region, outcomes in sorted(counted.items()):
        print(f"| {region} | {', '.join(f'{one}: {n}' for one, n in outcomes.most_common())} |")
    total = sum((Counter(one) for one in counted.values()), Counter())
    print(f"{total.total()} damages in {seconds:.0f} s: {dict(total)}")


if __name__ == "__main__":
    main()
