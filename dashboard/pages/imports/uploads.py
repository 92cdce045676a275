"""The files of the inbox as one session shows them, read in the background."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

import streamlit as st

from dashboard.pages.imports.arrivals import MAX_READERS
from dashboard.pages.imports.uploaded_file import Upload
from dashboard.runtime.current_store import using_store
from warehouse.database.clock import to_china, today_in_china
from warehouse.inbox.inbox_files import InboxFile, read_inbox
from warehouse.store import Store
from warehouse.views import read_batches

POLL_SECONDS = 0.3
HELD = "uploads"
"""Session key: the uploads by the number of their file."""


def hold_uploads(store: Store) -> list[Upload]:
    """Return the files that wait, whoever uploaded them, and those that landed today."""
    held: dict[int, Upload] = st.session_state.get(HELD, {})
    with store.reader() as cursor:
        files = [file for file in read_inbox(cursor, "waiting", "landed") if _is_shown(file)]
    uploads = {}
    for file in files:
        upload = held.get(file.number) or Upload(file)
        # Kept bytes may change without an act of a person, by a copy without personal numbers.
        if upload.file != file:
            upload.follow(file)
        uploads[file.number] = upload
    st.session_state[HELD] = uploads
    return list(uploads.values())


def list_discarded(store: Store) -> list[InboxFile]:
    """Return the discarded files that can still be taken back, the last ones first."""
    with store.reader() as cursor:
        files = read_inbox(cursor, "discarded")
    return sorted(files, key=lambda file: file.changed_at, reverse=True)


def _is_shown(file: InboxFile) -> bool:
    return file.state == "waiting" or to_china(file.changed_at).date() == today_in_china()


def mark_undone(store: Store, uploads: Sequence[Upload]) -> None:
    """Mark the uploads whose batches have all been reverted since they landed."""
    landed = [upload for upload in uploads if upload.landed is not None and upload.landed.batches]
    if not landed:
        return
    with store.reader() as cursor:
        states = dict(read_batches(cursor).select("id", "state").iter_rows())
    for upload in landed:
        batches = upload.landed.batches if upload.landed else []
        upload.is_undone = all(states.get(batch.id) == "reverted" for batch in batches)


def read_uploads(
    store: Store, uploads: Sequence[Upload], report: Callable[[Collection[str]], None]
) -> None:
    """Read the files without a current preview; `report` gets the keys of those being read.

    Only this thread talks to the page. If a click stops it, what was read stays read, and files
    that still wait (`Upload.ahead`) give up their place in the queue.
    """
    waiting = [upload for upload in uploads if not upload.is_read(store)]
    if not waiting:
        return
    started: set[str] = set()

    def read(upload: Upload) -> None:
        started.add(upload.key)
        with using_store(store):  # a thread of the pool has no page run, and so no store of its own
            upload.read(store)

    pool = ThreadPoolExecutor(max_workers=MAX_READERS)
    try:
        pending: set[Future[Any]] = {pool.submit(read, upload) for upload in waiting}
        while pending:
            done, pending = wait(pending, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
            report({u.key for u in waiting if u.key in started and not u.is_read(store)})
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for upload in waiting:
            upload.leave_queue()
