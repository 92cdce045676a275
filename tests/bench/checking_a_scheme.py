"""Checking a scheme of 60 clauses with its trial; previewing and publishing it with a year of data.

CPU seconds: a trial is a chain of thousands of small steps, so that wall time only tells how busy
the machine is. A reader reads all the while that a preview holds the write lock.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from scoring.scheme import Scheme
from tests.bench.demo import land_demo
from tests.bench.timing import print_median
from tests.changed_schemes import set_keys
from tests.repository import ROOT
from warehouse.editions.sealing import Act
from warehouse.home.opening import open_store
from warehouse.scheme_life.publishing import preview_scheme, publish_scheme
from warehouse.schemes.scheme_files import check_parts, load_scheme, read_parts
from warehouse.store import Store
from warehouse.trial.trying import try_scheme

FOLDER = ROOT / "seed" / "schemes" / "jiangxian-2021"


def main() -> None:
    """Print CPU seconds and ratios, and how long a reader waits beside a preview."""
    parts = read_parts(FOLDER)
    base = _time(lambda: check_parts(parts))
    scheme = load_scheme(FOLDER)
    print_median("CPU of a check without its trial", base)
    print_median("CPU of its trial", _time(lambda: _try(scheme)), base)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(shutil.copytree(land_demo(), Path(folder) / "home"))
        store = open_store(home)
        _publish(store, set_keys(scheme, title="县考核方案（修订）"))
        store.close()


def _try(scheme: Scheme) -> None:
    assert try_scheme(scheme) == []


def _publish(store: Store, scheme: Scheme) -> None:
    print_median("CPU of a preview", _time(lambda: preview_scheme(store, scheme)))
    preview = threading.Thread(target=preview_scheme, args=(store, scheme))
    preview.start()
    waits = []
    while preview.is_alive():
        start = time.perf_counter()
        with store.reader() as cursor:
            cursor.execute("select count(*) from ledger").fetchall()
        waits.append(time.perf_counter() - start)
        time.sleep(0.01)
    print_median(f"wall of the slowest of {len(waits)} reads beside a preview", max(waits))
    act = Act("系统", "比较用时")
    print_median("CPU of a publication", _time(lambda: publish_scheme(store, scheme, act)))


def _time(action: Callable[[], object]) -> float:
    """Return the CPU seconds of one run, of all threads."""
    start = time.process_time()
    action()
    return time.process_time() - start


if __name__ == "__main__":
    main()
