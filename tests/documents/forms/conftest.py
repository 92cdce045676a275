"""A store of the shipped schemes without data, since these tests mostly read files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import copy_home
from warehouse.home.opening import open_store
from warehouse.store import Store


@pytest.fixture
def store(prepared_home: Path, tmp_path: Path) -> Iterator[Store]:
    """Yield an open store of a separate home for each test."""
    store = open_store(copy_home(prepared_home, tmp_path / "home"))
    yield store
    store.close()


@pytest.fixture(scope="module")
def shared_store(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Yield an open store shared by tests that only read files with it."""
    store = open_store(copy_home(prepared_home, tmp_path_factory.mktemp("forms") / "home"))
    yield store
    store.close()
