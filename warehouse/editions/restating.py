"""Find issued months whose figures would differ today.

The edition of a sealed month remains as it was issued. A late file of an earlier open month,
another interpretation or a new scheme version still changes the live figures; this module reports
the difference.
"""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.database.connection import Cursor
from warehouse.editions.archive import Edition, find_newest, read_editions, read_kept_content
from warehouse.editions.content import EditionContent, build_content, find_month_moment
from warehouse.editions.corrections import Correction, list_corrections
from warehouse.results.scores import scores_at
from warehouse.store import Store


@dataclass(frozen=True)
class Restated:
    """A month's newest edition, and the corrections that its figures would need today."""

    edition: Edition
    issued: EditionContent
    corrections: tuple[Correction, ...]


def list_restated(store: Store, scheme_id: str, *, before: str | None = None) -> list[Restated]:
    """Return the issued months whose figures differ today; all months, or those before one."""
    store.person.check_every_unit()
    restated = []
    with store.reader() as cursor:
        months = {edition.month for edition in read_editions(cursor, scheme_id)}
        for month in sorted(month for month in months if before is None or month < before):
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


def _read_live(cursor: Cursor, edition: Edition) -> EditionContent | None:
    """Return the edition's content as it would be today; None if nothing has changed since."""
    moment = find_month_moment(cursor, edition.scheme_id, edition.month)
    if moment == edition.moment:
        return None
    found = scores_at(cursor, edition.scheme_id, edition.month, moment)
    return build_content(found, edition.month, {})
