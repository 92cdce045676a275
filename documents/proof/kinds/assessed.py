"""`assessed`: the latest points, or their mean; a yes gives the full points, a fault 0."""

from __future__ import annotations

from decimal import Decimal

from documents.proof.exactness import CENTS, to_points
from documents.proof.formulas import round_to, when
from documents.proof.grids import WHOLE
from documents.proof.workings import Proved, Workings
from scoring.months import WHOLE_YEAR
from scoring.rules.assessed import Assessed


def prove(rule: Assessed, full: Decimal, workings: Workings) -> list[Proved]:
    """Return the value itself; 事实 holds the full points for a yes, 1 for a fault."""
    if rule.value_by == "mean":
        return _prove_mean(rule, workings)
    proved = []
    for latest in workings.latest(rule.value):
        value = latest.value
        points = full * (1 - value) if rule.reversed else value
        proved.append(Proved(when(value.is_blank(), 0, points), value.is_filled()))
    return proved


def _prove_mean(rule: Assessed, workings: Workings) -> list[Proved]:
    facts, title = workings.facts, workings.titles[rule.value]
    sums = workings.total(rule.value, WHOLE_YEAR)
    counts = workings.add(
        f"{title}：评分月数",
        lambda unit: facts.count(workings.position(unit), rule.value, WHOLE_YEAR, 0),
        WHOLE,
    )
    proved = []
    for total, count in zip(sums, counts, strict=True):
        mean = to_points(round_to(total * CENTS), CENTS, count)
        proved.append(Proved(when(count > 0, mean, 0), count > 0))
    return proved
