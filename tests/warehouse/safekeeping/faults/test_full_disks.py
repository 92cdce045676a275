"""On a disk that is or becomes full, acts are refused with a sentence and nothing is half done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.access import make_account
from tests.conftest import copy_home
from tests.needs import leave_out
from tests.repository import SCHEMES
from tests.soak.full_disks import (
    Action,
    fill_and_act,
    fill_up_to,
    issue_month,
    land,
    small_disk,
    swell_log,
)
from tests.warehouse.editions.county import SCHEME, THIRD, land_work
from tests.warehouse.walk import query, read_state
from warehouse.database import database
from warehouse.database.connection import FILE_NAME, Cursor
from warehouse.database.database import Database
from warehouse.faults import StoreFull, StoreUnavailable
from warehouse.home.opening import open_store
from warehouse.results.scheme_changes import install_schemes
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.schemes.scheme_files import load_scheme
from warehouse.store import Store


@pytest.mark.parametrize(
    ("megabytes", "floor", "act"),
    [
        pytest.param(40.0, database.FREE_SPACE_FLOOR, land, id="below the floor"),
        pytest.param(0.06, 0, issue_month, id="no room for a document"),
        pytest.param(18.0, 0, swell_log, id="room for the log, none for the checkpoint"),
    ],
)
def test_what_a_full_disk_refuses_leaves_nothing_behind(
    county_home: Path, tmp_path: Path, megabytes: float, floor: int, act: Action
) -> None:
    try:
        with small_disk(tmp_path / "disk", 200) as disk:
            home = copy_home(county_home, disk / "home")
            (said,) = fill_and_act(home, megabytes, (act,), floor)
    except PermissionError:
        leave_out("the right to mount")
    assert "done" not in said or act is swell_log


@pytest.mark.parametrize(
    ("megabytes", "said"),
    [(40.0, {"admin": "in", "leader": "full"}), (8.0, {"admin": "full", "leader": "full"})],
)
def test_on_a_nearly_full_disk_administrators_come_in_and_nobody_else(
    county_home: Path, tmp_path: Path, megabytes: float, said: dict[str, str]
) -> None:
    try:
        with small_disk(tmp_path / "disk", 200) as disk:
            store = open_store(copy_home(county_home, disk / "home"))
            own = {role: make_account(store, role, role) for role in said}
            fill_up_to(disk / "other", megabytes)
            assert {role: come_in(one) for role, one in own.items()} == said
            with pytest.raises(StoreFull, match="磁盘空间不足"):
                land(store)
            store.close()
            if said["admin"] == "in":  # the server itself can start again too
                store = open_store(disk / "home")
                assert install_schemes(store, [load_scheme(SCHEMES / SCHEME)]) == []
                store.close()
            (disk / "other").unlink()
            store = open_store(disk / "home")
            entries = query(store, "select actor from audit_entry where action = 'sign_in'")
            assert entries == [(role,) for role, one in said.items() if one == "in"]
            store.close()
    except PermissionError:
        leave_out("the right to mount")


def come_in(store: Store) -> str:
    try:
        store.record("sign_in", {"address": "10.0.0.1", "by": "password", "second_step": "none"})
    except StoreFull:
        return "full"
    return "in"


class CheckpointFails:
    """A cursor whose checkpoint after a commit has no disk space."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def commit(self) -> None:
        self._cursor.commit()
        raise duckdb.FatalException(
            "FATAL Error: Transaction COMMIT succeeded and is durable, but the checkpoint failed."
        )


def test_what_was_committed_stands_although_the_checkpoint_after_it_failed(
    county_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(copy_home(county_home, tmp_path / "home"))
    begin = Database.begin
    monkeypatch.setattr(Database, "begin", lambda self: CheckpointFails(begin(self)))
    store.record("export", {"file": "表.xlsx"})
    monkeypatch.undo()
    newest = "select action from audit_entry order by entry_id desc limit 1"
    assert query(store, newest) == [("export",)]
    store.close()
    open_store(tmp_path / "home").close()  # the audit copy confirms it too


def test_what_is_done_after_a_commit_that_failed_is_not_lost_at_the_next_start(
    county_home: Path, tmp_path: Path, read_here: None
) -> None:
    resource = pytest.importorskip("resource", reason="for want of limits of a process")
    store = open_store(copy_home(county_home, tmp_path / "home"))
    land_work(store, THIRD, "7", reason="更正")
    log = store.home / f"{FILE_NAME}.wal"
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + 20_000, limits[1]))
    try:
        with pytest.raises(StoreUnavailable, match="无法写入"):
            land_work(store, THIRD, "8", reason="更正")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    before = read_state(store)  # reading continues at once
    store.close()
    store = open_store(store.home)
    assert read_state(store) == before
    land_work(store, THIRD, "9", reason="更正")
    assert verify_store(store, "quick").findings == ()
    store.close()
