"""Stores built through the production path; no test can touch the user's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dashboard.demo_home import fill_home
from warehouse.schemes import load_into
from warehouse.store import Store


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with part of the demo year, to be copied and never changed."""
    home = tmp_path_factory.mktemp("filled") / "home"
    fill_home(home)
    return home


@pytest.fixture
def home(filled_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a fresh copy of the filled home, which KAOHE_HOME names."""
    copy = tmp_path / "home"
    shutil.copytree(filled_home, copy)
    monkeypatch.setenv("KAOHE_HOME", str(copy))
    return copy


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """Lend the filled store."""
    opened = Store.open(home)
    yield opened
    opened.close()


@pytest.fixture
def empty_store(tmp_path: Path) -> Iterator[Store]:
    """Lend a store with schemes and no data."""
    opened = Store.open(tmp_path / "empty", create=True)
    load_into(opened)
    yield opened
    opened.close()
