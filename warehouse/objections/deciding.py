"""Decide on an objection: an adjustment is a batch that the scoring applies, never an edit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from scoring.scheme import Scheme
from warehouse.database.audit import write_audit
from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.database.sql import run_query
from warehouse.editions.sealing import Act
from warehouse.faults import Refused, WrongCall
from warehouse.importing.landing import touch_month
from warehouse.results.rescoring import rescore_and_check
from warehouse.results.scores import parse_month
from warehouse.results.standing_batches import to_month
from warehouse.schemes.schemes import latest_batch, read_choices, read_scheme
from warehouse.store import Store

Outcome = Literal["accepted", "partly", "rejected"]

MOST_POINTS = 1000
"""More than any indicator has: a higher number is a typing error."""


@dataclass(frozen=True)
class Decision:
    """The office's decision; `points` move from lost to earned (negative: back)."""

    outcome: Outcome
    points: Decimal = Decimal()
    month: str | None = None
    """The first as-of month in which the points move; None: the month of the objection."""


def decide_objection(store: Store, number: int, decision: Decision, act: Act) -> int | None:
    """Keep a decision and rescore; return the adjustment's batch, or None if no points move.

    Refused if the month is sealed, or the indicator has fewer points to move.
    """
    if not act.reason.strip():
        raise WrongCall("复核决定要写明理由。")
    _check_points(decision)
    with store.writer("decide_objection") as cursor:
        return _decide(cursor, number, decision.outcome, decision, act)


def withdraw_objection(store: Store, number: int, act: Act) -> int | None:
    """Withdraw an objection or the decision on it: its points go back, and nothing is deleted.

    Returns the batch that takes the points back, or None if none had moved.
    """
    if not act.reason.strip():
        raise WrongCall("撤回要写明理由。")
    with store.writer("decide_objection") as cursor:
        return _decide(cursor, number, "withdrawn", Decision("rejected"), act)


def _check_points(decision: Decision) -> None:
    points = decision.points
    if not points.is_finite() or abs(points) > MOST_POINTS or points != round(points, 2):
        raise WrongCall(f"分值“{points}”不对：最多两位小数，绝对值不超过{MOST_POINTS}。")
    if decision.outcome == "rejected" and points:
        raise WrongCall("不予支持的复核不能调整分值。")


def _decide(cursor: Cursor, number: int, outcome: str, decision: Decision, act: Act) -> int | None:
    """Write a decision; if it moves points, or ends a move, also its batch, and rescore."""
    objection = _read_objection(cursor, number)
    if objection["state"] == "withdrawn":
        raise Refused(f"第{number}号复核已撤回，不能再作决定。请单位重新提出。")
    scheme = read_scheme(cursor, objection["scheme_id"])
    month = to_month(decision.month) if decision.month else objection["month"]
    _check_month(scheme, month, objection)
    if decision.points:
        _check_indicator(scheme, objection)
    moved_month = _read_moved_month(cursor, number)
    if not (decision.points or moved_month):
        _write_decision(cursor, number, outcome, decision.points, month, None, act)
        return None
    # A decision without points only takes earlier ones back, so its own month may be sealed.
    touched = sorted(
        {*([month] if decision.points else []), *([moved_month] if moved_month else [])}
    )
    for touched_month in touched:
        touch_month(cursor, scheme.id, touched_month)
    batch_id = _write_batch(cursor, objection, decision.points, touched[0], act)
    _write_decision(cursor, number, outcome, decision.points, month, batch_id, act)
    _rescore(cursor, scheme, objection, touched[0])
    if decision.points:
        _check_room(cursor, scheme, objection, month)
    return batch_id


def _check_month(scheme: Scheme, month: date, objection: dict[str, Any]) -> None:
    """Raise WrongCall if a month is outside the scheme's year or before that of the objection."""
    parse_month(scheme, f"{month:%Y-%m}")
    if month < objection["month"]:
        raise WrongCall(
            f"不能从{month:%Y年%m月}起调整：申请的是{objection['month']:%Y年%m月}的得分，"
            "请写那个月或以后的月份。"
        )


