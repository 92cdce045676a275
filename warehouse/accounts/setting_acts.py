"""Change the office's settings, with an audit entry."""

from __future__ import annotations

import json

from warehouse.access.settings import Value, parse_setting, read_settings
from warehouse.database.audit import write_audit
from warehouse.database.clock import utc_now
from warehouse.store import Store


def change_setting(store: Store, key: str, text: str) -> Value:
    """Set a setting from a user's text and return its value; WrongCall if it is not allowed."""
    value = parse_setting(key, text)
    with store.writer("manage_settings") as cursor:
        before = read_settings(cursor)[key]
        if before == value:
            return value
        cursor.execute("delete from setting where key = ?", [key]).fetchall()
        cursor.execute(
            "insert into setting values (?, ?, ?)", [key, json.dumps(value), utc_now()]
        ).fetchall()
        detail = {"key": key, "before": before, "value": value}
        write_audit(cursor, store.person.name, "change_setting", detail)
    return value
