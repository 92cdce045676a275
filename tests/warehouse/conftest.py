"""A small county's home, filled once through the production path."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import keep_home
from tests.warehouse.editions.county import fill_county
from tests.warehouse.safekeeping.verification.forged_store import fill
from warehouse.reading.reader import read_content


@pytest.fixture(scope="session")
def county_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the invented county's files; copy it, never open it."""
    home = tmp_path_factory.mktemp("county") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warehouse.importing.import_file.read_in_worker", read_content)
        fill_county(home)
    return home


@pytest.fixture(scope="session")
def forged_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a row of every kind; copy it (copy_home), never open it."""
    return keep_home(tmp_path_factory, "forged", fill)
