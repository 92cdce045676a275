"""Homes that are filled once per session through the production path, and bound stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.access import hash_cheaply, make_account
from tests.conftest import copy_home, keep_home
from tests.warehouse.safekeeping.verification.forged_store import fill
from warehouse.access.people import host
from warehouse.accounts import passwords
from warehouse.home.opening import open_store
from warehouse.store import Store


@pytest.fixture
def county(county_home: Path, tmp_path: Path) -> Iterator[Store]:
    """Yield a store with the invented county's files, for one test."""
    store = open_store(copy_home(county_home, tmp_path / "home"))
    yield store
    store.close()


@pytest.fixture(scope="session")
def forged_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a row of every kind; copy it (copy_home), never open it."""
    return keep_home(tmp_path_factory, "forged", fill)


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make password hashes cheap, and clear the cached dummy hash afterwards."""
    hash_cheaply(monkeypatch)
    passwords._dummy.cache_clear()
    yield
    passwords._dummy.cache_clear()


@pytest.fixture
def at_host(store: Store) -> Store:
    """Return the store bound to a user of the machine itself."""
    return store.bind_to(host("operator"))


@pytest.fixture
def admin(at_host: Store, cheap_hashes: None) -> Store:
    """Return the store bound to an administrator."""
    return make_account(at_host, "amy", "admin")
