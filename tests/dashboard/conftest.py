"""Stores built through the production path, and a log of a test's own."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.runtime.logs import open_log
from tests.conftest import copy_home
from warehouse.home.opening import open_store
from warehouse.store import Store


@pytest.fixture
def home(filled_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a fresh copy of the filled home, which KAOHE_HOME names."""
    copy = copy_home(filled_home, tmp_path / "home")
    monkeypatch.setenv("KAOHE_HOME", str(copy))
    return copy


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """Lend the filled store."""
    opened = open_store(home)
    yield opened
    opened.close()


@pytest.fixture
def empty_store(prepared_home: Path, tmp_path: Path) -> Iterator[Store]:
    """Lend a store with schemes and no data."""
    opened = open_store(copy_home(prepared_home, tmp_path / "empty"))
    yield opened
    opened.close()


@pytest.fixture
def kept_handlers() -> Iterator[None]:
    """Put the root logger back as it was."""
    root = logging.getLogger()
    before = list(root.handlers)
    yield
    for handler in [one for one in root.handlers if one not in before]:
        root.removeHandler(handler)
        handler.close()


@pytest.fixture
def log(tmp_path: Path, kept_handlers: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Open a log; return its file."""
    for name in ("uvicorn", "uvicorn.error"):  # a server that an earlier test ran may keep them
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
    open_log(tmp_path)
    return tmp_path / "logs" / "kaohe.log"
