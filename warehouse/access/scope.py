"""Whose details a cursor shows: told to the database once, read there by the views."""

from __future__ import annotations

from warehouse.access.people import OWN_ONLY, Person
from warehouse.database.connection import Cursor
from warehouse.faults import Denied


def narrow(cursor: Cursor, person: Person) -> None:
    """Let a cursor's views show the details of the person's own units only (visible_unit.sql)."""
    if person.scope is not None:
        own = [f"{scheme}:{unit}" for scheme, unit in person.scope]
        cursor.execute("set variable viewer_units = $own::varchar[]", {"own": own}).fetchall()


def check_kept_file(cursor: Cursor, person: Person, sha256: str) -> None:
    """Raise Denied where a kept file is not for the person: it may hold every unit's rows.

    The people of a unit may have what was issued, and what was handed in for their own unit.
    """
    if person.scope is None:
        return
    rows = cursor.execute(
        "select 1 from edition_document where sha256 = $sha256"
        " union all select 1 from objection_status where sha256 = $sha256",
        {"sha256": sha256},
    ).fetchall()
    if not rows:
        raise Denied(OWN_ONLY)