def _write_decision(
    cursor: Cursor,
    number: int,
    outcome: str,
    points: Decimal,
    month: date,
    batch_id: int | None,
    act: Act,
) -> None:
    cursor.execute(
        "insert into decision select count(*) + 1, ?, ?, ?, ?, ?, ?, ?, ? from decision",
        [number, outcome, points, month, batch_id, act.reason, act.actor, utc_now()],
    ).fetchall()
    detail = {
        "objection": number,
        "outcome": outcome,
        "points": str(points),
        "batch": batch_id,
        "reason": act.reason,
    }
    write_audit(cursor, act.actor, "decide_objection", detail)


def _rescore(cursor: Cursor, scheme: Scheme, objection: dict[str, Any], since: date) -> None:
    """Rescore the objection's assessment; an assessment that the scheme dropped has no scores."""
    datasets = {
        dataset
        for assessment in scheme.assessments
        if assessment.id == objection["assessment_id"]
        for dataset in assessment.datasets_of()
    }
    choices = read_choices(cursor, scheme)
    first = scheme.calendar.number(since.year, since.month)
    rescore_and_check(cursor, scheme, choices, datasets=sorted(datasets), since_month=first)


def _check_indicator(scheme: Scheme, objection: dict[str, Any]) -> None:
    """Raise Refused for a veto: it has no points, and only a corrected ledger lifts it."""
    try:
        assessment = scheme.assessment(objection["assessment_id"])
        indicator = assessment.indicator(objection["indicator_id"])
    except KeyError:
        raise Refused("现行考核方案已没有这项指标，不能调整分值。") from None
    if indicator.kind == "veto":
        raise Refused(
            f"“{indicator.name}”没有分值可调。认定有误的，请更正所依据的报表"
            "（导入更正后的报表或撤销那一批）。"
        )


def _check_room(cursor: Cursor, scheme: Scheme, objection: dict[str, Any], month: date) -> None:
    """Raise Refused if more points move than the indicator has.

    The scoring has then written a line of the cause adjustment_limit; the rollback removes it.
    """
    place = [objection[key] for key in ("scheme_id", "assessment_id", "unit_id", "indicator_id")]
    place.append(scheme.calendar.number(month.year, month.month))
    rows = cursor.execute(
        "select 1 from ledger where scheme_id = ? and assessment_id = ? and unit_id = ?"
        " and indicator_id = ? and as_of = ? and cause = 'adjustment_limit' limit 1",
        place,
    ).fetchall()
    if rows:
        raise Refused(
            f"调整的分值超出了这项指标在{month.month}月能调的范围："
            f"{_describe_room(cursor, place)}加回不能多于失分（附加分不能超过上限），"
            "扣减不能多于得分，待定的分不能调。"
        )


def _describe_room(cursor: Cursor, place: list[Any]) -> str:
    """Return a sentence on the indicator's points without those that objections moved."""
    rows = run_query(cursor, "objections/indicator_room", place).fetchall()
    earned, lost = rows[0]
    return f"现在得分 {earned:.2f}、失分{lost:.2f}（同一项的加减已相抵）。"


def _read_objection(cursor: Cursor, number: int) -> dict[str, Any]:
    rows = cursor.sql(
        "from objection_status where objection_id = $number", params={"number": number}
    ).pl()
    if rows.is_empty():
        raise WrongCall(f"没有第{number}号复核申请。用 kaohe objection list 查看。")
    return rows.row(0, named=True)


def _read_moved_month(cursor: Cursor, number: int) -> date | None:
    """Return the month from which an objection's decision moves points now; None: it moves none."""
    rows = cursor.execute(
        "select month from standing_adjustment where objection_id = ? and points <> 0", [number]
    ).fetchall()
    return rows[0][0] if rows else None


def _write_batch(
    cursor: Cursor, objection: dict[str, Any], points: Decimal, month: date, act: Act
) -> int:
    """Write the adjustment as a batch, which gives it a place in the order of all batches."""
    batch_id = latest_batch(cursor) + 1
    number, file = objection["objection_id"], objection["file_name"]
    cursor.execute(
        "insert into batch values"
        " (?, 'adjustment', ?, null, ?, ?, ?, null, null, ?, null, ?, ?, '[]', '{}', ?)",
        [
            batch_id,
            objection["scheme_id"],
            month,
            objection["sha256"],
            f"复核第{number}号 {file}" if file else f"复核第{number}号",
            1 if points else 0,
            act.actor,
            act.reason,
            utc_now(),
        ],
    ).fetchall()
    return batch_id
