"""Pages are read ahead, garbage collection stays short, and open pages notice new data."""

from __future__ import annotations

import asyncio
import gc

import pytest
from starlette.requests import Request
from starlette.responses import Response

from dashboard.runtime import read_cache
from dashboard.runtime.current_store import set_current_store
from dashboard.server.warming import collect_and_freeze, read_first_boards, read_first_pages
from dashboard.widgets.live_updates import describe_version, serve_version
from tests.dashboard.seen import open_page, read_tables
from warehouse.store import Store


def test_the_first_board_is_read_before_anyone_asks(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_current_store(store)
    read_first_boards()

    def fail(*_: object) -> None:
        raise AssertionError("the board is read once more")

    monkeypatch.setattr(read_cache, "_read", fail)
    assert read_tables(open_page(store, "leaderboard"))


def test_a_store_without_data_is_read_ahead_as_well(empty_store: Store) -> None:
    set_current_store(empty_store)
    read_first_boards()
    read_first_pages()


def test_what_is_in_use_is_left_out_of_later_collections() -> None:
    try:
        collect_and_freeze()
        assert len(gc.get_objects()) < 20_000 < gc.get_freeze_count()
    finally:
        gc.unfreeze()


def ask() -> Response:
    """Ask for the version as an open page does."""
    return asyncio.run(serve_version(Request({"type": "http"})))


def test_the_version_is_another_after_each_change(empty_store: Store) -> None:
    set_current_store(empty_store)
    before = ask().body
    assert before == ask().body == describe_version().encode()
    with empty_store.writer("load_scheme"):
        pass
    assert ask().body not in {before, b""}


def test_nothing_keeps_the_version_from_being_asked_anew(empty_store: Store) -> None:
    set_current_store(empty_store)
    assert ask().headers["cache-control"] == "no-store"
