"""Read the audit record for its page and export: newest first, by user, action and month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from warehouse.database.audit import Entry, read_entries
from warehouse.database.audit_details import ROWS
from warehouse.database.connection import Cursor
from warehouse.store import Store

PAGE = 100
"""Entries on one page."""
CHUNK = 1000
"""Entries read at once for an export."""
LONGEST_LISTED = 32 * 1024
"""Longest detail in a list, in bytes; a longer one is shown only with its own entry."""
TOO_LONG = "too_long"
"""The key under which a listed entry gives the size of a detail that was left out, in bytes."""

MONTH_IN_CHINA = "strftime(happened_at + interval 8 hour, '%Y-%m')"

WHERE = (
    "where ($actor is null or actor = $actor)"
    " and ($actions is null or list_contains($actions::varchar[], action))"
    f" and ($month is null or {MONTH_IN_CHINA} = $month)"
)

# The whole detail; if it is too long, without its row digests; if still too long, only its size.
LISTED_DETAIL = (
    f"case when strlen(detail) <= {LONGEST_LISTED} then detail"
    f" when strlen(json_merge_patch(detail, '{{\"{ROWS}\": null}}')) <= {LONGEST_LISTED}"
    f" then json_merge_patch(detail, '{{\"{ROWS}\": null}}')"
    f" else '{{\"{TOO_LONG}\": ' || strlen(detail) || '}}' end"
)


@dataclass(frozen=True)
class RecordFilter:
    """A filter on the entries; None admits all."""

    actor: str | None = None
    actions: tuple[str, ...] | None = None
    month: str | None = None
    """YYYY-MM in Chinese time; the store's times are UTC."""


@dataclass(frozen=True)
class RecordState:
    """The number of entries, the last digest, and the values to filter by."""

    entry_count: int
    digest: str | None
    actors: list[str]
    months: list[str]


def read_record(
    store: Store, wanted: RecordFilter, most: int = PAGE, skipped: int = 0
) -> list[Entry]:
    """Return at most `most` entries, the newest first, after skipping `skipped` newer ones.

    A detail longer than LONGEST_LISTED comes without its row digests; if it is still too long, it
    holds only its size. Denied if the user may not read the record.
    """
    store.require("read_record")
    with store.reader() as cursor:
        _select(cursor, LISTED_DETAIL, wanted, f"limit {int(most)} offset {int(skipped)}")
        return [Entry(*row) for row in cursor.fetchall()]


def count_record(store: Store, wanted: RecordFilter) -> int:
    """Return how many entries pass the filter; Denied if the user may not read the record."""
    store.require("read_record")
    with store.reader() as cursor:
        cursor.execute(f"select count(*) from audit_entry {WHERE}", _list_values(wanted))
        return int(cursor.fetchall()[0][0])


def read_entry(store: Store, number: int) -> Entry:
    """Return one entry with its whole detail; Denied if the user may not read the record."""
    store.require("read_record")
    with store.reader() as cursor:
        return read_entries(cursor, f"where entry_id = {int(number)}")[0]


def stream_record(store: Store, wanted: RecordFilter) -> Iterator[list[Entry]]:
    """Yield all entries that pass the filter, with whole details, newest first, in chunks.

    Denied if the user may not read the record.
    """
    store.require("read_record")
    with store.reader() as cursor:
        _select(cursor, "detail", wanted, "")
        while rows := cursor.fetchmany(CHUNK):
            yield [Entry(*row) for row in rows]


def _select(cursor: Cursor, detail: str, wanted: RecordFilter, after: str) -> None:
    cursor.execute(
        f"select entry_id, actor, action, {detail}, happened_at, digest from audit_entry"
        f" {WHERE} order by entry_id desc {after}",
        _list_values(wanted),
    )


def _list_values(wanted: RecordFilter) -> dict[str, object]:
    actions = None if wanted.actions is None else list(wanted.actions)
    return {"actor": wanted.actor, "actions": actions, "month": wanted.month}


def read_record_state(store: Store) -> RecordState:
    """Return the state of the record; Denied if the user may not read it."""
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
