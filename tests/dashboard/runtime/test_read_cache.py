"""Pages read each result once per version of the data, however many ask at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.runtime import read_cache
from dashboard.runtime.current_store import set_current_store, using_store
from dashboard.runtime.read_cache import read_cached
from scoring.scheme import Scheme
from warehouse.access.people import Person
from warehouse.database.connection import Cursor
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views import read_unit_ledger

SCHEME = "jiangxian-2021"


def read_scheme_of(store: Store) -> Scheme:
    with store.reader() as cursor:
        return read_scheme(cursor, SCHEME)


def count_reads() -> tuple[list[str], Callable[[Cursor, str], str]]:
    asked: list[str] = []

    def read(cursor: Cursor, what: str) -> str:
        asked.append(what)
        return f"{what}!"

    return asked, read


def test_a_reading_is_kept_until_the_data_change(empty_store: Store) -> None:
    set_current_store(empty_store)
    asked, read = count_reads()
    assert [read_cached(read, "a"), read_cached(read, "a"), read_cached(read, "b")] == [
        "a!",
        "a!",
        "b!",
    ]
    assert asked == ["a", "b"]
    with empty_store.writer("load_scheme"):
        pass
    assert read_cached(read, "a") == "a!"
    assert asked == ["a", "b", "a"]


def test_a_list_counts_by_its_content_also_when_it_is_named(empty_store: Store) -> None:
    set_current_store(empty_store)
    asked: list[list[str]] = []

    def read(cursor: Cursor, names: list[str]) -> int:
        asked.append(names)
        return len(names)

    assert [read_cached(read, names=names) for names in (["a"], ["a"], ["b"])] == [1, 1, 1]
    assert asked == [["a"], ["b"]]


def test_fifty_pages_that_ask_at_once_read_once(empty_store: Store) -> None:
    set_current_store(empty_store)
    asked: list[int] = []
    gate = threading.Barrier(8)

    def read(cursor: Cursor) -> int:
        asked.append(1)
        threading.Event().wait(0.1)
        return 7

    def ask(_: int) -> int:
        gate.wait()
        return read_cached(read)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [7] * 8
    assert asked == [1]


def test_a_failed_reading_is_tried_again(empty_store: Store) -> None:
    set_current_store(empty_store)
    outcomes: Iterator[Exception | int] = iter([ZeroDivisionError(), 3])

    def read(cursor: Cursor) -> int:
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    with pytest.raises(ZeroDivisionError):
        read_cached(read)
    assert read_cached(read) == 3


def test_a_slow_reading_of_the_past_is_not_kept(empty_store: Store) -> None:
    set_current_store(empty_store)

    def read(cursor: Cursor) -> str:
        with empty_store.writer("load_scheme"):
            pass
        read_cached(count_reads()[1], "new")
        return "old"

    assert read_cached(read) == "old"
    assert all(key[1] == empty_store.version for key in read_cache._cache._results)


def test_the_least_used_is_forgotten_when_the_room_is_full(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_current_store(empty_store)
    monkeypatch.setattr(read_cache, "KEPT_BYTES", 2 * read_cache.SMALL_BYTES)
    monkeypatch.setattr(read_cache, "_cache", read_cache._ReadCache())
    asked, read = count_reads()
    for what in "abacb":
        read_cached(read, what)
    assert asked == ["a", "b", "c", "b"]


def test_another_store_is_never_mistaken_for_this_one(empty_store: Store, store: Store) -> None:
    asked, read = count_reads()
    for opened in (empty_store, store, empty_store):
        set_current_store(opened)
        read_cached(read, "a")
    assert len(asked) == 3


def test_what_a_leader_has_read_is_never_shown_to_a_unit_and_neither_drops_the_others(
    store: Store,
) -> None:
    asked, read = count_reads()
    leader = store.bind_to(Person("领导", "leader"))
    units = [store.bind_to(Person(name, "unit", ((SCHEME, name),))) for name in ("甲", "乙", "甲")]
    for bound in (leader, *units, leader, store):
        with using_store(bound):
            read_cached(read, "a")
    assert len(asked) == 3


def test_a_unit_that_opens_the_leaders_page_gets_frames_of_its_own(store: Store) -> None:
    arguments = (read_scheme_of(store), "1", "县财政局", "2021-06")
    seen = {}
    for person in (Person("领导", "leader"), Person("教育", "unit", ((SCHEME, "县教育局"),))):
        with using_store(store.bind_to(person)):
            seen[person.role] = read_cached(read_unit_ledger, *arguments).height
    assert seen["leader"] > 0
    assert seen["unit"] == 0
