"""`annual_minimum`: each one short of the year's target loses a step once the year is over."""

from __future__ import annotations

from decimal import Decimal

from documents.proof.exactness import find_scale, to_points, whole
from documents.proof.formulas import greatest_of
from documents.proof.workings import Proved, Workings
from scoring.months import WHOLE_YEAR
from scoring.rules.annual_minimum import AnnualMinimum


def prove(rule: AnnualMinimum, full: Decimal, workings: Workings) -> list[Proved]:
    """Return max(0, full − step × the number short of the target)."""
    scale = find_scale(full, rule.step)
    is_over = workings.reported.count(rule.value, WHOLE_YEAR).equals(12)
    proved = []
    for total in workings.total(rule.value, WHOLE_YEAR):
        short = greatest_of(0, rule.target - total)
        left = greatest_of(0, whole(full, scale) - whole(rule.step, scale) * short)
        proved.append(Proved(to_points(left, scale), is_over))
    return proved
