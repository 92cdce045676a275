"""Document numbers (发文字号): each stands for one month's bulletin."""

from __future__ import annotations

from warehouse.database.connection import Cursor
from warehouse.database.sql import run_query
from warehouse.faults import Refused
from warehouse.results.standing_batches import to_month


def check_number_is_free(cursor: Cursor, number: str, scheme_id: str, month: str) -> None:
    """Raise Refused if another month's bulletin was issued under this number.

    A corrected edition may keep the number of the one that it replaces.
    """
    asked = {"number": number, "scheme_id": scheme_id, "month": month}
    for _, used in run_query(cursor, "editions/number_use", asked).fetchall():
        told = f"发文字号{number}已用于{to_month(used):%Y年%m月}的通报，请核对后另填文号。"
        raise Refused(told)
