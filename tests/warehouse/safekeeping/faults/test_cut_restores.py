"""A restore that is interrupted at any step is completed at the next start, and audited once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import copy_home
from tests.warehouse.editions.county import THIRD, land_work
from tests.warehouse.walk import query
from warehouse.check_results import CheckReport
from warehouse.database.atomic_files import write_whole
from warehouse.database.audit import Entry, find_break, read_entries
from warehouse.home import restore_plan
from warehouse.home.opening import open_store
from warehouse.safekeeping.backups import back_up
from warehouse.safekeeping.restoring import restore
from warehouse.store import Store

STEPS = 10
"""The steps of a restore of this home: plan writes, moved names, and the plan's removal."""


class CutShort(BaseException):
    """Raised like a kill: the product's handlers do not catch it."""


@pytest.fixture
def home(county_home: Path, tmp_path: Path, read_here: None) -> Path:
    """Return a closed home that has one batch more than its backup beside it."""
    home = copy_home(county_home, tmp_path / "home")
    store = open_store(home)
    back_up(store, tmp_path / "backup")
    land_work(store, THIRD, "9", reason="更正")
    store.close()
    return home


def read_restores(store: Store) -> list[Entry]:
    with store.reader() as cursor:
        entries = read_entries(cursor)
    assert find_break(entries) is None
    return [one for one in entries if one.action == "restore"]


def test_a_restore_cut_short_at_any_step_is_finished_and_told_once(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder,) = (tmp_path / "backup").iterdir()
    # Verified by other tests; here it would run at every step.
    monkeypatch.setattr(
        "warehouse.safekeeping.restoring.verify_home", lambda _: CheckReport("sound")
    )
    finished = 0
    for stop in range(STEPS + 1):
        trial = copy_home(home, tmp_path / f"cut-{stop}")
        if not cut_after(trial, folder, stop, monkeypatch):
            finished += 1
        store = open_store(trial)
        ((batches,),) = query(store, "select count(*) from batch")
        restores = read_restores(store)
        store.close()
        assert not list(trial.glob(".restore*"))
        again = open_store(trial)
        assert read_restores(again) == restores
        again.close()
        if stop == 0:  # the plan was never written, so nothing has changed
            assert (batches, restores) == (query_count(home), [])
            continue
        assert batches == query_count(home) - 1
        (told,) = restores
        detail = json.loads(told.detail)
        assert (told.actor, detail["reason"], detail["backup"]) == ("张科", "演练", folder.name)
        assert query_count(trial / "aside" / detail["aside"]) == query_count(home)
    assert finished == 1


def cut_after(home: Path, folder: Path, stop: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Restore until `steps` of the swap are done; return whether that interrupted it."""
    steps = 0

    def count_step() -> None:
        nonlocal steps
        steps += 1
        if steps > stop:
            raise CutShort

    rename, unlink, write = Path.rename, Path.unlink, write_whole

    def rename_counted(self: Path, target: Path) -> Path:
        if self.parent.name in {home.name, restore_plan.COMING}:
            count_step()
        return rename(self, target)

    def unlink_counted(self: Path, missing_ok: bool = False) -> None:
        if self.name == restore_plan.PLAN:
            count_step()
        unlink(self, missing_ok)

    def write_counted(path: Path, content: bytes) -> None:
        count_step()
        write(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename_counted)
        patch.setattr(Path, "unlink", unlink_counted)
        patch.setattr("warehouse.home.restore_swap.write_whole", write_counted)
        try:
            restore(home, folder, actor="张科", reason="演练")
        except CutShort:
            return True
    return False


def query_count(home: Path) -> int:
    store = open_store(home)
    ((count,),) = query(store, "select count(*) from batch")
    store.close()
    return int(count)
