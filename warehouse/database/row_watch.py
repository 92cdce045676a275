"""Find which protected rows an act changes, and write their digests into its audit entry."""

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
    digest_all,
    digest_changed,
    digest_new,
    digest_scored,
    find_newest,
)
from warehouse.database.row_text import Texts


class Watched(NamedTuple):
    """The state of the protected rows before an act."""

    changed: Digests
    newest: Newest
    entry: int
    texts: Texts


def watch(cursor: Cursor, entry: int, texts: Texts) -> Watched:
    """Return the state before an act; `entry` is the number of the newest audit entry."""
    return Watched(digest_changed(cursor, texts), find_newest(cursor), entry, texts)


def record_changed_rows(cursor: Cursor, watched: Watched) -> None:
    """Write the digests of the rows that an act changed into the audit entries that it wrote.

    The digests of a batch and of its rows go into the entry that names the batch; all others go
    into the act's last entry.
    """
    if count_entries(cursor) <= watched.entry:
        return  # changes without an entry differ from the record, and the verification reports them
    entries = read_entries_from(cursor, watched.entry + 1)
    rows = _find_changes(cursor, watched)
    entry_of_batch = {_read_batch(entry.detail): entry.number for entry in reversed(entries)}
    added: dict[int, dict[str, Any]] = {}
    for key, value in rows.items():
        table, _, rest = key.partition(" ")
        own = entry_of_batch.get(int(rest)) if table in ("batch", "rows") else None
        added.setdefault(own or entries[-1].number, {})[key] = value
    amend_entries(cursor, {number: {ROWS: digests} for number, digests in added.items()})


def has_digests(cursor: Cursor) -> bool:
    """Tell whether any entry of the audit record has digests of rows."""
    tables = "select 1 from duckdb_tables() where table_name = 'audit_entry'"
    if not cursor.execute(tables).fetchall():
        return False  # a new file
    # Only a key can look like this in an entry's JSON: within a text the quotes are escaped.
    found = "select 1 from audit_entry where contains(detail, ?) limit 1"
    return bool(cursor.execute(found, [f'"{ROWS}": {{']).fetchall())


def record_all_rows(cursor: Cursor, before: Digests | None) -> None:
    """Record the rows that migrations changed, or all rows if the record has no digests yet.

    `before`: the digests before the migrations. A row that differed from the record already then
    still differs afterwards: as for any act, both digests are written.
    """
    if before is None and has_digests(cursor):
        return
    rows = find_differences(before or {}, digest_all(cursor))
    if rows:
        write_audit(cursor, SYSTEM_NAME, "record_all_rows", {ROWS: rows})


def find_differences(before: Digests, after: Digests) -> dict[str, list[str | None]]:
    """Return each key whose digests differ → [before, after]."""
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
