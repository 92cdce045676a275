"""A home folder with part of the demo year, landed through the ordinary import."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from dashboard.command_line.commands.demo_year import read_manifest
from warehouse.home.opening import open_store
from warehouse.importing.import_file import ImportOptions, import_file
from warehouse.results.scheme_changes import install_schemes

WANTED = {
    "jiangxian-2021": {
        ("jx1_progress", "2021-05"),
        ("jx1_progress", "2021-06"),
        ("jx1_inspection", "2021-06"),
        ("jx2_supervision", "2021-06"),
    },
    "qianyang-2022": {
        ("qy_veto", "2022-04"),
        ("qy_veto", "2022-06"),
        ("qy_veto", "2022-09"),
        ("qy_deduction", "2022-06"),
        ("qy_deduction", "2022-09"),
    },
}
"""Enough for every page: two months of a form, an inspection, vetoes, deductions."""


def read_demo_file(dataset: str, month: str) -> tuple[str, bytes]:
    """Return the name and content of the demo's first file of a dataset and month."""
    file = next(one for one in read_manifest() if (one.dataset, one.month) == (dataset, month))
    return file.name, files("seed").joinpath("demo", *file.path.split("/")).read_bytes()


def fill_home(home: Path) -> None:
    """Create a warehouse and land the wanted files."""
    store = open_store(home, create=True)
    try:
        install_schemes(store)
        for scheme, wanted in WANTED.items():
            for dataset, month in sorted(wanted, key=lambda one: one[1]):
                name, content = read_demo_file(dataset, month)
                options = ImportOptions(actor="tester", scheme=scheme, accept_warnings=True)
                assert import_file(store, name, content, options).state == "landed"
    finally:
        store.close()
