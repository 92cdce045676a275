"""Fuzz the reader: `python -m tests.warehouse.reading.fuzz --minutes 30 --seed 1 --into FOLDER`.

Every round runs in a process of its own with limited memory, so that a file that ends or blocks
the process is found too. The exit code is 1 if anything was found.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from tests.warehouse.reading.fuzz.rounds import Tally, keep, run_round
from tests.warehouse.reading.fuzz.upload import Upload
from warehouse.reading.contract import Limits

FILES = 300
"""Files of one round."""


def main() -> int:
    """Run rounds until the time is over, and print their results."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.warehouse.reading.fuzz", description=__doc__
    )
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--into", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--round", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.into.mkdir(parents=True, exist_ok=True)
    if options.round is not None:
        _limit_memory()
        json.dump(vars(run_round(options.round, FILES, options.into)), sys.stdout)
        return 0
    tally = run_for(options.minutes, options.seed, options.into)
    print_tally(tally, options.into)
    return 1 if tally.faults else 0


def run_for(minutes: float, first: int, folder: Path) -> Tally:
    """Run rounds with consecutive seeds; at least one."""
    tally, number, end = Tally(), first, time.monotonic() + 60 * minutes
    while number == first or time.monotonic() < end:
        tally.add(_run_apart(number, folder))
        number += 1
        print(f"seed {number - 1}: {tally.files.total()} files, {tally.faults.total()} faults")
    return tally


def print_tally(tally: Tally, folder: Path) -> None:
    """Print counts, the slowest files, and the faults."""
    for title, counts in (("files", tally.files), ("outcomes", tally.codes)):
        print(f"{title}: " + ", ".join(f"{name} {n}" for name, n in counts.most_common()))
    print("slowest: " + ", ".join(f"{seconds:.2f} s {kind}" for seconds, kind in tally.slowest))
    for name, n in tally.faults.most_common():
        print(f"FAULT {n} × {folder / name}")


def _run_apart(number: int, folder: Path) -> Tally:
    command = [sys.executable, "-m", "tests.warehouse.reading.fuzz", "--round", str(number)]
    done = subprocess.run(
        [*command, "--into", str(folder)], capture_output=True, check=False, cwd=Path.cwd()
    )
    if done.returncode == 0:
        counts = json.loads(done.stdout)
        slowest = [(seconds, kind) for seconds, kind in counts.pop("slowest")]
        return Tally(**{key: Counter(value) for key, value in counts.items()}, slowest=slowest)
    fault = f"ended the process with {done.returncode}\n{done.stderr.decode()[-2_000:]}"
    keep(Upload(f"seed{number}", "last.bin", (folder / "last").read_bytes()), fault, folder)
    return Tally(faults=Counter([f"seed{number}, ended with {done.returncode}"]))


def _limit_memory() -> None:
    with contextlib.suppress(ImportError):  # Windows has no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (Limits().memory_bytes * 2,) * 2)


if __name__ == "__main__":
    sys.exit(main())
