"""`attendance`: points for the share attended of what was required, or all or nothing."""

from __future__ import annotations

from decimal import Decimal

from documents.proof.exactness import CENTS, to_points, whole
from documents.proof.formulas import greatest_of, least_of, when
from documents.proof.workings import Proved, Workings
from scoring.rules.attendance import Attendance


def prove(rule: Attendance, full: Decimal, workings: Workings) -> list[Proved]:
    """Return full × attended ÷ required; nothing required earns nothing."""
    proved = []
    pairs = zip(workings.latest(rule.required), workings.latest(rule.attended), strict=True)
    for required_cell, attended_cell in pairs:
        required = when(required_cell.value.is_blank(), 0, required_cell.value)
        attended = when(attended_cell.value.is_blank(), 0, attended_cell.value)
        done = least_of(attended, required)
        if rule.credit_by == "all_or_nothing":
            done = when(attended >= required, required, 0)
        earned = to_points(whole(full, CENTS) * done, CENTS, greatest_of(required, 1))
        proved.append(Proved(earned, required > 0))
    return proved
