"""`monthly_quota`: each due month that meets its quota earns an equal share of the full points."""

from __future__ import annotations

from decimal import Decimal

from documents.proof.exactness import CENTS, to_points, whole
from documents.proof.formulas import Formula
from documents.proof.grids import WHOLE
from documents.proof.workings import Proved, Workings
from scoring.months import from_mask, to_mask
from scoring.rules.monthly_quota import MonthlyQuota


def prove(rule: MonthlyQuota, full: Decimal, workings: Workings) -> list[Proved]:
    """Return full × months met ÷ months due."""
    months = to_mask(rule.months)
    due, cents = len(from_mask(months)), whole(full, CENTS)
    known = workings.reported.count(rule.value, months)

    def count(unit: int) -> Formula:
        position = workings.position(unit)
        if rule.due_day is not None:
            return workings.facts.count_filed(position, rule.value, months, rule.due_day)
        return workings.facts.count(position, rule.value, months, rule.quota)

    cells = workings.add(f"{workings.titles[rule.value]}：完成月数", count, WHOLE)
    return [
        Proved(
            to_points(cents * met, CENTS, due),
            known.equals(due),
            to_points(cents * (known - met), CENTS, due),
        )
        for met in cells
    ]
