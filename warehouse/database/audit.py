"""The record of acts: written in the transaction of the act itself, each entry sealing the last.

The digest of an entry is SHA-256 over the digest before it and the digests of the entry's own
fields, all as lower-case hex, so that no two records can be written the same.
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
"""What stands for the digest of the entry before the first."""


class Entry(NamedTuple):
    """One entry: who did what, in JSON, when (UTC), and the digest that seals it."""

    number: int
    actor: str
    action: str
    detail: str
    happened_at: datetime
    digest: str


SYSTEM_NAME = "系统"
"""The actor of the program's own acts."""


def write_audit(cursor: Cursor, actor: str, action: str, detail: dict[str, Any]) -> None:
    """Write who did what; the act's own transaction keeps both or neither.

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
    """Add keys to the details of entries, by number, and seal them and all later ones again.

    Only for entries of the transaction that is open: nobody has seen them.
    """
    if not added:
        return
    first = min(added)
    entries = read_entries_from(cursor, first - 1)
    digest = entries.pop(0).digest if first > 1 else BEFORE_THE_FIRST
    rows = []
    for one in entries:
        text = _to_text({**json.loads(one.detail), **added.get(one.number, {})})
        digest = seal_entry(digest, one.number, one.actor, one.action, text, one.happened_at)
        rows.append([text, digest, one.number])
    cursor.executemany(
        "update audit_entry set detail = ?, digest = ? where entry_id = ?", rows
    ).fetchall()


def read_head(cursor: Cursor) -> Entry | None:
    """Return the newest entry; its digest stands for the whole record."""
    entries = read_entries(cursor, "order by entry_id desc limit 1")
    return entries[0] if entries else None


def count_entries(cursor: Cursor) -> int:
    """Return the number of the newest entry; 0 before the first."""
    return int(
        cursor.execute("select coalesce(max(entry_id), 0) from audit_entry").fetchall()[0][0]
    )


def read_entries(cursor: Cursor, after: str = "order by entry_id") -> list[Entry]:
    """Return the entries in order."""
    rows = cursor.execute(
        f"select entry_id, actor, action, detail, happened_at, digest from audit_entry {after}"
    ).fetchall()
    return [Entry(*row) for row in rows]


def read_entries_from(cursor: Cursor, number: int) -> list[Entry]:
    """Return the entries from a number on."""
    return read_entries(cursor, f"where entry_id >= {int(number)} order by entry_id")


def find_break(entries: Iterable[Entry]) -> int | None:
    """Return the number of the first entry that does not follow from the one before; else None."""
    expected, before = 1, BEFORE_THE_FIRST
    for one in entries:
        sealed = seal_entry(before, expected, one.actor, one.action, one.detail, one.happened_at)
        if one.number != expected or one.digest != sealed:
            return expected
        expected, before = expected + 1, one.digest
    return None


def seal_entry(
    before: str, number: int, actor: str, action: str, detail: str, happened_at: datetime
) -> str:
    """Return the digest of an entry that follows the one whose digest is given."""
    moment = happened_at.strftime("%Y-%m-%dT%H:%M:%S.%f")
    fields = (str(number), moment, actor, action, detail)
    return _digest(before + "".join(map(_digest, fields)))


def _to_text(detail: Mapping[str, Any]) -> str:
    return json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
