"""A browser's export request is validated before any work, and little of it is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dashboard.runtime.current_store import using_store
from dashboard.widgets import table_export
from dashboard.widgets.table_export import export_view
from dashboard.widgets.table_view import read_view
from tests.dashboard.pages.overview.test_roles import read_record_of
from tests.dashboard.tables import view_all
from tests.dashboard.widgets.test_table import EXPORT, TABLE
from warehouse.database.audit_details import MOST_BYTES
from warehouse.faults import WrongCall
from warehouse.store import Store

NUMBER = "13835912345"
WHOLE = view_all(TABLE)

WRONG: dict[str, Any] = {
    "no mapping": ["ids"],
    "a text": "x" * 1_000_000,
    "nothing of it": {},
    "ids no list": {**WHOLE, "ids": "abc"},
    "columns a mapping": {**WHOLE, "columns": {"单位": 1}},
    "columns of another table": {**WHOLE, "columns": ["密码"]},
    "a search that is no text": {**WHOLE, "search": {"x": NUMBER}},
    "a list for a search": {**WHOLE, "search": ["x"] * 1_000_000},
    "an unknown column to sort by": {**WHOLE, "sort": [NUMBER, "升序"]},
    "an unknown direction": {**WHOLE, "sort": ["得分", NUMBER]},
    "a sort of another form": {**WHOLE, "sort": [["得分"], {}]},
    "a long sort": {**WHOLE, "sort": ["得分"] * 1_000_000},
}
KEPT: dict[str, Any] = {
    "15 MB of search": {**WHOLE, "search": f"张三{NUMBER}" * 1_100_000},
    "a number in the search": {**WHOLE, "search": f"张三 {NUMBER}"},
    "half a character": {**WHOLE, "search": "\ud800\0"},
    "a million columns": {**WHOLE, "columns": ["单位", "x" * 40] * 500_000},
    "a row a million times": {**WHOLE, "ids": ["a"] * 1_000_000},
    "ids of all kinds": {**WHOLE, "ids": [None, {}, ["a"], 1, NUMBER, "a"]},
    "an unknown key": {**WHOLE, NUMBER: NUMBER},
    "a strange nonce": {**WHOLE, "nonce": {"x": NUMBER}},
    "an endless nonce": {**WHOLE, "nonce": float("inf")},
}


@pytest.mark.parametrize("sent", WRONG.values(), ids=WRONG)
def test_a_wrong_request_gets_a_sentence_and_no_entry(
    store: Store, sent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[Exception] = []
    monkeypatch.setattr(table_export, "show_error", said.append)
    with using_store(store):
        assert table_export.try_export(TABLE, EXPORT, sent) == b""
    assert isinstance(said[0], WrongCall) and NUMBER not in str(said[0])
    assert read_record_of(store, "export") == []


@pytest.mark.parametrize("sent", KEPT.values(), ids=KEPT)
def test_what_is_kept_of_an_export_is_masked_and_small(store: Store, sent: Any) -> None:
    with using_store(store):
        assert table_export.try_export(TABLE, EXPORT, sent)
    (entry,) = read_record_of(store, "export")
    assert len(entry.detail.encode()) < MOST_BYTES / 8
    assert NUMBER not in entry.detail
    kept = json.loads(entry.detail)
    assert set(kept["columns"]) <= {heading.title for heading in TABLE.headings}
    assert kept["rows"] <= len(TABLE.rows)


def test_the_workbook_itself_does_not_carry_a_number_that_was_searched_for(store: Store) -> None:
    view = read_view(
        {**WHOLE, "search": NUMBER}, TABLE.ids, [heading.title for heading in TABLE.headings]
    )
    assert NUMBER not in view.search
    with using_store(store):
        assert export_view(TABLE, EXPORT, {**WHOLE, "search": NUMBER})
