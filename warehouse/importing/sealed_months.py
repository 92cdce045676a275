"""Tell before a landing that a month is sealed."""

from __future__ import annotations

from collections.abc import Iterable

from warehouse.database.connection import Cursor
from warehouse.editions.sealing import is_sealed
from warehouse.results.standing_batches import to_month


def list_sealed(cursor: Cursor, months: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the sealed ones among months (scheme, YYYY-MM), each month once."""
    found = [
        month for scheme, month in sorted(months) if is_sealed(cursor, scheme, to_month(month))
    ]
    return tuple(dict.fromkeys(found))


def describe_sealed(month: str) -> str:
    """Return that a month takes no import, and what to do."""
    return (
        f"{to_month(month):%Y年%m月}已封存，不能导入。确需更正的，请管理员在“封存与更正”中"
        "解除封存并写明理由，再行导入。"
    )
