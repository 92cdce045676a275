"""Kill landing, issuing, backup and restore at random moments.

`python -m tests.soak.kills --kills 200`: after each kill the home is opened as the next start
would. Acknowledged acts are there, the unacknowledged one is there completely or not at all, and
`verify` finds the store sound. An assertion stops the run.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from tests.soak.acts import ACTS, Act, is_sound, prepare
from tests.warehouse.editions.county import fill_county
from tests.warehouse.killing import CONTEXT, act_and_kill
from warehouse.database.connection import BACKUPS
from warehouse.faults import StoreInDoubt
from warehouse.home.opening import open_store
from warehouse.home.restore_plan import COMING, PLAN

EACH = 10
"""The number of kills of the same home, one after another."""

CYCLES = 2.0
"""An act lives up to this many times its usual duration, so that the kills cover all of it."""

TRACES = {
    "plan": PLAN,
    "coming": COMING,
    "part": f"{BACKUPS}/.part-*",
    "trial": f"{BACKUPS}/.trial-*",
}
"""Names that a kill leaves in the middle of an act, which show that the middle was hit."""


def kill_often(act: Act, home: Path, kills: int, seed: int) -> Counter[str]:
    """Kill an act repeatedly and check after each kill; return the counts."""
    CONTEXT.set_forkserver_preload(["tests.soak.acts"])
    dice, counted = Random(seed), Counter[str]()
    start = prepare(act, home)
    fresh = home.with_name("fresh")
    shutil.copytree(home, fresh)
    _, lasts = act_and_kill(act.do, home, start, delay=None)
    for kill in range(kills):
        if kill % EACH == 0:  # otherwise the checks grow with each kill
            shutil.rmtree(home)
            shutil.copytree(fresh, home)
            found = start
        delay = lasts * CYCLES * (kill + dice.random()) / kills
        reported, _ = act_and_kill(act.do, home, found, delay=delay)
        counted["acknowledged"] += reported - found
        for name, pattern in TRACES.items():
            counted[f"left a {name}"] += bool(list(home.glob(pattern)))
        found = _reopen(act, home, reported, counted)
    return counted


def _reopen(act: Act, home: Path, reported: int, counted: Counter[str]) -> int:
    """Open a home after a kill and check it; return the number that it has reached."""
    try:
        store = open_store(home)
    except StoreInDoubt as fault:
        counted["needed a person"] += 1
        raise AssertionError(f"{act.name}: {fault}") from fault
    found = act.find(store)
    assert reported <= found <= reported + 1, (act.name, reported, found)
    assert is_sound(store)
    store.close()
    counted["recovered by itself"] += 1
    counted["done but not told" if found > reported else "as told"] += 1
    return found


def main() -> None:
    """Kill, check, and print the counts for each act."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--act", choices=[act.name for act in ACTS])
    arguments = parser.parse_args()
    acts = [act for act in ACTS if arguments.act in {None, act.name}]
    with tempfile.TemporaryDirectory(prefix="kaohe-kills-") as folder:
        county = Path(folder) / "county"
        fill_county(county)
        for act in acts:
            home = Path(folder) / act.name / "home"
            shutil.copytree(county, home)
            start = time.monotonic()
            counted = kill_often(act, home, arguments.kills // len(acts), arguments.seed)
            seconds = time.monotonic() - start
            print(act.name, dict(sorted(counted.items())), f"{seconds:.0f} s", flush=True)


if __name__ == "__main__":
    main()
