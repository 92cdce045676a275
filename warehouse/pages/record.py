"""The record of acts as somebody reads it: the newest first, of whom, of what, of which month."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.audit import Entry
from warehouse.store import Store

MOST = 1000
"""Entries that are read at once; older ones are found by month."""

MONTH_IN_CHINA = "strftime(happened_at + interval 8 hour, '%Y-%m')"


@dataclass(frozen=True)
class Wanted:
    """Which entries are wanted; None: all."""

    actor: str | None = None
    actions: tuple[str, ...] | None = None
    month: str | None = None
    """YYYY-MM, in China."""


@dataclass(frozen=True)
class RecordState:
    """How long the record is, its last digest, and what there is to choose from."""

    entry_count: int
    digest: str | None
    actors: list[str]
    months: list[str]


def read_record(store: Store, wanted: Wanted, most: int = MOST) -> list[Entry]:
    """Return entries, the newest first; Denied to whoever may not read the record."""
    store.require("read_record")
    with store.reader() as cursor:
        rows = cursor.execute(
            "select entry_id, actor, action, detail, happened_at, digest from audit_entry"
            " where ($actor is null or actor = $actor)"
            " and ($actions is null or list_contains($actions::varchar[], action))"
            f" and ($month is null or {MONTH_IN_CHINA} = $month)"
            " order by entry_id desc limit $most",
            {
                "actor": wanted.actor,
                "actions": None if wanted.actions is None else list(wanted.actions),
                "month": wanted.month,
                "most": most,
            },
        ).fetchall()
    return [Entry(*row) for row in rows]


def read_record_state(store: Store) -> RecordState:
    """Return the state of the record; Denied to whoever may not read it."""
    store.require("read_record")
    with store.reader() as cursor:
        count, digest = cursor.execute(
            "select count(*), arg_max(digest, entry_id) from audit_entry"
        ).fetchall()[0]
        actors = cursor.execute("select distinct actor from audit_entry order by 1").fetchall()
        months = cursor.execute(
            f"select distinct {MONTH_IN_CHINA} as month from audit_entry order by 1 desc"
        ).fetchall()
    return RecordState(count, digest, [row[0] for row in actors], [row[0] for row in months])
