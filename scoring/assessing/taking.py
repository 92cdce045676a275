"""Of several lines the one that counts (就高、就低): the highest, or the largest deduction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scoring.assessing.spans import ENDLESS, Span, total
from scoring.clauses.parts import Take
from scoring.terms import terms as t
from scoring.terms.terms import TRUE, Term


def take(how: Take, spans: Iterable[Span]) -> Span:
    """Return the sum of some lines, or the one that brings most or least.

    Its least is the greatest (least) of their leasts, its most that of their mosts; it is open
    only while the two differ.
    """
    spans = list(spans)
    summed = total(spans)
    if how == "sum":
        return summed
    pick = t.greatest if how == "highest" else t.least
    low = pick([one.low for one in spans])
    high = low
    if any(one.high is not one.low for one in spans):
        high = pick([one.high for one in spans])
    causes = []
    for span, is_chosen in zip(spans, _choose(spans, low, high), strict=True):
        causes += [cause.where(is_chosen).tell_left_out(is_chosen) for cause in span.causes]
    is_endless = t.any_of([t.is_at_most(ENDLESS, low), t.is_at_most(low, -ENDLESS)])
    is_open = t.all_of([summed.is_open, t.any_of([t.is_less(low, high), is_endless])])
    return replace(summed, low=low, high=high, is_open=is_open, causes=tuple(causes))


def _choose(spans: list[Span], low: Term, high: Term) -> list[Term]:
    """Return which line's causes count, one for each unit: the first that reaches the taken end.

    Deductions tell what is lost, and that follows from the most; what is earned from the least.
    """
    takes = all(cause.takes for one in spans for cause in one.causes)
    is_free: Term = TRUE
    chosen = []
    for one in spans:
        reaches = t.is_equal(one.high, high) if takes else t.is_equal(one.low, low)
        chosen.append(t.all_of([is_free, reaches]))
        is_free = t.all_of([is_free, t.negate(reaches)])
    return chosen
