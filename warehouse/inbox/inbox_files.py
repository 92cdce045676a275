"""The files of the inbox as they are kept: one row each, found by number."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal, get_args

from warehouse.database.connection import Cursor
from warehouse.importing.import_plan import BatchReport

State = Literal["waiting", "landed", "discarded"]
STATES: tuple[State, ...] = get_args(State)
COLUMNS = (
    "file_id, name, sha256, byte_count, kept_sha256, kept_byte_count, unkept_because, state,"
    " decisions, outcome, version, arrived_by, arrived_at, changed_by, changed_at"
)


@dataclass(frozen=True)
class Outcome:
    """How a file landed: its batches, and whether they had landed before from the same bytes."""

    is_repeated: bool
    batches: tuple[BatchReport, ...]
    notes: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return the outcome as it is kept."""
        batches = [vars(batch) for batch in self.batches]
        kept = {"is_repeated": self.is_repeated, "batches": batches, "notes": self.notes}
        return json.dumps(kept, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Outcome:
        """Return a kept outcome."""
        kept = json.loads(text)
        batches = tuple(BatchReport(**batch) for batch in kept["batches"])
        return cls(kept["is_repeated"], batches, tuple(kept["notes"]))


@dataclass(frozen=True)
class InboxFile:
    """One file that arrived; `version` counts the acts on it."""

    number: int
    name: str
    sha256: str
    """Of the file that came."""
    size: int
    kept_sha256: str | None
    """Of the bytes kept, those of its masked copy if it held personal numbers; None: none are."""
    kept_size: int | None
    unkept_because: str | None
    state: State
    decisions: str
    """As `Decisions.to_json` writes them."""
    outcome: Outcome | None
    version: int
    arrived_by: str
    arrived_at: datetime
    changed_by: str
    changed_at: datetime

    @property
    def is_masked(self) -> bool:
        """Whether the bytes kept are a copy without the personal numbers."""
        return self.kept_sha256 is not None and self.kept_sha256 != self.sha256


def read_inbox(cursor: Cursor, *states: State) -> list[InboxFile]:
    """Return the files in these states (none given: all), in the order of their arrival.

    Nothing for users who see their own units only: a file speaks of all units in it.
    """
    wanted = list(states or STATES)
    return _read(
        cursor,
        "where getvariable('viewer_units') is null and state = any(?) order by file_id",
        [wanted],
    )


def find_file(cursor: Cursor, number: int) -> InboxFile | None:
    """Return a file by its number; None if there is none any more."""
    found = _read(cursor, "where file_id = ?", [number])
    return found[0] if found else None


def _read(cursor: Cursor, condition: str, values: list[object]) -> list[InboxFile]:
    rows = cursor.execute(f"select {COLUMNS} from inbox_file {condition}", values).fetchall()
    return [_to_file(*row) for row in rows]


def _to_file(*values: Any) -> InboxFile:
    kept = dict(zip((one.name for one in fields(InboxFile)), values, strict=True))
    outcome = kept.pop("outcome")
    return InboxFile(**kept, outcome=Outcome.from_json(outcome) if outcome else None)
