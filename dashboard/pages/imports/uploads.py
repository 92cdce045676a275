"""The uploaded files of one browser tab: kept in the session, read in the background."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import PurePosixPath
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.pages.imports.uploaded_file import Decisions, Upload
from dashboard.runtime.current_store import using_store
from warehouse.importing.remembered_answers import SHEET_QUESTIONS
from warehouse.store import Store
from warehouse.views import read_batches

MAX_READERS = 2
"""Files that one page reads at the same time, if the server has slots for them."""

POLL_SECONDS = 0.3
JUNK = {"thumbs.db", "desktop.ini", ".ds_store"}
"""Files that systems put into folders; so are ~$… and names that begin with a dot."""

HELD, ANSWERED = "uploads", "answered"
"""Session keys: the uploads by their key; the decisions about earlier files by file name."""

ABOUT_THE_FILE = {*SHEET_QUESTIONS, "which_months", "nothing_to_enter"}
"""Questions whose answer holds for one file: the next file of that name may be of next month."""


def keep_uploads(files: Iterable[UploadedFile]) -> list[Upload]:
    """Return the files now in the uploaders; a file removed there is forgotten here.

    Its answers are kept: the corrected file that replaces it has the same name.
    """
    held: dict[str, Upload] = st.session_state.get(HELD, {})
    answered: dict[str, Decisions] = st.session_state.setdefault(ANSWERED, {})
    answered.update(
        {upload.name: upload.decisions for upload in held.values() if upload.decisions.answers}
    )
    uploads = {}
    for file in files:
        name = PurePosixPath(file.name.replace("\\", "/")).name
        if not is_junk(name):
            uploads[file.file_id] = held.get(file.file_id) or Upload(
                file.file_id, name, file.getvalue(), _take_over(answered.get(name))
            )
    st.session_state[HELD] = uploads
    return list(uploads.values())


def _take_over(before: Decisions | None) -> Decisions:
    """Return the answers to an earlier file of the same name that still hold."""
    if before is None:
        return Decisions()
    answers = {
        identity: answer
        for identity, answer in before.answers.items()
        if identity.partition(":")[0] not in ABOUT_THE_FILE
    }
    texts = {
        identity: text for identity, text in before.answer_texts.items() if identity in answers
    }
    return Decisions(answers=answers, answer_texts=texts)


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


def is_junk(name: str) -> bool:
    """Tell whether a file of a folder was put there by a system, not by a user."""
    return name.lower() in JUNK or name.startswith(("~$", "."))


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
