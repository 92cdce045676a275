"""`award_levels`: only the highest level of each matter counts, up to the full points."""

from __future__ import annotations

from decimal import Decimal

from documents.proof.exactness import find_scale, to_points, whole
from documents.proof.formulas import least_of, round_to
from documents.proof.workings import Proved, Workings
from scoring.rules.award_levels import AwardLevels


def prove(rule: AwardLevels, full: Decimal, workings: Workings) -> list[Proved]:
    """Return the sum of the rows that 台账 counts."""
    (dataset,) = rule.event_datasets()
    scale = find_scale(full, *rule.points.values())
    workings.events.add_worth(dataset, rule.value, rule.points)
    sums = workings.add(
        f"{rule.value}：计入分值",
        lambda unit: workings.events.sum_counted(workings.position(unit), dataset, rule.value),
    )
    return [
        Proved(to_points(least_of(round_to(one * scale), whole(full, scale)), scale))
        for one in sums
    ]
