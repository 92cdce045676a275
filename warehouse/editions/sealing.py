"""Seal a month, so that nothing lands in it, and unseal it; both record who and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from warehouse.access.people import Person
from warehouse.access.settings import read_settings
from warehouse.access.typed_reasons import clean_typed_text
from warehouse.database.audit import write_audit
from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.faults import Denied, Refused, WrongCall
from warehouse.results.scores import parse_month
from warehouse.results.standing_batches import to_month
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store


@dataclass(frozen=True)
class Act:
    """Who does something, and the reason given."""

    actor: str
    reason: str = ""

    def __post_init__(self) -> None:
        """Clean the reason, which is kept for good and printed."""
        object.__setattr__(self, "reason", clean_typed_text(self.reason))


def seal_month(store: Store, scheme_id: str, month: str, act: Act) -> bool:
    """Seal a month of a scheme's year; return False if it is sealed already."""
    with store.writer("seal") as cursor:
        parse_month(read_scheme(cursor, scheme_id), month)
        if is_sealed(cursor, scheme_id, to_month(month)):
            return False
        check_separation(cursor, store.person, scheme_id, to_month(month))
        set_seal(cursor, scheme_id, to_month(month), act, sealed=True)
    return True


def unseal_month(store: Store, scheme_id: str, month: str, act: Act) -> None:
    """Unseal a month; WrongCall without a reason, Refused if it is not sealed."""
    if not act.reason.strip():
        raise WrongCall("解除封存要写明理由。")
    with store.writer("unseal") as cursor:
        parse_month(read_scheme(cursor, scheme_id), month)
        if not is_sealed(cursor, scheme_id, to_month(month)):
            raise Refused(f"{to_month(month):%Y年%m月}未封存，无需解除。")
        set_seal(cursor, scheme_id, to_month(month), act, sealed=False)


def check_separation(cursor: Cursor, person: Person, scheme_id: str, month: date) -> None:
    """Raise Denied if the setting demands that another user than the importer seals (threats D7).

    Both the setting and the standing batches are read in the transaction of the sealing itself.
    """
    if not read_settings(cursor)["importer_may_not_seal"]:
        return
    rows = cursor.execute(
        "select 1 from month_hand where scheme_id = ? and month = ? and actor = ?",
        [scheme_id, month, person.name],
    ).fetchall()
    if rows:
        raise Denied(
            "这个月的数据经过您的手（导入、撤销或复核调整），按设置要由另一个人封存和印发。"
        )


def is_sealed(cursor: Cursor, scheme_id: str, month: date) -> bool:
    """Return whether a month is sealed."""
    rows = cursor.execute(
        "select is_sealed from month_state where scheme_id = ? and month = ?", [scheme_id, month]
    ).fetchall()
    return bool(rows and rows[0][0])


def set_seal(
    cursor: Cursor,
    scheme_id: str,
    month: date,
    act: Act,
    *,
    sealed: bool,
    edition_id: int | None = None,
) -> None:
    """Write a month's seal into its own row, which every landing also updates (threats B4)."""
    rows = cursor.execute(
        "update month_state set is_sealed = ?, revision = revision + 1"
        " where scheme_id = ? and month = ? returning revision",
        [sealed, scheme_id, month],
    ).fetchall()
    if not rows:
        cursor.execute(
            "insert into month_state values (?, ?, ?, 1)", [scheme_id, month, sealed]
        ).fetchall()
    cursor.execute(
        "insert into seal_change select coalesce(max(change_id), 0) + 1, ?, ?, ?, ?, ?, ?, ?"
        " from seal_change",
        [scheme_id, month, sealed, edition_id, act.actor, act.reason, utc_now()],
    ).fetchall()
    detail = {"scheme": scheme_id, "month": f"{month:%Y-%m}", "reason": act.reason}
    write_audit(cursor, act.actor, "seal" if sealed else "unseal", detail)
