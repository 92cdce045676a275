"""Files on their way into the inbox: received in the background, also when the page is left."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import PurePosixPath

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.pages.imports.file_reading import make_key
from dashboard.pages.imports.readings import Read, hold_content, hold_reading
from dashboard.runtime.bug_reports import describe_bug, record_bug
from dashboard.runtime.current_store import using_store
from warehouse.faults import Fault
from warehouse.inbox.receiving import receive_file
from warehouse.store import Store
from warehouse.work_slots import Turn, using_turn

MAX_READERS = 2
"""Files that one page receives or reads at the same time, if the server has slots for them."""

JUNK = {"thumbs.db", "desktop.ini", ".ds_store"}
"""Files that systems put into folders; so are ~$… and names that begin with a dot."""

HANDED = "handed"
"""Session key: the uploader's files that were handed over, by the browser's id."""


@dataclass
class Arriving:
    """One file on its way; it is done once it is listed in the inbox, or has failed."""

    name: str
    content: bytes
    turn: Turn
    is_done: bool = False
    failure: str | None = None


_lock = threading.Lock()
_under_way: list[Arriving] = []


def is_junk(name: str) -> bool:
    """Tell whether a file of a folder was put there by a system, not by a user."""
    return name.lower() in JUNK or name.startswith(("~$", "."))


def hand_over(store: Store, files: Sequence[UploadedFile]) -> None:
    """Hand the uploaders' new files over to the inbox; each is handed over once."""
    handed: dict[str, Arriving] = st.session_state.setdefault(HANDED, {})
    arriving = []
    for file in files:
        name = PurePosixPath(file.name.replace("\\", "/")).name
        if file.file_id not in handed and not is_junk(name):
            one = Arriving(name, file.getvalue(), Turn(store.person.name))
            handed[file.file_id] = one
            arriving.append(one)
    if not arriving:
        return
    with _lock:
        _under_way.extend(arriving)
    pool = ThreadPoolExecutor(max_workers=MAX_READERS)
    for one in arriving:
        pool.submit(_receive, store, one)
    pool.shutdown(wait=False)  # they go on without the page


def list_under_way(store: Store) -> list[Arriving]:
    """Return this person's files that are on their way, of all pages."""
    with _lock:
        return [one for one in _under_way if one.turn.owner == store.person.name]


def list_failed() -> dict[str, Arriving]:
    """Return this page's files that could not be received, by the browser's id."""
    handed: dict[str, Arriving] = st.session_state.get(HANDED, {})
    return {key: one for key, one in handed.items() if one.failure}


def forget_failed() -> None:
    """Have the files that could not be received handed over again by the next run."""
    handed: dict[str, Arriving] = st.session_state.get(HANDED, {})
    for key in list_failed():
        del handed[key]


def _receive(store: Store, one: Arriving) -> None:
    try:
        # A thread of the pool has no page run, and so no store of its own.
        with using_store(store), using_turn(one.turn):
            arrival = receive_file(store, one.name, one.content)
        home = str(store.home)
        if arrival.file.kept_sha256 is None:
            hold_content(home, arrival.file.sha256, arrival.content)
        hold_reading(make_key(store, arrival.file, arrival.request), Read(arrival.reading))
    except Fault as fault:
        one.failure = str(fault)
    except Exception as error:  # a bug with one file must not stop the others
        one.failure = describe_bug(record_bug(error))
    finally:
        one.content, one.is_done = b"", True
        with _lock:
            _under_way.remove(one)
