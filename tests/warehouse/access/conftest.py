"""Cheap password hashes: what they cost in earnest is measured in test_passwords.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST

from tests.access import make_account
from warehouse.access.people import host
from warehouse.accounts import passwords
from warehouse.store import Store


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hash passwords at no cost, and forget the dummy that was hashed so."""
    hash_cheaply(monkeypatch)
    passwords._dummy.cache_clear()
    yield
    passwords._dummy.cache_clear()


@pytest.fixture
def at_host(store: Store) -> Store:
    """Return the store in the hands of whoever is at the machine."""
    return store.bind_to(host("operator"))


@pytest.fixture
def admin(at_host: Store, cheap_hashes: None) -> Store:
    """Return the store in the hands of an administrator."""
    return make_account(at_host, "amy", "admin")


def hash_cheaply(patch: pytest.MonkeyPatch) -> None:
    """Let passwords be hashed at no cost."""
    patch.setattr(passwords, "HASHER", PasswordHasher.from_parameters(CHEAPEST))
