"""Homes for tests: the product prepares each once, and a test that changes one copies it."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb
import pytest
from streamlit.components.v2 import manifest_scanner

import tests.examples  # noqa: F401  its profile of Hypothesis holds for every test
from tests.dashboard.demo_home import fill_home
from tests.landing import make_store
from tests.needs import pytest_runtest_setup, pytest_terminal_summary
from tests.repository import ROOT
from tests.warehouse.editions.county import fill_county
from warehouse.database import audit_details
from warehouse.database.home_lock import HomeLock
from warehouse.faults import StoreHeld
from warehouse.home.opening import open_store
from warehouse.importing.import_file import ImportOptions, import_file
from warehouse.reading.reader import read_content
from warehouse.store import Store

__all__ = ["pytest_runtest_setup", "pytest_terminal_summary"]

DEMO = ROOT / "seed" / "demo"
MADE_FROM = (
    "scoring", "warehouse", "queries", "seed", "tests/dashboard/demo_home.py", "tests/landing.py",
    "tests/warehouse/safekeeping/verification/forged_store.py",
    "tests/warehouse/various_landings.py", "tests/warehouse/editions/county.py",
    "tests/warehouse/files.py", "tests/warehouse/reading/workbooks.py",
    "tests/warehouse/schemes/invented-2023", "tests/warehouse/schemes/cases/invented.toml",
)  # fmt: skip
"""The sources of a prepared home: a change in one of these, and the home is made again."""


def pytest_xdist_auto_num_workers() -> int:
    """Return one worker more than there are cores: most tests wait for a process or a browser."""
    return (os.cpu_count() or 1) + 1


def pytest_configure() -> None:
    """Keep compiled code beside the environment's, where none may be kept beside the sources.

    Otherwise each process that a test starts compiles the product and its libraries again.
    """
    if sys.dont_write_bytecode:
        folder = str(Path(sys.prefix) / "compiled-for-tests")
        sys.dont_write_bytecode, sys.pycache_prefix = False, folder
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture(autouse=True, scope="session")
def scan_packages_once() -> Iterator[None]:
    """Scan the installed packages for components once; Streamlit would do it in every test."""
    found = cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@pytest.fixture(autouse=True)
def keep_main() -> Iterator[None]:
    """Restore the main module of this process, which a page that runs in it replaces.

    Otherwise a child process of a later test would start by running that page.
    """
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(autouse=True, scope="session")
def refuse_unknown_keys() -> Iterator[None]:
    """Fail a test that writes an audit entry with a key that its action does not have."""

    def fail(action: str, keys: Iterable[str]) -> None:
        raise AssertionError(f"entries of {action} have no keys {sorted(keys)}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audit_details, "report_unknown", fail)
        yield


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the shipped schemes and no data; copy it, never open it."""
    return keep_home(tmp_path_factory, "prepared", lambda home: make_store(home).close())


@pytest.fixture
def fresh_home(prepared_home: Path, tmp_path: Path) -> Path:
    """Return a home of this test's own, with the shipped schemes and no data."""
    return copy_home(prepared_home, tmp_path / "home")


@pytest.fixture
def store(fresh_home: Path) -> Iterator[Store]:
    """Return the open store of a home of this test's own."""
    store = open_store(fresh_home)
    yield store
    store.close()


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the demo year, landed file by file; copy it (copy_home), never open it."""
    return keep_home(tmp_path_factory, "demo", land_demo)


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with part of the demo year; copy it (copy_home), never open it."""
    return keep_home(tmp_path_factory, "filled", fill_home)


@pytest.fixture(scope="session")
def county_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the invented county's files; copy it (copy_home), never open it."""
    return keep_home(tmp_path_factory, "county", fill_county)


@pytest.fixture(scope="module")
def read_here() -> Iterator[None]:
    """Read files in this process, for tests that read many files and do not test the worker."""
    with reading_here():
        yield


@contextmanager
def reading_here() -> Iterator[None]:
    """Read files in this process instead of in a worker, within a with-block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warehouse.importing.import_file.read_in_worker", read_content)
        yield


def copy_home(home: Path, target: Path) -> Path:
    """Copy a closed home, so that a test can change it."""
    shutil.copytree(home, target)
    return target


def keep_home(factory: pytest.TempPathFactory, name: str, fill: Callable[[Path], None]) -> Path:
    """Return a home that is slow to fill: filled once, and kept beside pytest's own folders."""
    folder = factory.getbasetemp().parent
    if "PYTEST_XDIST_WORKER" in os.environ:  # a worker's folder lies in that of the run
        folder = folder.parent
    kept = folder / f"kaohe-{name}-{_digest()}"
    locked = folder / f"{kept.name}.lock"
    locked.mkdir(exist_ok=True)
    while not kept.exists():
        try:
            with HomeLock(locked), reading_here():
                if not kept.exists():
                    fill(made := factory.mktemp(name) / "home")
                    # Copied under another name first, so that no worker sees a part of it.
                    part = Path(shutil.copytree(made, kept.with_suffix(f".{os.getpid()}")))
                    part.rename(kept)
        except StoreHeld:  # another worker is filling it
            time.sleep(0.2)
    return kept


def land_demo(home: Path) -> None:
    store = make_store(home)
    listed = tomllib.loads((DEMO / "manifest.toml").read_text("utf-8"))["file"]
    for entry in listed:
        path = DEMO / entry["path"]
        options = ImportOptions(
            actor="演示", scheme=entry["scheme"], accept_warnings=True, reason=entry.get("reason")
        )
        report = import_file(store, path.name, path.read_bytes(), options)
        assert report.state == "landed", (path.name, report.errors, report.questions)
    store.close()


def _digest() -> str:
    """Return a digest of the product, the demo files, and the DuckDB that writes the store."""
    digest = hashlib.sha256(duckdb.__version__.encode())
    for name in MADE_FROM:
        for path in sorted([ROOT / name, *(ROOT / name).rglob("*")]):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]
