"""The import page while files of other users are being read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from dashboard.pages.imports.upload_states import describe_progress
from dashboard.pages.imports.uploads import read_uploads
from dashboard.runtime.current_store import using_store
from tests.crowds import WAIT_SECONDS, crowding, wait_until
from tests.dashboard.pages.imports.uploading import hold
from tests.warehouse.importing.test_reading_process import CONTENT, NAME
from warehouse import work_slots
from warehouse.importing import reading_process
from warehouse.reading.reader import read_content
from warehouse.store import Store
from warehouse.work_slots import Slots


@pytest.fixture(autouse=True)
def lent(store: Store) -> Iterator[None]:
    """Run the page with this store."""
    with using_store(store):
        yield


def test_a_page_says_how_many_files_come_before_and_goes_on_by_itself(store: Store) -> None:
    uploads = [hold(store, f"{number}{NAME}", CONTENT) for number in range(2)]
    lines: list[str] = []

    def report(reading: object) -> None:
        lines.append(describe_progress(uploads, 0, {upload.key for upload in uploads}))
        if len(lines) == 1:
            crowd.end_all()

    with crowding(work_slots.READING) as crowd:
        for number in range(work_slots.READING.count + 1):
            crowd.ask(f"p{number}")
        read_uploads(store, uploads, report)
    reading, *queued = lines[0].split("；")
    names, places = zip(*(one.split(" ") for one in queued), strict=True)
    assert reading == "正在读取（0/2）" and sorted(names) == [f"0{NAME}", f"1{NAME}"]
    # Two threads ask at once, so either file may come first.
    assert sorted(places) == [f"正在排队（前面还有{ahead}个文件）" for ahead in (1, 2)]
    assert all(upload.is_read(store) and upload.ahead is None for upload in uploads)


def test_a_page_that_is_left_waits_no_longer_and_asks_again_when_it_is_back(store: Store) -> None:
    upload = hold(store, NAME, CONTENT)

    class Left(Exception):
        """What Streamlit raises in a page that is closed or run again."""

    def report(reading: object) -> None:
        raise Left

    with crowding(work_slots.READING) as crowd:
        for number in range(work_slots.READING.count):
            crowd.ask(f"p{number}")
        with pytest.raises(Left):
            read_uploads(store, [upload], report)
        wait_until(lambda: not crowd.waiting())
        assert not upload.is_read(store) and upload.preview is None
    read_uploads(store, [upload], lambda reading: None)
    assert upload.is_read(store)


def test_a_file_that_found_the_queue_full_is_told_and_can_be_tried_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = hold(store, NAME, CONTENT)
    with crowding(Slots(1, most_waiting=1)) as crowd:
        crowd.ask("amy")
        crowd.ask("amy")
        monkeypatch.setattr(reading_process, "READING", crowd.slots)
        upload.read(store)
        assert upload.preview and "请一两分钟后再试" in (upload.preview.failure or "")
        assert not upload.is_read(store)
    monkeypatch.undo()
    upload.read(store)
    assert upload.is_read(store) and upload.preview.report


def test_a_page_run_twice_reads_a_file_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    begun, may_end = threading.Event(), threading.Event()

    def read(content: bytes, request: Any) -> Any:
        calls.append(request.file_name)
        begun.set()
        assert may_end.wait(WAIT_SECONDS)
        return read_content(content, request)

    monkeypatch.setattr("dashboard.pages.imports.file_reading.read_in_worker", read)
    upload = hold(store, NAME, CONTENT)

    def run_page() -> None:
        with using_store(store):
            upload.read(store)

    threads = [threading.Thread(target=run_page) for _ in range(2)]
    threads[0].start()
    assert begun.wait(WAIT_SECONDS)
    threads[1].start()
    may_end.set()
    for thread in threads:
        thread.join(WAIT_SECONDS)
    assert calls == [NAME] and upload.is_read(store)
