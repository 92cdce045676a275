"""Issued months whose figures would be others today: what a later file of an open month did.

A sealed month's edition stands as it was issued. A file that comes late for an earlier month, an
interpretation or a new scheme still changes the live figures; the difference is told here.
"""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.database.connection import Cursor
from warehouse.editions.archive import Edition, find_newest, read_editions, read_kept_content
from warehouse.editions.content import Content, find_month_moment, read_content
from warehouse.editions.corrections import Correction, list_corrections
from warehouse.results.scores import answer_at
from warehouse.store import Store


@dataclass(frozen=True)
class Restated:
    """A month's newest edition, and what its figures would be corrected to today."""

    edition: Edition
    issued: Content
    corrections: tuple[Correction, ...]


def list_restated(store: Store, scheme_id: str, *, before: str | None = None) -> list[Restated]:
    """Return the issued months, of those before a month or all, whose figures differ today."""
    store.person.check_every_unit()
    restated = []
    with store.reader() as cursor:
        months = {one.month for one in read_editions(cursor, scheme_id)}
        for month in sorted(one for one in months if before is None or one < before):
            edition = find_newest(cursor, scheme_id, month)
            assert edition is not None
            live = _read_live(cursor, edition)
            if live is None:
                continue
            issued = read_kept_content(store, edition)
            corrections = list_corrections(issued, live)
            if corrections:
                restated.append(Restated(edition, issued, tuple(corrections)))
    return restated


def _read_live(cursor: Cursor, edition: Edition) -> Content | None:
    """Return what the edition would say today; None where nothing has happened since."""
    moment = find_month_moment(cursor, edition.scheme_id, edition.month)
    if moment == edition.moment:
        return None
    found = answer_at(cursor, edition.scheme_id, edition.month, moment)
    return read_content(found, edition.month, {})
