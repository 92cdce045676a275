"""A disk that is full, or becomes full midway: refused in a sentence, and nothing is half."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import copy_home
from tests.needs import leave_out
from tests.soak.full_disks import (
    Action,
    fill_and_act,
    issue_month,
    land,
    small_disk,
    swell_log,
)
from tests.warehouse.walk import query
from warehouse import database
from warehouse.connecting import Cursor
from warehouse.database import Database
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


class CheckpointFails:
    """A cursor on which the checkpoint that follows a commit finds no room."""

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
    store = Store.open(copy_home(county_home, tmp_path / "home"))
    begin = Database.begin
    monkeypatch.setattr(Database, "begin", lambda self: CheckpointFails(begin(self)))
    store.record("export", {"file": "表.xlsx"})
    monkeypatch.undo()
    newest = "select action from audit_entry order by entry_id desc limit 1"
    assert query(store, newest) == [("export",)]
    store.close()
    Store.open(tmp_path / "home").close()  # the record's copy says so too
