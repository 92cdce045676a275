"""Restrict a cursor, and the kept files, to the units that a user may see."""

from __future__ import annotations

from warehouse.access.people import OWN_ONLY, Person
from warehouse.database.connection import Cursor
from warehouse.database.sql import run_query
from warehouse.faults import Denied


def restrict_to_scope(cursor: Cursor, person: Person) -> None:
    """Restrict a cursor's views to the user's own units (see visible_unit.sql)."""
    if person.scope is not None:
        own = [f"{scheme}:{unit}" for scheme, unit in person.scope]
        cursor.execute("set variable viewer_units = $own::varchar[]", {"own": own}).fetchall()


def check_kept_file(cursor: Cursor, person: Person, sha256: str) -> None:
    """Raise Denied unless the user may read a kept file, because it may hold every unit's rows.

    Users of a unit may read what was issued, and what was submitted for their own unit.
    """
    if person.scope is None:
        return
    if not run_query(cursor, "access/released_files", {"sha256": sha256}).fetchall():
        raise Denied(OWN_ONLY)
