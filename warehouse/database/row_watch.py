"""What an act does to the protected rows, told in its entry of the record."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from warehouse.database.audit import (
    SYSTEM_NAME,
    amend_entries,
    count_entries,
    read_entries_from,
    write_audit,
)
from warehouse.database.audit_details import ROWS
from warehouse.database.connection import Cursor
from warehouse.database.row_digests import (
    Digests,
    Newest,
    Texts,
    digest_all,
    digest_changed,
    digest_new,
    digest_scored,
    find_newest,
)


class Watched(NamedTuple):
    """The protected rows as an act found them."""

    changed: Digests
    newest: Newest
    entry: int
    texts: Texts


def watch(cursor: Cursor, entry: int, texts: Texts) -> Watched:
    """Return what is compared at the end of an act that begins after an entry of the record."""
    return Watched(digest_changed(cursor, texts), find_newest(cursor), entry, texts)


def record_changed_rows(cursor: Cursor, watched: Watched) -> None:
    """Write the digests of the rows that an act has changed into the entries that it wrote.

    The digests of a batch and of its rows go into the entry that names the batch.
    """
    if count_entries(cursor) <= watched.entry:
        return  # whatever it changed differs from the record from now on, and verifying says so
    entries = read_entries_from(cursor, watched.entry + 1)
    rows = _find_changes(cursor, watched)
    named = {_read_batch(one.detail): one.number for one in reversed(entries)}
    told: dict[int, dict[str, Any]] = {}
    for key, value in rows.items():
        table, _, rest = key.partition(" ")
        own = named.get(int(rest)) if table in ("batch", "rows") else None
        told.setdefault(own or entries[-1].number, {})[key] = value
    amend_entries(cursor, {number: {ROWS: found} for number, found in told.items()})


def has_stock(cursor: Cursor) -> bool:
    """Tell whether some entry of the record has digests of rows."""
    tables = "select 1 from duckdb_tables() where table_name = 'audit_entry'"
    if not cursor.execute(tables).fetchall():
        return False  # a new file
    # In an entry's JSON only a key can be written so: within a text a quotation mark is escaped.
    found = "select 1 from audit_entry where contains(detail, ?) limit 1"
    return bool(cursor.execute(found, [f'"{ROWS}": {{']).fetchall())


def record_all_rows(cursor: Cursor, held: Digests | None) -> None:
    """Write into the record what migrations have changed; where it has no digests, those of all.

    `held`: the digests before the migrations. A row that differs from the record before them
    goes on differing: both digests are written, as of any act.
    """
    if held is None and has_stock(cursor):
        return
    rows = find_differences(held or {}, digest_all(cursor))
    if rows:
        write_audit(cursor, SYSTEM_NAME, "record_all_rows", {ROWS: rows})


def find_differences(before: Digests, after: Digests) -> dict[str, list[str | None]]:
    """Return the keys whose digests differ, with both."""
    return {
        key: [before.get(key), after.get(key)]
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    }


def _find_changes(cursor: Cursor, watched: Watched) -> dict[str, Any]:
    texts = watched.texts
    return {
        **find_differences(watched.changed, digest_changed(cursor, texts)),
        **find_differences({}, digest_new(cursor, texts, watched.newest)),
        **digest_scored(cursor, texts, watched.newest),
    }


def _read_batch(detail: str) -> int | None:
    batch = json.loads(detail).get("batch")
    return batch if isinstance(batch, int) else None
