"""The backup of each day on which something happened."""

from __future__ import annotations

from datetime import timedelta

from dashboard.server.daily_backup import back_up_if_due, is_due
from warehouse.database.clock import utc_now
from warehouse.database.connection import BACKUPS
from warehouse.importing.import_file import revert_batch
from warehouse.store import Store


def test_a_day_in_which_something_happened_is_backed_up_once(store: Store) -> None:
    now = utc_now()
    assert back_up_if_due(store, now)
    assert not is_due(store, now)
    tomorrow = now + timedelta(days=1)
    assert not is_due(store, tomorrow)  # nothing has happened since
    revert_batch(store, 9, actor="张科", reason="试")
    assert not is_due(store, now)
    assert is_due(store, tomorrow)


def test_a_backup_that_fails_is_tried_again(store: Store) -> None:
    (store.home / BACKUPS).write_text("in the way")
    assert not back_up_if_due(store, utc_now())
    (store.home / BACKUPS).unlink()
    assert back_up_if_due(store, utc_now())
