"""Revert a batch, so that the one that it replaced stands again."""

from __future__ import annotations

from datetime import date

from warehouse.access.typed_reasons import clean_typed_text
from warehouse.database.audit import write_audit
from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.faults import Fault, Refused, WrongCall
from warehouse.importing.landing import StandingChange, touch_month, write_change
from warehouse.schemes.schemes import latest_batch


def revert(cursor: Cursor, batch_id: int, *, actor: str, reason: str) -> tuple[int, str, str, date]:
    """Make the batch's predecessor stand again; return the revert's number, scheme, dataset, month.

    Refused if the batch does not stand now; it may stand again after a later revert. A revert is
    itself a batch and can be reverted as long as nothing came after it.
    """
    if not reason.strip():
        raise WrongCall("撤销要写明理由。")
    reason = clean_typed_text(reason)
    change_id, change = _read_change(cursor, batch_id)
    _check_stands(cursor, batch_id, change_id, change)
    touch_month(cursor, change.scheme_id, change.month)
    number = latest_batch(cursor) + 1
    cursor.execute(
        "insert into batch select ?, 'revert', scheme_id, dataset_key, month, null, null, null,"
        " null, 0, batch_id, ?, ?, '[]', '{}', ? from batch where batch_id = ?",
        [number, actor, reason, utc_now(), batch_id],
    ).fetchall()
    # The revert swaps the two batches of the change that it undoes.
    undone = change._replace(stands=change.stood, stood=change.stands)
    write_change(cursor, number, undone)
    write_audit(cursor, actor, "revert", {"batch": number, "reverts": batch_id, "reason": reason})
    return number, change.scheme_id, change.dataset_key, change.month


def _read_change(cursor: Cursor, batch_id: int) -> tuple[int, StandingChange]:
    """Return the number of the change that a batch made, and the change."""
    rows = cursor.execute(
        "select change_id, scheme_id, dataset_key, month, stands_batch_id, stood_batch_id"
        " from standing_change where batch_id = ?",
        [batch_id],
    ).fetchall()
    if not rows:
        raise _describe_unknown(cursor, batch_id)
    return rows[0][0], StandingChange(*rows[0][1:])


def _check_stands(cursor: Cursor, batch_id: int, change_id: int, change: StandingChange) -> None:
    """Raise Refused, naming the batch to revert first, if a batch does not stand any more."""
    later = cursor.execute(
        "select batch_id, stands_batch_id from standing_change where scheme_id = ?"
        " and dataset_key = ? and month = ? and change_id > ? order by change_id",
        [change.scheme_id, change.dataset_key, change.month, change_id],
    ).fetchall()
    current = later[-1][1] if later else batch_id
    if later and current != batch_id:
        blocking = current if current > batch_id else later[-1][0]
        raise Refused(
            f"第{batch_id}批已不是当前数据：之后又有第{blocking}批。请先撤销第{blocking}批。"
        )


def _describe_unknown(cursor: Cursor, batch_id: int) -> Fault:
    """Return why a batch without a change of its own cannot be reverted."""
    if cursor.execute("select 1 from batch where batch_id = ?", [batch_id]).fetchall():
        return Refused(f"第{batch_id}批是复核调整，不能在此撤销；请在“复核”页撤回该项决定。")
    return WrongCall(f"没有第{batch_id}批。用 kaohe batches 查看已有批次。")
