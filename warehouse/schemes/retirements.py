"""Which schemes are retired: hidden from filters, forms and recognition, but still readable."""

from __future__ import annotations

from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.database.sql import run_query
from warehouse.faults import Refused


def list_retired(cursor: Cursor) -> frozenset[str]:
    """Return the ids of the retired schemes."""
    return frozenset(row[0] for row in run_query(cursor, "schemes/retired_schemes").fetchall())


def is_retired(cursor: Cursor, scheme_id: str) -> bool:
    """Tell whether a scheme is retired."""
    return scheme_id in list_retired(cursor)


def refuse_retired(cursor: Cursor, scheme_id: str) -> None:
    """Raise Refused if a scheme is retired: nothing new may be published, issued or landed."""
    if is_retired(cursor, scheme_id):
        raise Refused(f"考核方案“{scheme_id}”已停用，只能查看。要再用的，请管理员先恢复使用。")


def write_retirement(
    cursor: Cursor, scheme_id: str, *, retires: bool, actor: str, reason: str
) -> None:
    """Write that a scheme is retired, or in use again."""
    cursor.execute(
        "insert into scheme_retirement select coalesce(max(change_id), 0) + 1, ?, ?, ?, ?, ?"
        " from scheme_retirement",
        [scheme_id, retires, actor, reason, utc_now()],
    ).fetchall()
