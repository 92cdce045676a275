"""Keep, drop, list and look up contacts. Each look at a number is written into the audit record.

No entry holds a person's name or a number: it says whose contact was kept or looked up, by whom.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from warehouse.contacts.contact import Contact, Subject
from warehouse.database.audit import write_audit
from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.faults import Refused
from warehouse.store import Store

NONCE_BYTES = 16
_KEY = "scheme_id = ? and kind = ? and subject = ?"


def keep_contacts(store: Store, scheme_id: str, contacts: Sequence[Contact]) -> None:
    """Keep contacts, each instead of the subject's earlier one."""
    with store.writer("keep_contacts") as cursor:
        for contact in contacts:
            _delete(cursor, scheme_id, contact.subject)
            cursor.execute(
                "insert into contact values (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    *_key(scheme_id, contact.subject),
                    contact.person,
                    contact.telephone,
                    secrets.token_hex(NONCE_BYTES),
                    store.person.name,
                    utc_now(),
                ],
            ).fetchall()
        detail = {"scheme": scheme_id, "count": len(contacts)}
        write_audit(cursor, store.person.name, "keep_contacts", detail)


def drop_contact(store: Store, scheme_id: str, subject: Subject) -> None:
    """Remove a subject's contact; Refused if it has none."""
    with store.writer("keep_contacts") as cursor:
        if _read(cursor, scheme_id, subject) is None:
            raise Refused("没有这条联系人，可能已被他人移除。")
        _delete(cursor, scheme_id, subject)
        write_audit(cursor, store.person.name, "drop_contact", _detail(scheme_id, subject))


def list_contacts(store: Store, scheme_id: str) -> list[Contact]:
    """Return a scheme's contacts for a list that shows `masked` numbers only."""
    store.require("see_contacts")
    with store.reader() as cursor:
        rows = cursor.execute(
            "select kind, subject, person, telephone from contact where scheme_id = ?"
            " order by kind desc, subject",
            [scheme_id],
        ).fetchall()
    return [Contact(Subject(kind, name), person, number) for kind, name, person, number in rows]


def look_up_contact(store: Store, scheme_id: str, subject: Subject) -> Contact:
    """Return a subject's contact to show its number, once the look is on record.

    Refused if there is none, or if the account has looked up too many within a minute.
    """
    store.require("see_contacts")
    store.record("see_contacts", _detail(scheme_id, subject))
    with store.reader() as cursor:
        found = _read(cursor, scheme_id, subject)
    if found is None:
        raise Refused("没有这条联系人，可能已被他人移除。")
    return found


def _read(cursor: Cursor, scheme_id: str, subject: Subject) -> Contact | None:
    rows = cursor.execute(
        f"select person, telephone from contact where {_KEY}", _key(scheme_id, subject)
    ).fetchall()
    return Contact(subject, *rows[0]) if rows else None


def _delete(cursor: Cursor, scheme_id: str, subject: Subject) -> None:
    cursor.execute(f"delete from contact where {_KEY}", _key(scheme_id, subject)).fetchall()


def _key(scheme_id: str, subject: Subject) -> list[str]:
    return [scheme_id, subject.kind, subject.name]


def _detail(scheme_id: str, subject: Subject) -> dict[str, Any]:
    key = "unit" if subject.kind == "unit" else "dataset"
    return {"scheme": scheme_id, key: subject.name}
