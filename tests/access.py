"""Accounts for tests, made as an office makes them: on the host; the owner chooses a password."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST

from warehouse.access.accounts import read_account
from warehouse.access.people import UnitKey
from warehouse.accounts import passwords
from warehouse.accounts.account_acts import add_account
from warehouse.accounts.own_account import change_password
from warehouse.database.audit import Entry
from warehouse.store import Store

PASSWORD = "blue kettle over mountains"


def make_account(
    at_host: Store, name: str, role: str, units: Sequence[UnitKey] = (), password: str = PASSWORD
) -> Store:
    """Make an account whose owner has chosen a password; return the store bound to the owner."""
    initial = add_account(at_host, name, role, units=units)
    own = bind_to_account(at_host, name)
    change_password(own, initial, password)
    return own


def bind_to_account(store: Store, name: str) -> Store:
    """Return the store bound to the owner of an account, with its present role and units."""
    with store.reader() as cursor:
        return store.bind_to(read_account(cursor, name).person)


def read_detail(entry: Entry) -> dict[str, Any]:
    """Return the detail of an audit entry, without the digests of the rows that its act changed."""
    detail: dict[str, Any] = json.loads(entry.detail)
    detail.pop("rows", None)
    return detail


def hash_cheaply(patch: pytest.MonkeyPatch) -> None:
    """Make password hashes cheap."""
    patch.setattr(passwords, "HASHER", PasswordHasher.from_parameters(CHEAPEST))
