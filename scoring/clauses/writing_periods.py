"""Periods as a scheme writes them: of a clause, or of all clauses of a node."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from scoring.clauses.faults import Findings, NotAllowed, Place, show
from scoring.clauses.numbers import is_number, to_number
from scoring.clauses.readings import step_into
from scoring.clauses.writing_figures import Written, is_none

PERIOD_KEYS = {"months", "combine", "round_period", "new_unit", "period_full"}
HANDED_KEYS = {"period", "months", "combine", "round_period", "new_unit"}
MONTHS = {"month": 1, "quarter": 3, "half": 6}
OF_ONE_PERIOD = ("floor", "ceiling", "when", "times", "period_full")
"""What would be of the year on a node, though its clauses are of a month."""


def hand_down(node: Any, handed: Written, place: Place, findings: Findings) -> Any:
    """Return a written node with its period written on its clauses instead.

    `period` and what goes with it hold for every clause below that has no period of its own;
    a clause leaves it with `period = "none"`.
    """
    if not isinstance(node, dict):
        return node
    own = {key: node[key] for key in HANDED_KEYS & node.keys()}
    if not isinstance(node.get("clauses"), list):
        return node if "period" in own or not handed else {**handed, **node}
    for stray in OF_ONE_PERIOD if "period" in own else ():
        if stray in node:
            words = f"各条逐期计分，此处的 {stray} 却是全年的"
            findings.refuse(place, stray, words, f"把 {stray} 写在各条上，或在上一级另写")
    handed = own if "period" in own else {**handed, **own}
    rest = {key: value for key, value in node.items() if key not in HANDED_KEYS}
    clauses = [hand_down(one, handed, step_into(place, one), findings) for one in node["clauses"]]
    return {**rest, "clauses": clauses}


def read_period(written: Written) -> Written | None:
    """Return the written period of a clause or group; None: the year is one window."""
    length = written.get("period")
    if is_none(length):
        for key in sorted(PERIOD_KEYS & written.keys()):
            raise NotAllowed(key, f"没有 period，{key} 不起作用", "与 period 同写")
        return None
    if length not in MONTHS:
        raise NotAllowed("period", f"{show(length)} 不是一种分期", "、".join(MONTHS))
    months = written.get("months", list(range(1, 13)))
    if not _are_months(months) or not _are_whole(months, MONTHS[length]):
        allowed = "[5, 6, 7] 这样的升序月份，按季、半年时为整季、整半年"
        raise NotAllowed("months", f"月份 {show(months)}", allowed)
    keys = ("combine", "round_period", "new_unit")
    period = {key: written[key] for key in keys if key in written}
    if "period_full" in written and ("full" in written or is_number(written["period_full"])):
        period["period_full"] = written["period_full"]  # else it only gives the full mark
    return {"length": length, "months": months, **period}


def scale_full(each: Written, period: Written) -> Written:
    """Return the full mark of the year from that of one period: × n where periods are added."""
    if period.get("combine") != "sum":
        return each
    return _times(each, len(period["months"]) // MONTHS[period["length"]])


def _times(quantity: Written, count: int) -> Written:
    """Return a quantity × a number of periods."""
    match quantity["kind"]:
        case "fixed":
            return {"kind": "fixed", "value": to_number(quantity["value"]) * count}
        case "target":
            return {**quantity, "times": to_number(quantity.get("times", 1)) * count}
        case "by_unit":
            tables = {
                key: {name: _times(one, count) for name, one in quantity[key].items()}
                for key in ("units", "kinds")
            }
            others = quantity["others"] and _times(quantity["others"], count)
            return {"kind": "by_unit", **tables, "others": others}
    raise NotAllowed("period_full", "是满分的一部分", "一个数，或单位自有数")


def _are_months(months: Any) -> bool:
    return (
        isinstance(months, list)
        and bool(months)
        and all(isinstance(m, int) and 1 <= m <= 12 for m in months)
        and all(a < b for a, b in pairwise(months))
    )


def _are_whole(months: list[int], length: int) -> bool:
    periods = {(month - 1) // length for month in months}
    return len(periods) * length == len(months)
