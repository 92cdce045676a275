"""操作记录: the record in words and as a workbook, the check, the backup."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.pages.administration.record_export import make_record
from dashboard.pages.administration.record_tables import describe_detail
from tests.dashboard.seen import open_page, read_tables, read_text
from tests.dashboard.tables import pick_row
from warehouse.database.audit import read_entries
from warehouse.database.connection import ORIGINALS
from warehouse.importing.import_file import revert_batch
from warehouse.safekeeping.backups import list_backups
from warehouse.store import Store
from warehouse.views.record import PAGE, RecordFilter

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
    assert "暂无操作记录" in read_text(open_page(empty_store, "record"))


def test_a_check_from_the_page_says_what_is_wrong(store: Store) -> None:
    test = open_page(store, "record")
    (check,) = [button for button in test.button if button.label == "全部核对"]
    check.click().run()
    assert "核对一致" in test.success[0].value
    next((store.home / ORIGINALS).iterdir()).unlink()
    (check,) = [button for button in test.button if button.label == "全部核对"]
    check.click().run()
    assert "原始文件不见了" in test.error[0].value


def test_a_backup_from_the_page_is_there_and_said(store: Store) -> None:
    test = open_page(store, "record")
    (save,) = [button for button in test.button if button.label == "立即备份"]
    save.click().run()
    assert not test.exception
    ((folder, _),) = list_backups(store.home)
    assert folder.name in test.success[0].value


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
    assert not re.search("[A-Za-z_]", describe_detail(json.dumps(detail), {}))


LARGEST_PAGE = 200_000
"""Bytes of the table that a browser gets."""


def fill_record(store: Store, count: int, detail: str) -> int:
    """Write entries past the limits, as an earlier program could; return how many."""
    with store.writer("load_scheme") as cursor:
        before = cursor.execute("select max(entry_id) from audit_entry").fetchall()[0][0]
        cursor.execute(
            "insert into audit_entry select ? + n, '李科', 'export', ?, now()::timestamp, 'd'"
            " from range(1, ?) as numbers(n)",
            [before, detail, count + 1],
        ).fetchall()
    return int(before + count)


@pytest.mark.parametrize(
    "detail",
    [
        {"file": "x.xlsx", "search": "长" * 2000, "columns": ["列" * 200] * 20},
        {"search": "长" * 3_000_000},
        {"batch": 3, "rows": {f"facts:{number}": "f" * 130 for number in range(2000)}},
    ],
    ids=["as long as can be", "from before the bounds", "with digests of rows"],
)
def test_the_page_stays_small_and_shows_an_entry_whole_on_demand(
    store: Store, detail: dict[str, Any]
) -> None:
    newest = fill_record(store, 5, json.dumps(detail, ensure_ascii=False))
    test = open_page(store, "record")
    sent = sum(len(part.proto.bytes) for part in test.get("bidi_component"))
    assert sent < LARGEST_PAGE
    rows = read_tables(test)[RECORD]
    assert len(rows) <= PAGE and rows[0][0] == str(newest)
    pick_row(test, "record", str(newest))
    assert f"第{newest}条" in read_text(test)
    shown = max((block.value for block in test.code), key=len)
    assert 8 < len(shown) <= 5000


def test_older_entries_are_on_further_pages(store: Store) -> None:
    newest = fill_record(store, 2 * PAGE, '{"file": "x.xlsx"}')
    test = open_page(store, "record")
    assert [read_tables(test)[RECORD][at][0] for at in (0, -1)] == [
        str(newest),
        str(newest - PAGE + 1),
    ]
    assert f"第1–{PAGE}条，共{newest}条" in read_text(test)
    turn(test, "较早的")
    assert read_tables(test)[RECORD][0][0] == str(newest - PAGE)
    turn(test, "较新的")
    assert read_tables(test)[RECORD][0][0] == str(newest)
    turn(test, "较早的")
    test.get_by_key("record_actor").set_value("李科").run()  # type: ignore[union-attr]
    assert read_tables(test)[RECORD][0][0] == str(newest)  # another choice begins at its start


def turn(test: AppTest, label: str) -> None:
    (button,) = [button for button in test.button if button.label == label]
    button.click().run()
    assert not test.exception


def test_the_exported_record_is_whole(store: Store) -> None:
    newest = fill_record(store, 2 * PAGE, '{"file": "x.xlsx"}')
    content = make_record(store, RecordFilter(), {}, [("内容", "操作记录")])
    rows = list(openpyxl.load_workbook(io.BytesIO(content))["操作记录"].values)
    assert [row[0] for row in rows[1:]] == list(range(newest, 0, -1))
    mine = make_record(store, RecordFilter(actor="李科"), {}, [])
    assert openpyxl.load_workbook(io.BytesIO(mine))["操作记录"].max_row == 2 * PAGE + 1
