"""Read which months of a scheme's year are sealed or issued, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scoring.scheme import Scheme
from warehouse.database.connection import Cursor


@dataclass(frozen=True)
class MonthSeal:
    """A month's seal and newest edition, and the newest act on it; None: never sealed or issued."""

    month: str
    is_sealed: bool
    revision: int | None
    actor: str | None
    reason: str | None
    changed_at: datetime | None


def read_month_seals(cursor: Cursor, scheme: Scheme) -> list[MonthSeal]:
    """Return the twelve months of the scheme's year (view month_seal)."""
    rows = cursor.execute(
        "select strftime(month, '%Y-%m'), is_sealed, revision, actor, reason, changed_at"
        " from month_seal where scheme_id = ?",
        [scheme.id],
    ).fetchall()
    seals = {row[0]: MonthSeal(*row) for row in rows}
    return [
        seals.get(month, MonthSeal(month, False, None, None, None, None))
        for month in scheme.calendar.months
    ]
