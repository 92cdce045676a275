"""Restores whose renames fail or are interrupted, for tests of the state afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.warehouse.walk import query
from warehouse.faults import StoreInDoubt, StoreUnavailable
from warehouse.home.opening import open_store
from warehouse.home.restore_plan import PLAN
from warehouse.safekeeping.restoring import restore

LANDED, BACKED_UP = 11, 10
"""The number of batches in the home, and in its backup."""


def count_batches(home: Path) -> int:
    store = open_store(home)
    ((count,),) = query(store, "select count(*) from batch")
    store.close()
    return int(count)


def put_back(home: Path, folder: Path) -> Path:
    return restore(home, folder, actor="张科", reason="演练")


class Renames:
    """Makes renames fail: `count` of them from the first-th on, or those of one name."""

    def __init__(self, number: int, first: int, count: int = 1, name: str = "") -> None:
        self.calls = 0
        self._fails = range(first, first + count)
        self._error, self._name = OSError(number, os.strerror(number)), name

    def __call__(self, rename: Callable[..., Path]) -> Callable[..., Path]:
        def fail_or_rename(path: Path, target: Path) -> Path:
            if PLAN in path.name or self._name not in ("", path.name):
                return rename(path, target)
            self.calls += 1
            if self.calls in self._fails:
                raise self._error
            return rename(path, target)

        return fail_or_rename

    def set_in(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(Path, "rename", self(Path.rename))
        patch.setattr(Path, "replace", self(Path.replace))


def open_patiently(home: Path) -> int:
    """Return the number of batches of a home; after a rollback, a second start opens it."""
    try:
        return count_batches(home)
    except StoreUnavailable as fault:
        assert not isinstance(fault, StoreInDoubt)
        assert "已退回" in str(fault)
        return count_batches(home)


class CutShort(BaseException):
    """Raised like a kill: the product's handlers do not catch it."""


def cut_in_the_middle(home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """End a restore after all former files were moved aside and before any new one arrives."""
    rename = Path.rename

    def cut(path: Path, target: Path) -> Path:
        if path.parent.name.startswith(".restore"):
            raise CutShort
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", cut)
        with pytest.raises(CutShort):
            put_back(home, folder)
