"""`monthly_count`: base points for each month with a post, extra points for each more."""

from __future__ import annotations

from decimal import Decimal

from documents.proof.exactness import find_scale, to_points, whole
from documents.proof.formulas import greatest_of, least_of
from documents.proof.grids import WHOLE
from documents.proof.workings import Proved, Workings
from scoring.months import from_mask, to_mask
from scoring.rules.monthly_count import MonthlyCount


def prove(rule: MonthlyCount, full: Decimal, workings: Workings) -> list[Proved]:
    """Return base × months with one + extra × the others; extra posts make up for missed months."""
    scale = find_scale(full, rule.base, rule.extra)
    base, extra = whole(rule.base, scale), whole(rule.extra, scale)
    months = to_mask(rule.months)
    awaited = len(from_mask(months)) - workings.reported.count(rule.value, months)
    facts, title = workings.facts, workings.titles[rule.value]
    done = workings.add(
        f"{title}：有发布的月数",
        lambda unit: facts.count(workings.position(unit), rule.value, months, 1),
        WHOLE,
    )
    proved = []
    for met, total in zip(done, workings.total(rule.value, months), strict=True):
        points = base * met + extra * (total - met)
        if rule.ceiling == "within_full":
            points = least_of(points, whole(full, scale))
        earned = to_points(points, scale)
        room = greatest_of(0, full - earned)
        pending = least_of(room, to_points(base * awaited, scale))
        proved.append(Proved(earned, pending.equals(0), room - pending))
    return proved
