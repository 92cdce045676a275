"""A county's store for each test, filled once through the production path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import copy_home
from tests.warehouse.editions.county import fill_county
from warehouse.reading.reader import read_content
from warehouse.store import Store


@pytest.fixture(scope="session")
def county_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the invented county's files; copy it, never open it."""
    home = tmp_path_factory.mktemp("county") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warehouse.importing.read_in_worker", read_content)
        fill_county(home)
    return home


@pytest.fixture(scope="module", autouse=True)
def _read_in_this_process(read_here: None) -> None:
    """These tests are about what becomes of files, not about the worker that reads them."""


@pytest.fixture
def county(county_home: Path, tmp_path: Path) -> Iterator[Store]:
    """Lend a store of this test's own."""
    store = Store.open(copy_home(county_home, tmp_path / "home"))
    yield store
    store.close()
