"""A county of 3,000 units with a year of 附件1, on which pages are measured besides the demo."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench.province import fill_script
from tests.changed_schemes import Parts, change_scheme, keep_assessments
from warehouse.database.sql import run_script
from warehouse.home.opening import open_store
from warehouse.results.rescoring import rescore_and_check
from warehouse.schemes.scheme_files import load_shipped_schemes
from warehouse.schemes.schemes import read_choices, register_scheme

SCHEME = "county-3000"
"""A scheme of its own, because serving registers the shipped ones again, with their rosters."""
UNITS = 3_000
KINDS = ("town", "department", "zone")


def make_large_county() -> Path:
    """Return a home folder with 3,000 scored units, which the first call makes."""
    home = Path(tempfile.gettempdir()) / "kaohe-bench-3000"
    done = home / "done"
    if not done.exists():
        schemes = {scheme.id: scheme for scheme in load_shipped_schemes()}
        scheme = change_scheme(schemes["jiangxian-2021"], _enlarge)
        store = open_store(home, create=True)
        with store.writer("load_scheme") as cursor:
            register_scheme(cursor, scheme)
            run_script(cursor, fill_script(UNITS, SCHEME))
            run_script(
                cursor,
                "update unit set unit_name = format('第{:04d}号单位', unit_id),"
                " kind = ['town', 'department', 'zone'][1 + unit_id % 3]",
            )
            rescore_and_check(cursor, scheme, read_choices(cursor, scheme))
        store.close()
        done.touch()
    return home


def _enlarge(parts: Parts) -> None:
    """Leave only the first assessment, and give it the units of a province."""
    keep_assessments(parts, {"1"})
    parts["notice"] |= {"id": SCHEME, "short_title": "三千单位", "own": []}
    parts["notice"]["assessment"][0]["units"] = UNITS
    parts["units"] = [
        {"name": f"第{number:04d}号单位", "kind": KINDS[number % 3]} for number in range(UNITS)
    ]
