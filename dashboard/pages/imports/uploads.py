"""Uploaded files on their way in: held, read in the background, decided on, landed once."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.runtime.bug_reports import describe_bug, record_bug
from dashboard.runtime.current_store import lending, signing_name
from warehouse.faults import Fault
from warehouse.importing.annotations import draw_pictures
from warehouse.importing.import_file import (
    ImportOptions,
    ImportReport,
    build_request,
    import_reading,
)
from warehouse.importing.reading_process import read_in_worker
from warehouse.importing.remembered_answers import SHEET_QUESTIONS
from warehouse.reading.contract import Finding, Picture, Reading, ReadRequest
from warehouse.store import Store
from warehouse.views import read_batches
from warehouse.work_slots import HEAVY_BYTES, READING, LeftQueue, QueueFull, Turn, asking

AT_ONCE = 2
"""Files that one page reads at the same time, as far as the server has places for it."""

MOST_DRAWN_BYTES = 4 * 2**20
"""Pictures take a second look at the file; of a huge one the marked copy shows the same."""

PATIENCE_SECONDS = 0.3
JUNK = {"thumbs.db", "desktop.ini", ".ds_store"}
"""What a folder holds without anyone having put it there; so are ~$… and names with a dot."""

CHANGED = "没有导入：预览之后数据有了变化，请按下面新的预览再处理。"

HELD, ANSWERED = "uploads", "answered"

ABOUT_THE_FILE = {*SHEET_QUESTIONS, "which_months", "nothing_to_enter"}
"""Questions whose answer holds for one file alone: another one of its name may be of next month."""


@dataclass
class Decisions:
    """What a person has said about one file so far."""

    scheme: str | None = None
    dataset: str | None = None
    month: str | None = None
    answers: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    """The answers in words, by question id."""
    seen: frozenset[Finding] = frozenset()
    """The warnings that have been accepted; one that comes up later is not among them."""
    reason: str | None = None

    def options(self) -> ImportOptions:
        """Return the options of an import as decided here."""
        return ImportOptions(
            actor=signing_name(),
            scheme=self.scheme,
            dataset=self.dataset,
            month=self.month,
            answers=dict(self.answers),
        )


@dataclass(frozen=True)
class Preview:
    """What landing a file would do, or the sentence that says why it cannot even be tried."""

    report: ImportReport | None
    pictures: Mapping[Finding, Picture] = field(default_factory=dict)
    said: str | None = None


@dataclass
class Upload:
    """One file as it was uploaded; the key is the browser's, new for each upload."""

    key: str
    name: str
    content: bytes
    decisions: Decisions = field(default_factory=Decisions)
    preview: Preview | None = None
    previewed: tuple[str, int] | None = None
    """The options and the version of the store that the preview was made with."""
    landed: ImportReport | None = None
    is_undone: bool = False
    """Whether what was landed has been reverted since, here or elsewhere."""
    refused: str | None = None
    """Why the last attempt to land it came to nothing."""
    readings: dict[str, tuple[Reading, Mapping[Finding, Picture] | None]] = field(
        default_factory=dict
    )
    """The last reading and its pictures, by the digest of the request."""
    turn: Turn | None = None
    """Its place in the queue of the server while it is being read."""
    _reading: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def ahead(self) -> int | None:
        """How many files are read before this one; None while it waits for none."""
        return self.turn.ahead if self.turn else None

    @property
    def is_seen(self) -> bool:
        """Whether every warning of the preview has been accepted."""
        report = self.preview.report if self.preview else None
        return report is not None and self.decisions.seen.issuperset(report.warnings)

    def accept_warnings(self) -> None:
        """Take the warnings of the preview for accepted."""
        if self.preview is not None and self.preview.report is not None:
            self.decisions.seen |= frozenset(self.preview.report.warnings)

    def is_read(self, store: Store) -> bool:
        """Whether what is shown of the file is up to date."""
        return self.landed is not None or self.previewed == self._state(store)

    def read(self, store: Store) -> None:
        """Make the preview; runs in a background thread and touches nothing of the page.

        A page that is run again meanwhile waits for this reading: it starts no second one.
        """
        with self._reading:
            if not self.is_read(store):
                self.turn = Turn(store.person.name)
                with asking(self.turn):
                    self._read(store)

    def leave_queue(self) -> None:
        """Give up the place in the queue; a reading that has begun goes on and is kept."""
        if self.turn is not None:
            READING.leave(self.turn)

    def _read(self, store: Store) -> None:
        state = self._state(store)
        try:
            self.preview = self._preview(store)
        except LeftQueue:
            return  # nobody looks any more; the next run of the page asks again
        except QueueFull as fault:
            self.preview = Preview(None, said=str(fault))
            return  # not for good: the next run of the page asks again
        except Fault as fault:
            self.preview = Preview(None, said=str(fault))
        except Exception as error:  # one file's bug must not take the other files' page
            self.preview = Preview(None, said=describe_bug(record_bug(error)))
        self.previewed = state

    def land(self, store: Store) -> None:
        """Land what was previewed; a second click finds it landed, a month that moved is told.

        What only comes up now, a question or a warning, was seen by no one: it stops the landing.
        """
        if self.landed is not None or self.preview is None or self.preview.report is None:
            return
        try:
            options = replace(
                self.decisions.options(),
                reason=self.decisions.reason or None,
                accept_warnings=True,
                seen=self.decisions.seen,
                expected=self.preview.report.expected,
            )
            reading, _ = self._read_once(*self._build_request(store, options))
            report = import_reading(store, reading, self.content, options)
        except Fault as fault:
            self.refused = str(fault)
            return
        if report.state in {"landed", "already_imported"}:
            self.landed, self.refused = report, None
        else:
            self.previewed, self.refused = None, CHANGED

    def _state(self, store: Store) -> tuple[str, int]:
        return repr(self.decisions.options()), store.version

    def _preview(self, store: Store) -> Preview:
        options = replace(self.decisions.options(), dry_run=True)
        # The pictures in the place of the reading: a short file waits once, not twice.
        request, digest = self._build_request(store, options)
        is_heavy = len(self.content) > HEAVY_BYTES
        with nullcontext() if digest in self.readings else READING.taking(is_heavy=is_heavy):
            reading, pictures = self._read_once(request, digest)
            report = import_reading(store, reading, self.content, options)
            if pictures is None:
                pictures = self._draw(store, options, report)
                self.readings = dict.fromkeys(self.readings, (reading, pictures))
        return Preview(report, pictures)

    def _build_request(self, store: Store, options: ImportOptions) -> tuple[ReadRequest, str]:
        """Return what the reading is asked with for these options, and the digest of it."""
        request = build_request(store, self.name, options)
        return request, hashlib.sha256(request.model_dump_json().encode("utf-8")).hexdigest()

    def _read_once(
        self, request: ReadRequest, digest: str
    ) -> tuple[Reading, Mapping[Finding, Picture] | None]:
        """Return the reading for a request, and its pictures if they were drawn.

        The file is read again only if the request differs, for example by a new alias.
        """
        if digest not in self.readings:
            self.readings = {digest: (read_in_worker(self.content, request), None)}
        return self.readings[digest]

    def _draw(
        self, store: Store, options: ImportOptions, report: ImportReport
    ) -> Mapping[Finding, Picture]:
        findings = [*report.errors, *report.questions, *report.warnings]
        if len(self.content) > MOST_DRAWN_BYTES:
            return {}
        if not any(one.row is not None or one.severity == "question" for one in findings):
            return {}
        return draw_pictures(store, self.name, self.content, options, findings)


