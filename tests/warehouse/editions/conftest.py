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
    """Read files in this process: these tests do not test the worker."""


@pytest.fixture
def county(county_home: Path, tmp_path: Path) -> Iterator[Store]:
    """Yield a store with the invented county's files, for one test."""
    store = open_store(copy_home(county_home, tmp_path / "home"))
    yield store
    store.close()
