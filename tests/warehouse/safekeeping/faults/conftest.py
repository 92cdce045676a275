"""Fixtures for restores: a home, and its backup from before its last act."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import copy_home
from tests.warehouse.editions.county import THIRD, land_work
from warehouse.check_results import CheckReport
from warehouse.home.opening import open_store
from warehouse.safekeeping.backups import back_up


@pytest.fixture(scope="module")
def made_with_backup(
    county_home: Path, tmp_path_factory: pytest.TempPathFactory, read_here: None
) -> Path:
    """Return a folder with a closed home that has one batch more than the backup beside it."""
    place = tmp_path_factory.mktemp("made")
    store = open_store(copy_home(county_home, place / "home"))
    back_up(store, place / "backup")
    land_work(store, THIRD, "9", reason="更正")
    store.close()
    return place


@pytest.fixture
def folder(made_with_backup: Path) -> Path:
    """Return the backup."""
    (folder,) = (made_with_backup / "backup").iterdir()
    return folder


@pytest.fixture
def home(made_with_backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home for one test, without the verification of its backup, which others test."""
    monkeypatch.setattr(
        "warehouse.safekeeping.restoring.verify_home", lambda _: CheckReport("sound")
    )
    return copy_home(made_with_backup / "home", tmp_path / "home")
