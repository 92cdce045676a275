"""The record of acts: written in the transaction of the act itself."""

from __future__ import annotations

import json
from typing import Any

from warehouse.store import Cursor, utc_now


def write_audit(cursor: Cursor, actor: str, action: str, detail: dict[str, Any]) -> None:
    """Write who did what; the act's own transaction keeps both or neither."""
    number = cursor.execute("select count(*) from audit_entry").fetchall()[0][0] + 1
    text = json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str)
    cursor.execute(
        "insert into audit_entry values (?, ?, ?, ?, ?)", [number, actor, action, text, utc_now()]
    ).fetchall()
