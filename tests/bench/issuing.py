"""Issuing December of the demo: preparing, keeping and recomputing an edition; its corrections."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tests.bench.demo import land_demo
from tests.bench.timing import print_median, time_median
from warehouse.editions.corrections import list_corrections
from warehouse.editions.issuing import issue_edition, prepare_edition
from warehouse.editions.recomputing import recompute_edition
from warehouse.editions.sealing import Act, unseal_month
from warehouse.home.opening import open_store
from warehouse.store import Store

ACT = Act("bench", "bench")
MONTHS = {"jiangxian-2021": "2021-12", "qianyang-2022": "2022-12"}


def main() -> None:
    """Print medians."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(land_demo(), home)
        store = open_store(home)
        for scheme, month in MONTHS.items():
            print_issuing(store, scheme, month)
        store.close()


def print_issuing(store: Store, scheme: str, month: str) -> None:
    """Print an issuing without documents, and its parts; each run unseals the month again."""

    def issue() -> int:
        edition = issue_edition(store, prepare_edition(store, scheme, month), ACT)
        unseal_month(store, scheme, month, ACT)
        return edition.number

    print_median(f"{scheme} {month}: prepared, issued, sealed", time_median(issue, 3))
    prepared = prepare_edition(store, scheme, month)
    print_median(f"  preparing alone ({len(prepared.canonical) // 1024} KB)", time_median(
        lambda: prepare_edition(store, scheme, month), 3
    ))  # fmt: skip
    number = issue()
    print_median("  recomputing it", time_median(lambda: recompute_edition(store, number), 3))
    content = prepared.content
    print_median(
        "  corrections of two contents", time_median(lambda: list_corrections(content, content), 3)
    )


if __name__ == "__main__":
    main()
