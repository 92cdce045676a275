"""操作记录: the record in words, the check, and the backup of each day."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from dashboard.daily_backup import back_up_if_due, is_due
from dashboard.record_tables import say_detail
from tests.dashboard.seen import open_page, read_tables, read_text
from warehouse.audit import read_entries
from warehouse.backups import list_backups
from warehouse.clock import utc_now
from warehouse.connecting import BACKUPS, ORIGINALS
from warehouse.importing import revert_batch
from warehouse.store import Store

RECORD = "操作记录，最新的在前"


def test_the_record_is_shown_in_words_the_newest_first(store: Store) -> None:
    revert_batch(store, 9, actor="张科", reason="报错月份")
    newest = read_tables(open_page(store, "record"))[RECORD][0]
    with store.reader() as cursor:
        entries = read_entries(cursor)
    assert newest[0] == str(len(entries))
    assert newest[2:4] == ["张科", "撤销"]
    assert "撤销批次 9" in newest[4]
    assert "缘由 报错月份" in newest[4]
    assert entries[-1].digest.startswith(newest[5])


def test_an_empty_record_says_what_it_will_hold(empty_store: Store) -> None:
    with empty_store.writer("load_scheme") as cursor:
        cursor.execute("delete from audit_entry").fetchall()
    assert "还没有任何操作" in read_text(open_page(empty_store, "record"))


def test_a_check_from_the_page_says_what_is_wrong(store: Store) -> None:
    test = open_page(store, "record")
    (check,) = [one for one in test.button if one.label == "全部核对"]
    check.click().run()
    assert "完好" in test.success[0].value
    next((store.home / ORIGINALS).iterdir()).unlink()
    (check,) = [one for one in test.button if one.label == "全部核对"]
    check.click().run()
    assert "原始文件不见了" in test.error[0].value


def test_a_backup_from_the_page_is_there_and_said(store: Store) -> None:
    test = open_page(store, "record")
    (save,) = [one for one in test.button if one.label == "立即备份"]
    save.click().run()
    assert not test.exception
    ((folder, _),) = list_backups(store.home)
    assert folder.name in test.success[0].value


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


@pytest.mark.parametrize(
    "detail",
    [
        {"address": "127.0.0.1", "by": "password", "second_step": "none"},
        {"account": "unknown", "address": "several", "count": 3, "reason": "throttled"},
        {"action": "open_page", "page": "imports"},
        {"account": "审计", "role": "auditor", "units": [], "shown_name": "审计"},
        {"key": "importer_may_not_seal", "before": False, "value": True},
    ],
)
def test_what_an_entry_holds_is_said_in_words(detail: dict[str, Any]) -> None:
    assert not re.search("[A-Za-z_]", say_detail(json.dumps(detail), {}))
