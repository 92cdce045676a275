"""`count_tiers`: base points for each up to a threshold, extra points for each further one."""

from __future__ import annotations

from decimal import Decimal

from documents.proof.exactness import find_scale, to_points, whole
from documents.proof.formulas import greatest_of, least_of, when
from documents.proof.workings import Proved, Workings
from scoring.rules.count_tiers import CountTiers


def prove(rule: CountTiers, full: Decimal, workings: Workings) -> list[Proved]:
    """Return base × min(n, threshold) + extra × max(0, n − threshold)."""
    scale = find_scale(full, rule.base, rule.extra)
    base, extra = whole(rule.base, scale), whole(rule.extra, scale)
    proved = []
    for latest in workings.latest(rule.value):
        count = latest.value
        points = base * least_of(count, rule.threshold)
        points = points + extra * greatest_of(0, count - rule.threshold)
        if rule.ceiling == "within_full":
            points = least_of(points, whole(full, scale))
        earned = when(count.is_blank(), 0, to_points(points, scale))
        proved.append(Proved(earned, count.is_filled()))
    return proved
