"""The audit record: entries written in the transaction of the act, chained by digests.

An entry's digest is SHA-256 over the previous digest and the digests of its own fields, all as
lower-case hex. Hashing each field first keeps their boundaries: no two records have the same input.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from warehouse.database.audit_details import fit_detail
from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor

BEFORE_THE_FIRST = "0" * 64
"""The previous digest of the first entry."""


class Entry(NamedTuple):
    """One audit entry: actor, action, detail (JSON), time (UTC), and the digest that seals it."""

    number: int
    actor: str
    action: str
    detail: str
    happened_at: datetime
    digest: str


SYSTEM_NAME = "系统"
"""The actor of the program's own acts."""


def write_audit(cursor: Cursor, actor: str, action: str, detail: dict[str, Any]) -> None:
    """Write an audit entry in the act's own transaction, so that both are kept or neither.

    The detail is masked and bounded: see `fit_detail`.
    """
    newest = read_head(cursor)
    number, before = (newest.number + 1, newest.digest) if newest else (1, BEFORE_THE_FIRST)
    text = fit_detail(action, detail)
    moment = utc_now()
    digest = seal_entry(before, number, actor, action, text, moment)
    cursor.execute(
        "insert into audit_entry values (?, ?, ?, ?, ?, ?)",
        [number, actor, action, text, moment, digest],
    ).fetchall()


def amend_entries(cursor: Cursor, added: Mapping[int, Mapping[str, Any]]) -> None:
    """Add keys to the details of entries, by number, and reseal them and all later entries.

    Only for entries of the open transaction, which nobody has seen yet.
    """
    if not added:
        return
    first = min(added)
    entries = read_entries_from(cursor, first - 1)
    digest = entries.pop(0).digest if first > 1 else BEFORE_THE_FIRST
    rows = []
    for entry in entries:
        text = _to_text({**json.loads(entry.detail), **added.get(entry.number, {})})
        digest = seal_entry(
            digest, entry.number, entry.actor, entry.action, text, entry.happened_at
        )
        rows.append([text, digest, entry.number])
    cursor.executemany(
        "update audit_entry set detail = ?, digest = ? where entry_id = ?", rows
    ).fetchall()


def read_head(cursor: Cursor) -> Entry | None:
    """Return the newest entry, whose digest seals the whole record; None if there is none."""
    entries = read_entries(cursor, "order by entry_id desc limit 1")
    return entries[0] if entries else None


def count_entries(cursor: Cursor) -> int:
    """Return the number of the newest entry; 0 before the first."""
    return int(
        cursor.execute("select coalesce(max(entry_id), 0) from audit_entry").fetchall()[0][0]
    )


def read_entries(cursor: Cursor, after: str = "order by entry_id") -> list[Entry]:
    """Return the entries; `after` is the SQL that follows the table (conditions and order)."""
    rows = cursor.execute(
        f"select entry_id, actor, action, detail, happened_at, digest from audit_entry {after}"
    ).fetchall()
    return [Entry(*row) for row in rows]


def read_entries_from(cursor: Cursor, number: int) -> list[Entry]:
    """Return the entries from a number on."""
    return read_entries(cursor, f"where entry_id >= {int(number)} order by entry_id")


def find_break(entries: Iterable[Entry]) -> int | None:
    """Return the number of the first entry that breaks the chain, or None if it is unbroken."""
    expected, before = 1, BEFORE_THE_FIRST
    for entry in entries:
        sealed = seal_entry(
            before, expected, entry.actor, entry.action, entry.detail, entry.happened_at
        )
        if entry.number != expected or entry.digest != sealed:
            return expected
        expected, before = expected + 1, entry.digest
    return None


def seal_entry(
    before: str, number: int, actor: str, action: str, detail: str, happened_at: datetime
) -> str:
    """Return the digest of an entry; `before` is the digest of the previous entry."""
    moment = happened_at.strftime("%Y-%m-%dT%H:%M:%S.%f")
    fields = (str(number), moment, actor, action, detail)
    return _digest(before + "".join(map(_digest, fields)))


def _to_text(detail: Mapping[str, Any]) -> str:
    return json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
