"""A store for the schemes that a module is about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse.home.opening import open_store
from warehouse.results.scheme_changes import install_schemes
from warehouse.store import Store


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Yield a new store with the module's SCHEME, if it has one."""
    store = open_store(tmp_path / "home", create=True)
    if scheme := getattr(request.module, "SCHEME", None):
        install_schemes(store, [scheme])
    yield store
    store.close()
