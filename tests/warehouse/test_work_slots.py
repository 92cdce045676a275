"""Slots for costly work: a bounded number, shared fairly between users, with a bounded queue."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from documents.official import pdf
from tests.crowds import WAIT_SECONDS, crowding, wait_until
from tests.warehouse.importing.test_reading_process import CONTENT, NAME, REQUEST
from warehouse import work_slots
from warehouse.faults import Refused
from warehouse.importing import reading_process
from warehouse.importing.import_file import ImportOptions, read_file
from warehouse.reading.contract import Limits
from warehouse.store import Store
from warehouse.views.file_release import release_file
from warehouse.work_slots import LeftQueue, QueueFull, Slots, Turn, count_slots, using_turn

GB = 2**30


@pytest.mark.parametrize(
    ("memory", "cores", "expected"),
    [(2 * GB, 8, 1), (4 * GB, 2, 1), (6 * GB, 2, 2), (8 * GB, 1, 1), (24 * GB, 2, 2),
     (256 * GB, 64, 4), (None, 2, 2)],
)  # fmt: skip
def test_reading_processes_take_no_more_than_half_of_the_memory(
    memory: int | None, cores: int, expected: int
) -> None:
    child = Limits().memory_bytes
    assert count_slots(memory, cores, child) == expected
    assert memory is None or expected == 1 or expected * child <= memory / 2


def test_one_person_s_many_files_keep_nobody_else_waiting() -> None:
    with crowding(Slots(2)) as crowd:
        mine = [crowd.ask("bob") for _ in range(12)]
        assert [one.ahead for one in mine[2:]] == list(range(10))
        other = crowd.ask("lee")
        assert other.ahead == 0 and mine[2].ahead == 1
        crowd.end_one()
        assert crowd.served == ["bob", "bob", "lee"]


@pytest.mark.parametrize(("count", "at_once"), [(1, 1), (2, 1), (4, 3)])
def test_one_person_s_large_files_leave_a_place_for_others(count: int, at_once: int) -> None:
    with crowding(Slots(count)) as crowd:
        mine = [crowd.ask("bob", is_heavy=True) for _ in range(count + 3)]
        assert crowd.served == ["bob"] * at_once
        assert all(one.ahead is not None for one in mine[at_once:])
        if count > at_once:
            crowd.ask("lee")
            assert crowd.served[-1] == "lee"


def test_people_are_served_in_turn_with_one_place_too() -> None:
    with crowding(Slots(1)) as crowd:
        for owner in ("amy", "amy", "amy", "bob", "bob", "lee"):
            crowd.ask(owner)
        for _ in range(5):
            crowd.end_one()
        assert crowd.served == ["amy", "bob", "lee", "amy", "bob", "amy"]


def test_never_more_run_than_there_are_places() -> None:
    places, most, now, lock = Slots(2), [0], [0], threading.Lock()

    def work(owner: str) -> None:
        with using_turn(Turn(owner)), places.taking():
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            time.sleep(0.002)
            with lock:
                now[0] -= 1

    threads = [threading.Thread(target=work, args=(f"p{number % 5}",)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
    assert most == [2] and now == [0]
    assert not places._waiting and not places._holding and not places._served


def test_the_queue_has_an_end_for_one_and_for_all() -> None:
    with crowding(Slots(1, most_waiting=3, most_each=2)) as crowd:
        for owner in ("bob", "bob", "bob"):
            crowd.ask(owner)
        with using_turn(Turn("bob")), pytest.raises(QueueFull, match="请一两分钟后再试"):
            crowd.slots.taking().__enter__()
        crowd.ask("lee")
        with using_turn(Turn("amy")), pytest.raises(QueueFull):
            crowd.slots.taking().__enter__()
        assert len(crowd.waiting()) == 3


def test_nobody_waits_for_ever() -> None:
    with crowding(Slots(1, patience=0.05)) as crowd:
        crowd.ask("bob")
        with using_turn(Turn("lee")), pytest.raises(QueueFull):
            crowd.slots.taking().__enter__()
        assert not crowd.waiting()


def test_whoever_leaves_frees_the_place_in_the_queue() -> None:
    with crowding(Slots(1)) as crowd:
        crowd.ask("amy")
        left, behind = crowd.ask("bob"), crowd.ask("lee")
        assert behind.ahead == 1
        crowd.slots.leave(left)
        wait_until(lambda: behind.ahead == 0)
        with using_turn(left), pytest.raises(LeftQueue):
            crowd.slots.taking().__enter__()


def test_a_place_is_given_back_whatever_happens_in_it() -> None:
    places = Slots(1)
    for _ in range(3):
        with pytest.raises(ValueError), places.taking():
            raise ValueError
    with places.taking():
        assert len(places._holding) == 1


def test_a_turn_that_holds_a_place_goes_on_with_it() -> None:
    with crowding(Slots(1)) as crowd:
        with using_turn(Turn("bob")), crowd.slots.taking():
            waiting = crowd.ask("lee")
            with crowd.slots.taking():
                assert waiting.ahead == 0
            assert len(crowd.slots._holding) == 1 and crowd.served == []
        wait_until(lambda: crowd.served == ["lee"])


TASKS: dict[str, Callable[[Store], object]] = {
    "read": lambda store: reading_process.read_in_worker(CONTENT, REQUEST),
    "draw": lambda store: reading_process.draw_in_worker(CONTENT, REQUEST, ()),
    "annotate": lambda store: reading_process.annotate_in_worker(CONTENT, REQUEST, ()),
    "clean": lambda store: reading_process.clean_in_worker(CONTENT, REQUEST),
    "look": lambda store: reading_process.holds_personal_numbers(CONTENT),
    "import": lambda store: read_file(store, NAME, CONTENT, ImportOptions(actor="x")),
    "pdf": lambda store: pdf.convert_to_pdf(b""),
    "export": lambda store: release_file(store, "a.xlsx", lambda: b"", action="import"),
}


@pytest.mark.parametrize("task", TASKS)
def test_every_kind_of_child_waits_for_a_place(
    store: Store, task: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []

    def start(*args: object, **kwargs: object) -> Any:
        started.append(args)
        raise OSError("no process is started here")

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(pdf, "find_office", lambda: "soffice")
    places = work_slots.EXPORTS if task == "export" else work_slots.READING
    with crowding(places) as crowd:
        for number in range(places.count):
            crowd.ask(f"p{number}")
        thread = threading.Thread(target=_try, args=(TASKS[task], store), daemon=True)
        thread.start()
        wait_until(lambda: len(crowd.waiting()) == 1)
        assert not started
        (waiting,) = crowd.waiting()
        assert waiting.owner == (store.person.name if task in {"import", "export"} else "")
        crowd.may_end.release()
        thread.join(WAIT_SECONDS)
    assert started or task == "export"


def _try(task: Callable[[Store], object], store: Store) -> None:
    try:
        task(store)
    except (OSError, Refused):
        return
