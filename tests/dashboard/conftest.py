"""Stores built through the production path; no test can touch the user's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import copy_home
from warehouse.store import Store


@pytest.fixture
def home(filled_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a fresh copy of the filled home, which KAOHE_HOME names."""
    copy = copy_home(filled_home, tmp_path / "home")
    monkeypatch.setenv("KAOHE_HOME", str(copy))
    return copy


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """Lend the filled store."""
    opened = Store.open(home)
    yield opened
    opened.close()


@pytest.fixture
def empty_store(prepared_home: Path, tmp_path: Path) -> Iterator[Store]:
    """Lend a store with schemes and no data."""
    opened = Store.open(copy_home(prepared_home, tmp_path / "empty"))
    yield opened
    opened.close()
