"""`count_deduct`: each finding loses a step; work that was not done loses everything."""

from __future__ import annotations

from decimal import Decimal

from documents.proof.exactness import find_scale, to_points, whole
from documents.proof.formulas import either, greatest_of, when
from documents.proof.workings import Proved, Workings
from scoring.rules.count_deduct import CountDeduct


def prove(rule: CountDeduct, full: Decimal, workings: Workings) -> list[Proved]:
    """Return max(0, full − step × findings), and 0 where the work was not done at all."""
    scale = find_scale(full, rule.step)
    kills = workings.latest(rule.kill) if rule.kill else None
    proved = []
    for unit, latest in enumerate(workings.latest(rule.value)):
        count = latest.value
        left = greatest_of(0, whole(full, scale) - whole(rule.step, scale) * count)
        earned, is_known = to_points(left, scale), count.is_filled()
        if kills:
            is_killed = kills[unit].value.equals(1)
            earned = when(either(is_killed, count.is_blank()), 0, earned)
            proved.append(Proved(earned, either(is_killed, is_known)))
        else:
            proved.append(Proved(when(count.is_blank(), 0, earned), is_known))
    return proved
