"""Read saved views: one's own and those shared with one's role."""

from __future__ import annotations

import json
from typing import Any

from warehouse.access.people import Person
from warehouse.database.connection import Cursor
from warehouse.saved_views.saved_view import SavedView, read_arrangements

_COLUMNS = "view_id, owner, name, page, address, tables, roles"


def read_views(cursor: Cursor, person: Person) -> list[SavedView]:
    """Return the views that a person sees, first their own, by name."""
    seen = [
        view
        for view in read_all_views(cursor)
        if view.owner == person.name or person.role in view.roles
    ]
    return sorted(seen, key=lambda view: (view.owner != person.name, view.name, view.number))


def read_all_views(cursor: Cursor) -> list[SavedView]:
    """Return everybody's views by number."""
    rows = cursor.execute(f"select {_COLUMNS} from saved_view order by view_id").fetchall()
    return [_read(row) for row in rows]


def find_view(cursor: Cursor, number: int) -> SavedView | None:
    """Return a view by its number, None if there is none."""
    query = f"select {_COLUMNS} from saved_view where view_id = ?"
    rows = cursor.execute(query, [number]).fetchall()
    return _read(rows[0]) if rows else None


def _read(row: tuple[Any, ...]) -> SavedView:
    number, owner, name, page, texts, tables, roles = row
    arrangements = read_arrangements(json.loads(tables))
    return SavedView(number, owner, name, page, json.loads(texts), arrangements, tuple(roles))
