"""Clean the inbox by its rule, and remove kept files that nothing names any more.

What waits is never removed without a person. The newest file stays too, so that no number is given
to two files.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from warehouse.access.settings import read_settings
from warehouse.database.audit import write_audit
from warehouse.database.connection import ORIGINALS, Cursor
from warehouse.inbox.inbox_files import read_inbox
from warehouse.inbox.masking import remove_unnamed
from warehouse.store import Store

DIGEST = re.compile(r"[0-9a-f]{64}")


def clean_inbox(store: Store, now: datetime) -> int:
    """Remove what landed or was discarded longer ago than the office keeps it; return how many."""
    with store.reader() as cursor:
        is_due = bool(_list_due(cursor, now))
    removed = _remove_due(store, now) if is_due else 0
    folder = store.home / ORIGINALS
    remove_unnamed(store, [path.name for path in folder.iterdir() if DIGEST.fullmatch(path.name)])
    return removed


def _remove_due(store: Store, now: datetime) -> int:
    with store.writer("handle_inbox", redraws=False) as cursor:
        due = _list_due(cursor, now)
        cursor.execute("delete from inbox_file where file_id = any(?)", [due]).fetchall()
        write_audit(cursor, store.person.name, "clean_inbox", {"files": due})
    return len(due)


def _list_due(cursor: Cursor, now: datetime) -> list[int]:
    until = now - timedelta(days=read_settings(cursor)["inbox_days"])
    numbers = [file.number for file in read_inbox(cursor)]
    done = read_inbox(cursor, "landed", "discarded")
    return [file.number for file in done if file.changed_at < until and file.number != max(numbers)]
