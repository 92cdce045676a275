"""A county's store for each test, filled once through the production path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import copy_home
from warehouse.home.opening import open_store
from warehouse.store import Store


@pytest.fixture(scope="module", autouse=True)
def _read_in_this_process(read_here: None) -> None:
    """These tests are about what becomes of files, not about the worker that reads them."""


@pytest.fixture
def county(county_home: Path, tmp_path: Path) -> Iterator[Store]:
    """Lend a store of this test's own."""
    store = open_store(copy_home(county_home, tmp_path / "home"))
    yield store
    store.close()
