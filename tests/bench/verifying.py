"""Verifying, quick and full: the demo, and a store of 300 county-years."""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.demo import land_demo
from tests.bench.many_counties import multiply
from tests.bench.timing import print_median
from warehouse.database.audit import read_entries
from warehouse.home.opening import open_store
from warehouse.safekeeping.verification.verify import QUICK, Snapshot, verify_store
from warehouse.store import Store

COPIES = 149
"""Copies of the demo's two county-years, besides the demo itself."""


def main(copies: int = COPIES) -> None:
    """Print seconds, findings and memory."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(shutil.copytree(land_demo(), Path(folder) / "home"))
        store = open_store(home)
        quick, full = _prove(store, "quick"), _prove(store, "full")
        print_median("quick, the demo (2 county-years)", quick)
        print_median("full, the demo", full, quick)
        years = 2 * (copies + 1)
        print_median(f"{years} county-years copied", _time(lambda: multiply(store, copies)))
        store.close()
        print_median(f"{years} county-years opened", _time(lambda: open_store(home).close()))
        store = open_store(home)
        _time_checks(store)
        many = _prove(store, "quick")
        print_median(f"quick, {years} county-years", many, quick)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
        print(f"{'peak memory':<58} {memory:9.2f} GB")
        # The full depth scores, issues and reads each county-year by itself, so it grows linearly.
        print_median(
            f"full, {years} county-years, extrapolated", many + (full - quick) * (copies + 1)
        )
        store.close()


def _prove(store: Store, depth: str) -> float:
    """Return the seconds of one verification, which must find nothing."""
    start = time.perf_counter()
    proof = verify_store(store, "full" if depth == "full" else "quick")
    assert proof.verdict == "sound", proof.findings[:5]
    return time.perf_counter() - start


def _time_checks(store: Store) -> None:
    with store.reader() as cursor:
        looked = Snapshot(store, cursor, read_entries(cursor))
        for name, check in QUICK.items():
            print_median(f"  of it: {name}", _time(lambda check=check: check(looked)))


def _time(action: object) -> float:
    start = time.perf_counter()
    action()  # type: ignore[operator]
    return time.perf_counter() - start


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
