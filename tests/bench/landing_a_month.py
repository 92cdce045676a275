"""A county's month of 26 rows: the parts of a landing's time; rescoring the county's year."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

from tests.bench.demo import DEMO, land_demo
from tests.bench.timing import print_median, time_median
from warehouse.home.opening import open_store
from warehouse.importing.import_file import ImportOptions, import_file
from warehouse.importing.reading_process import read_in_worker
from warehouse.reading.contract import ReadRequest, forms_of
from warehouse.reading.reader import read_content
from warehouse.results.rescoring import rescore_and_check, run_checks
from warehouse.schemes.schemes import read_choices, read_scheme
from warehouse.store import Store

FILE = DEMO / "jiangxian-2021" / "2021-06 附件1 优化营商环境工作推进情况.xlsx"
CORRECTED = DEMO / "jiangxian-2021" / "2021-06 附件1 优化营商环境工作推进情况（更正）.xlsx"


def main() -> None:
    """Print medians."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(land_demo(), home)
        store = open_store(home)
        print_landing(store)
        print_rescoring(store)
        store.close()


def print_landing(store: Store) -> None:
    """Print a landing and its parts; two files alternate, so that each run really lands one."""
    with store.reader() as cursor:
        scheme = read_scheme(cursor, "jiangxian-2021")
    request = ReadRequest(file_name=FILE.name, schemes=(forms_of(scheme),), today=date.today())
    content = FILE.read_bytes()
    turn = [CORRECTED, FILE]  # the demo ends with the corrected one

    def land() -> None:
        turn.reverse()
        options = ImportOptions(actor="bench", accept_warnings=True)
        assert import_file(store, turn[0].name, turn[0].read_bytes(), options).state == "landed"

    whole = time_median(land)
    print_median("26 rows: from bytes to new scores (whole landing)", whole)
    print_median(
        "  reading in a worker, its start included",
        time_median(lambda: read_in_worker(content, request)),
    )
    print_median(
        "  reading alone, in this process", time_median(lambda: read_content(content, request))
    )
    print_median("  preview only (dry run)", time_median(lambda: preview(store)))


def preview(store: Store) -> None:
    """Read and compare without landing."""
    options = ImportOptions(actor="bench", dry_run=True)
    import_file(store, FILE.name, FILE.read_bytes(), options)


def print_rescoring(store: Store) -> None:
    """Print the rescoring of all five assessments × 12 as-of months, and of one assessment."""

    def rescore(datasets: list[str] | None) -> None:
        with store.writer("load_scheme") as cursor:
            scheme = read_scheme(cursor, "jiangxian-2021")
            rescore_and_check(cursor, scheme, read_choices(cursor, scheme), datasets=datasets)

    def check() -> None:
        with store.reader() as cursor:
            run_checks(cursor)

    print_median(
        "rescoring the county's year (128 boards' rows × 12)", time_median(lambda: rescore(None))
    )
    print_median("  one assessment of it", time_median(lambda: rescore(["jx1_progress"])))
    print_median("  the checks alone", time_median(check))


if __name__ == "__main__":
    main()
