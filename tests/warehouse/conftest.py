"""Homes of the invented county and with forged rows, filled once through the production path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import copy_home, keep_home
from tests.warehouse.editions.county import fill_county
from tests.warehouse.safekeeping.verification.forged_store import fill
from warehouse.home.opening import open_store
from warehouse.reading.reader import read_content
from warehouse.store import Store


@pytest.fixture(scope="session")
def county_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the invented county's files; copy it, never open it."""
    home = tmp_path_factory.mktemp("county") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warehouse.importing.import_file.read_in_worker", read_content)
        fill_county(home)
    return home


@pytest.fixture
def county(county_home: Path, tmp_path: Path) -> Iterator[Store]:
    """Return an open store of this test's own, with the invented county's files."""
    store = open_store(copy_home(county_home, tmp_path / "home"))
    yield store
    store.close()


@pytest.fixture(scope="session")
def forged_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a row of every kind; copy it (copy_home), never open it."""
    return keep_home(tmp_path_factory, "forged", fill)
