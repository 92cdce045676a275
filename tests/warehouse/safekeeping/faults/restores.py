"""A restore whose renames fail or are cut short, for the tests of what is found afterwards."""

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
"""Batches of the home, and of its backup."""


def count_batches(home: Path) -> int:
    store = open_store(home)
    ((count,),) = query(store, "select count(*) from batch")
    store.close()
    return int(count)


def put_back(home: Path, folder: Path) -> Path:
    return restore(home, folder, actor="张科", reason="演练")


class Renames:
    """Lets renames fail: all from the first-th on until `count` have failed, or one name's."""

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
    """Return the batches of a home; what a first start rolled back, a second one opens."""
    try:
        return count_batches(home)
    except StoreUnavailable as fault:
        assert not isinstance(fault, StoreInDoubt)
        assert "已退回" in str(fault)
        return count_batches(home)


class CutShort(BaseException):
    """As a kill: no handler of ours runs."""


def cut_in_the_middle(home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """End a restore when every former file is aside, and none of the backup's has arrived."""
    rename = Path.rename

    def cut(path: Path, target: Path) -> Path:
        if path.parent.name.startswith(".restore"):
            raise CutShort
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", cut)
        with pytest.raises(CutShort):
            put_back(home, folder)