def keep_uploads(files: Iterable[UploadedFile]) -> list[Upload]:
    """Return the files now in the uploaders; one that was taken out there is forgotten here.

    Its answers are not: the corrected file that comes in its place has the same name.
    """
    held: dict[str, Upload] = st.session_state.get(HELD, {})
    answered: dict[str, Decisions] = st.session_state.setdefault(ANSWERED, {})
    answered.update({one.name: one.decisions for one in held.values() if one.decisions.answers})
    now = {}
    for file in files:
        name = PurePosixPath(file.name.replace("\\", "/")).name
        if not is_junk(name):
            known = held.get(file.file_id)
            now[file.file_id] = known or Upload(
                file.file_id, name, file.getvalue(), _take_over(answered.get(name))
            )
    st.session_state[HELD] = now
    return list(now.values())


def _take_over(before: Decisions | None) -> Decisions:
    """Return the answers that were given for an earlier file of the same name and hold on."""
    if before is None:
        return Decisions()
    answers = {
        identity: answer
        for identity, answer in before.answers.items()
        if identity.partition(":")[0] not in ABOUT_THE_FILE
    }
    said = {identity: text for identity, text in before.said.items() if identity in answers}
    return Decisions(answers=answers, said=said)


def note_undone(store: Store, uploads: Sequence[Upload]) -> None:
    """Find out which landings have been reverted since."""
    landed = [one for one in uploads if one.landed is not None and one.landed.batches]
    if not landed:
        return
    with store.reader() as cursor:
        states = dict(read_batches(cursor).select("id", "state").iter_rows())
    for one in landed:
        ids = [batch.id for batch in one.landed.batches] if one.landed else []
        one.is_undone = all(states.get(number) == "reverted" for number in ids)


def is_junk(name: str) -> bool:
    """Tell whether a file of a folder is none that a person put there."""
    return name.lower() in JUNK or name.startswith(("~$", "."))


def read_uploads(
    store: Store, uploads: Sequence[Upload], tell: Callable[[Collection[str]], None]
) -> None:
    """Read what is new or decided anew, two files at once; `tell` hears which are being read.

    Only this thread talks to the page. If it is stopped by a click, what was read stays read, and
    what only waits (`Upload.ahead`) gives up its place in the queue.
    """
    waiting = [upload for upload in uploads if not upload.is_read(store)]
    if not waiting:
        return
    started: set[str] = set()

    def read(upload: Upload) -> None:
        started.add(upload.key)
        with lending(store):  # a thread of the pool is no page run: nobody stands behind it
            upload.read(store)

    pool = ThreadPoolExecutor(max_workers=AT_ONCE)
    try:
        open_: set[Future[Any]] = {pool.submit(read, upload) for upload in waiting}
        while open_:
            done, open_ = wait(open_, timeout=PATIENCE_SECONDS, return_when=FIRST_COMPLETED)
            for one in done:
                one.result()
            tell({one.key for one in waiting if one.key in started and not one.is_read(store)})
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for upload in waiting:
            upload.leave_queue()
