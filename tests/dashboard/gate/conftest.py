"""A gate with accounts in front of a small application, in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from starlette.testclient import TestClient

from tests.access import make_account
from tests.conftest import copy_home
from tests.dashboard.gate.acts import Acts
from tests.dashboard.gate.served_gate import Clock, ServedGate, build_served_gate
from warehouse.access.people import host
from warehouse.accounts import passwords
from warehouse.home.opening import open_store
from warehouse.store import Store


@pytest.fixture
def clock() -> Clock:
    """Return a clock that only the test moves."""
    return Clock()


@pytest.fixture(scope="module")
def at_host(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Yield a store with an administrator, a leader and a member of staff; hashes are cheap.

    It is shared by the tests of a module: a test that changes an account makes its own.
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
def served(at_host: Store, clock: Clock) -> ServedGate:
    """Return a gate that asks everybody to sign in."""
    return build_served_gate(at_host, clock)


@pytest.fixture
def client(served: ServedGate) -> TestClient:
    """Return a browser that has not signed in."""
    return served.open_browser()


@pytest.fixture
def acts(at_host: Store) -> Acts:
    """Return the audit entries since the test began."""
    return Acts(at_host)
