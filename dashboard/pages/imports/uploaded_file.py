"""One file of the inbox as a session shows it: read, previewed, decided on, landed once."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace

from dashboard.pages.imports.file_reading import (
    load_file,
    make_key,
    read_file_now,
    recall_landing,
)
from dashboard.pages.imports.readings import Key, Read, find_reading, hold_reading, read_once
from dashboard.runtime.bug_reports import describe_bug, record_bug
from dashboard.runtime.current_store import current_user_name
from warehouse.faults import Fault
from warehouse.importing.annotations import draw_pictures
from warehouse.importing.import_file import (
    ImportOptions,
    ImportReport,
    build_request,
    import_reading,
)
from warehouse.inbox.decisions import Decisions
from warehouse.inbox.earlier_answers import recall_from_inbox
from warehouse.inbox.handling import decide, land_file
from warehouse.inbox.inbox_files import InboxFile
from warehouse.inbox.landing_effect import preview_effect
from warehouse.reading.contract import Finding, Picture, ReadRequest
from warehouse.scheme_life.score_moves import MonthMoves
from warehouse.store import Store
from warehouse.work_slots import HEAVY_BYTES, READING, LeftQueue, QueueFull, Turn, using_turn

MAX_DRAWN_BYTES = 4 * 2**20
"""Pictures take a second pass over the file; for a huge file the marked copy shows the same."""

CHANGED = "预览之后数据有了变化，请按下面新的预览再处理。"


@dataclass(frozen=True)
class Preview:
    """What landing a file would do, or the sentence that says why it could not be read."""

    report: ImportReport | None
    pictures: Mapping[Finding, Picture] = field(default_factory=dict)
    failure: str | None = None


@dataclass
class Upload:
    """One file of the inbox in one session."""

    file: InboxFile
    decisions: Decisions = field(default_factory=Decisions)
    preview: Preview | None = None
    previewed: tuple[str, int] | None = None
    """The options and the store's version that the preview was made with."""
    landed: ImportReport | None = None
    is_undone: bool = False
    """Whether its batches have been reverted since, on this page or elsewhere."""
    refusal: str | None = None
    """Why the last act on it failed."""
    turn: Turn | None = None
    """Its place in the server's queue while it is being read."""
    _reading: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        """Take the decisions and the outcome from the file."""
        self.follow(self.file)

    @property
    def key(self) -> str:
        """The file's number, as the key of its widgets."""
        return str(self.file.number)

    @property
    def name(self) -> str:
        """The file's name."""
        return self.file.name

    @property
    def ahead(self) -> int | None:
        """The number of files that are read before this one; None if it does not wait."""
        return self.turn.ahead if self.turn else None

    @property
    def is_accepted(self) -> bool:
        """Whether every warning of the preview has been accepted."""
        report = self.preview.report if self.preview else None
        return report is not None and self.decisions.accepted.issuperset(report.warnings)

    @property
    def report(self) -> ImportReport | None:
        """The report of its landing, before that the report of its preview."""
        return self.landed or self.pending_report

    @property
    def pending_report(self) -> ImportReport | None:
        """The report of its preview; None if it has landed or could not be read."""
        return self.preview.report if self.preview and self.landed is None else None

    def follow(self, file: InboxFile) -> None:
        """Show the file as it is kept now, whoever has acted on it."""
        self.file = file
        self.decisions = Decisions.from_json(file.decisions)
        if file.state != "landed":
            self.landed = None
        elif self.landed is None:
            self.landed = recall_landing(file, self.decisions)

    def save(self, store: Store) -> None:
        """Keep the decisions; if someone else was first, say so and show what they did."""
        try:
            self.follow(decide(store, self.file, self.decisions))
            self.refusal = None
        except Fault as fault:
            self.follow(self.file)
            self.refusal = str(fault)

    def accept_warnings(self, store: Store) -> None:
        """Accept the warnings of the preview."""
        if self.preview is not None and self.preview.report is not None and not self.is_accepted:
            self.decisions.accepted |= frozenset(self.preview.report.warnings)
            self.save(store)

    def is_read(self, store: Store) -> bool:
        """Whether what the page shows of the file is up to date."""
        return self.landed is not None or self.previewed == self._get_state(store)

    def read(self, store: Store) -> None:
        """Make the preview. Runs in a background thread and does not touch the page.

        A page that runs again meanwhile waits for this reading instead of starting a second one.
        """
        with self._reading:
            if not self.is_read(store):
                self.turn = Turn(store.person.name)
                with using_turn(self.turn):
                    self._read(store)

    def leave_queue(self) -> None:
        """Give up the place in the queue; a reading that has begun goes on and is kept."""
        if self.turn is not None:
            READING.leave(self.turn)

    def _read(self, store: Store) -> None:
        state = self._get_state(store)
        try:
            self.preview = self._make_preview(store)
        except LeftQueue:
            return  # the page was left; its next run asks again
        except QueueFull as fault:
            self.preview = Preview(None, failure=str(fault))
            return  # not for good: the next run of the page asks again
        except Fault as fault:
            self.preview = Preview(None, failure=str(fault))
        except Exception as error:  # a bug with one file must not break the page of the others
            self.preview = Preview(None, failure=describe_bug(record_bug(error)))
        self.previewed = state

    def land(self, store: Store) -> None:
        """Land the file as previewed; a second click does nothing.

        A question or warning that only appears now was seen by nobody: it stops the landing, as
        does a month that changed since the preview.
        """
        if self.landed is not None or self.preview is None or self.preview.report is None:
            return
        try:
            options = replace(
                self._build_options(),
                reason=self.decisions.reason or None,
                accept_warnings=True,
                seen=self.decisions.accepted,
                expected=self.preview.report.expected,
            )
            read = self._read_once(store, *self._build_request(store, options))
            report = land_file(store, self.file, read.reading, load_file(store, self.file), options)
        except Fault as fault:
            self.refusal = str(fault)
            return
        if report.state in {"landed", "already_imported"}:
            self.landed, self.refusal = report, None
        else:
            self.previewed, self.refusal = None, CHANGED

    def preview_effect(self, store: Store) -> tuple[MonthMoves, ...]:
        """Return whose totals, ranks and grades landing the file would move."""
        options = self._build_options()
        read = self._read_once(store, *self._build_request(store, options))
        return preview_effect(store, read.reading, options)

    def _build_options(self) -> ImportOptions:
        return self.decisions.build_options(current_user_name())

    def _get_state(self, store: Store) -> tuple[str, int]:
        return repr(self._build_options()), store.version

    def _make_preview(self, store: Store) -> Preview:
        options = replace(self._build_options(), dry_run=True)
        request, key = self._build_request(store, options)
        is_heavy = self.file.size > HEAVY_BYTES
        # The pictures are drawn in the same slot as the reading: a short file waits once.
        with nullcontext() if find_reading(key) else READING.taking(is_heavy=is_heavy):
            read = self._read_once(store, request, key)
            # Only a landing needs the bytes, and this is none.
            report = import_reading(store, read.reading, b"", options)
            if read.pictures is None:
                read = Read(read.reading, self._draw(store, options, report))
                hold_reading(key, read)
        with store.reader() as cursor:
            offered = recall_from_inbox(cursor, self.file, report)
        report = replace(report, remembered={**offered, **report.remembered})
        return Preview(report, read.pictures or {})

    def _build_request(self, store: Store, options: ImportOptions) -> tuple[ReadRequest, Key]:
        """Return the reader's request for these options, and the key of its reading."""
        request = build_request(store, self.name, options)
        return request, make_key(store, self.file, request)

    def _read_once(self, store: Store, request: ReadRequest, key: Key) -> Read:
        """Return the reading for a request, and its pictures if they were drawn.

        The file is read again only if the request differs, for example by a new alias.
        """
        return read_once(key, lambda: read_file_now(store, self.file, request))

    def _draw(
        self, store: Store, options: ImportOptions, report: ImportReport
    ) -> Mapping[Finding, Picture]:
        findings = [*report.errors, *report.questions, *report.warnings]
        if self.file.size > MAX_DRAWN_BYTES:
            return {}
        if not any(found.row is not None or found.severity == "question" for found in findings):
            return {}
        return draw_pictures(store, self.name, load_file(store, self.file), options, findings)
