"""`reverse_deduction`: the full points minus the scoring sheet's deductions, at least 0."""

from __future__ import annotations

from decimal import Decimal

from documents.proof.exactness import CENTS, to_points, whole
from documents.proof.formulas import greatest_of, round_to
from documents.proof.workings import Proved, Workings
from scoring.rules.reverse_deduction import ReverseDeduction


def prove(rule: ReverseDeduction, full: Decimal, workings: Workings) -> list[Proved]:
    """Return max(0, full − the sum of the deductions)."""
    (dataset,) = rule.event_datasets()
    sums = workings.add(
        "扣分合计", lambda unit: workings.events.sum(workings.position(unit), dataset)
    )
    return [
        Proved(to_points(greatest_of(0, whole(full, CENTS) - round_to(one * CENTS)), CENTS))
        for one in sums
    ]
