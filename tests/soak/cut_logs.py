"""Cut the database's log at many places, as a lost write or an incomplete copy would.

`python -m tests.soak.cut_logs --cuts 40`: each home either opens completely, or is refused with the
reason and the restore command; it never opens with less. An assertion stops the run.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from tests.conftest import copy_home, reading_here
from tests.warehouse.editions.county import THIRD, fill_county, land_work
from tests.warehouse.walk import query
from warehouse.database.connection import FILE_NAME
from warehouse.faults import StoreInDoubt
from warehouse.home.opening import open_store

LANDED = 8


def leave_log(county: Path, place: Path) -> Path:
    """Return a home as after a crash, with some landings only in the log."""
    store = open_store(copy_home(county, place / "home"))
    for number in range(LANDED):
        land_work(store, THIRD, str(number), reason="更正")
    live = copy_home(place / "home", place / "live")
    store.close()
    return live


def cut_often(live: Path, place: Path, cuts: int) -> Counter[str]:
    """Cut a home's log at `cuts` places and open each; return the counts."""
    counted = Counter[str]()
    for number in range(cuts):
        home = copy_home(live, place / f"cut-{number}")
        log = home / f"{FILE_NAME}.wal"
        with log.open("r+b") as file:
            file.truncate(log.stat().st_size * number // cuts)
        counted[_open(home, _count(live))] += 1
    return counted


def _open(home: Path, batches: int) -> str:
    try:
        store = open_store(home)
    except StoreInDoubt as fault:
        assert "kaohe restore" in str(fault)
        return "said to be cut"
    assert query(store, "select count(*) from batch") == [(batches,)]
    store.close()
    return "whole"


def _count(live: Path) -> int:
    """Return how many batches were acknowledged, by the audit copy."""
    text = (live / "audit" / "record.jsonl").read_text("utf-8")
    lines = text.splitlines()
    return sum('"action": "land"' in line for line in lines)


def main() -> None:
    """Cut, open, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=40)
    cuts = parser.parse_args().cuts
    with tempfile.TemporaryDirectory(prefix="kaohe-cuts-") as folder:
        with reading_here():
            fill_county(Path(folder) / "county")
            live = leave_log(Path(folder) / "county", Path(folder))
        print(f"{cuts} cuts:", dict(cut_often(live, Path(folder), cuts)))


if __name__ == "__main__":
    main()
