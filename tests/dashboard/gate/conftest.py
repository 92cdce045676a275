"""A gate before a small application, with accounts, in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from starlette.testclient import TestClient

from tests.access import make_account
from tests.conftest import copy_home
from tests.dashboard.gate.entrance import Clock, Entrance, build_entrance
from warehouse.access.people import host
from warehouse.accounts import passwords
from warehouse.home.opening import open_store
from warehouse.store import Store


@pytest.fixture
def clock() -> Clock:
    """Return a clock that goes on only when it is told to."""
    return Clock()


@pytest.fixture(scope="module")
def at_host(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Lend a store with an administrator, a leader and a member of staff; hashes cost nothing.

    One for all tests of a module: whoever changes an account makes one of its own.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher.from_parameters(CHEAPEST))
        passwords._dummy.cache_clear()
        opened = open_store(copy_home(prepared_home, tmp_path_factory.mktemp("gate") / "home"))
        own = opened.bind_to(host("operator"))
        for name, role in (("amy", "admin"), ("bob", "staff"), ("lee", "leader")):
            make_account(own, name, role)
        yield own
        opened.close()
    passwords._dummy.cache_clear()


@pytest.fixture
def entrance(at_host: Store, clock: Clock) -> Entrance:
    """Return a gate that asks everybody to sign in."""
    return build_entrance(at_host, clock)


@pytest.fixture
def client(entrance: Entrance) -> TestClient:
    """Return a browser that has not signed in."""
    return entrance.open_browser()
