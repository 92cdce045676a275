"""`evaluation`: the points given by the head and the deputies, combined."""

from __future__ import annotations

from decimal import Decimal

from documents.proof.exactness import CENTS, to_points
from documents.proof.formulas import Formula, add_up, both, greatest_of, round_to, when
from documents.proof.workings import Proved, Workings
from scoring.rules.evaluation import Evaluation


def prove(rule: Evaluation, full: Decimal, workings: Workings) -> list[Proved]:
    """Return the mean of all points given, or of the head's points and the deputies' mean."""
    heads = workings.latest(rule.head)
    deputies = [workings.latest(ref) for ref in rule.deputies]
    proved = []
    for unit, head in enumerate(heads):
        given = [one[unit].value for one in deputies]
        total = add_up(when(one.is_filled(), round_to(one * CENTS), 0) for one in given)
        count = add_up(when(one.is_filled(), 1, 0) for one in given)
        earned = _prove_one(rule, head.value, total, count)
        is_known = count + when(head.value.is_filled(), 1, 0) > 0
        proved.append(Proved(when(is_known, earned, 0), is_known))
    return proved


def _prove_one(rule: Evaluation, head: Formula, total: Formula, count: Formula) -> Formula:
    of_head = when(head.is_filled(), round_to(head * CENTS), 0)
    givers = greatest_of(1, count + when(head.is_filled(), 1, 0))
    mean = to_points(of_head + total, CENTS, givers)
    if rule.mean_by == "mean":
        return mean
    halves = to_points(of_head * count + total, CENTS, greatest_of(1, 2 * count))
    return when(both(head.is_filled(), count > 0), halves, mean)
