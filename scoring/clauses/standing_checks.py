"""Refuse curves that have no one value at places that several units share (ties = mean)."""

from __future__ import annotations

from scoring.clauses.curves import Each, Places, Table
from scoring.clauses.faults import Findings, Place
from scoring.clauses.figures import Place as Placing
from scoring.clauses.parts import Line
from scoring.clauses.quantities import ONE, Fixed, list_plain


def check_shared_places(line: Line, place: Place, findings: Findings) -> None:
    """Note a curve that is not the mean of its values at the shared places."""
    if not isinstance(line.standing, Placing) or line.standing.ties != "mean":
        return
    fault = _find_fault(line, line.standing)
    if fault is not None:
        findings.refuse(place, "ties", *fault)


def _find_fault(line: Line, placing: Placing) -> tuple[str, str] | None:
    """Return what was found and what is allowed; None: the curve is sound."""
    curve, gap = line.curve, line.gap
    if placing.share or placing.percent:
        is_plain = isinstance(curve, Each) and curve.steps == "proportional" and gap is None
        is_plain |= placing.percent and isinstance(curve, Table) and gap is None
        return (
            None if is_plain else ("并列取平均的名次比例不能分档、分步", 'steps = "proportional"')
        )
    match curve:
        case Places():
            return None
        case Table():
            return None if gap is None else ("并列取平均时，离目标的距离不能分档", "名次分档")
        case Each(steps=steps, per=per):
            is_whole = gap is None or all(
                isinstance(one, Fixed) and one.value.denominator == 1
                for one in list_plain(gap.target)
            )
            if not is_whole:
                return "并列取平均时，目标不是整名次", "整数的名次"
            if steps in {"whole", "started"} and per != ONE:
                return f"并列取平均时，{steps} 的步长不是 1", "per = 1，或 proportional"
            return None
    return "并列取平均的名次不能分级计价", "each 或 table"
