"""Worst and best case: the least and most points that the year can still end with."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scoring.assessing.clauses import Score
from scoring.assessing.spans import Span
from scoring.assessing.treatments import Treatment
from scoring.terms import terms as t
from scoring.terms.terms import FALSE, ZERO, Term

ENDLESS = t.as_term(10**11)
"""Stands for points without a ceiling (negative: without a floor); fits a column in millionths."""


@dataclass(frozen=True)
class Prospect:
    """The least and most published points of a part; ENDLESS: without end."""

    worst: Term
    best: Term


def look_at_clause(now: Score, span: Span, treatment: Treatment, decimals: int) -> Prospect:
    """Return what a clause can end with; `span` is that of its sources read as open."""
    value = now.earned + now.added
    low = span.low if now.full is None else t.greatest([span.low, ZERO])
    high = t.greatest([span.high, low])
    worst, best = (
        t.round_half_up(t.clamp(end, -ENDLESS, ENDLESS), decimals) for end in (low, high)
    )
    is_treated = treatment.any_of("full")
    if is_treated is not FALSE:
        worst, best = (t.choose(is_treated, value, end) for end in (worst, best))
    return Prospect(t.least([worst, value]), t.greatest([best, value]))


def move(
    prospect: Prospect, now: Score, requested: Term, moved: Term, ceiling: Term | None = None
) -> Prospect:
    """Return a prospect after a decision on an objection has moved points.

    `ceiling` is that of an addition, beyond which no decision moves it.

    While the figure is open, the worst case counts no points given back: what is lost now may be
    pending or earned later, and only lost points can be given back.
    """
    is_addition = now.full is None
    certain = requested if is_addition else t.least([requested, ZERO])
    is_settled = t.is_equal(prospect.worst, prospect.best)
    full = now.full if now.full is not None else ENDLESS if ceiling is None else ceiling

    def shift(bound: Term, points: Term) -> Term:
        most = t.greatest([bound, full])  # a bound above the full mark stays there
        shifted = t.least([t.greatest([bound + points, ZERO]), most])
        return t.choose(is_settled, bound + moved, shifted)

    return Prospect(shift(prospect.worst, certain), shift(prospect.best, requested))


def at_worst(now: Score, prospect: Prospect) -> Score:
    """Return a score as the year may end at worst."""
    return _close(now, prospect.worst)


def at_best(now: Score, prospect: Prospect) -> Score:
    """Return a score as the year may end at best."""
    return _close(now, prospect.best)


def _close(now: Score, points: Term) -> Score:
    if now.full is None:
        return replace(now, added=points, is_open=FALSE)
    lost = t.greatest([now.full - points, ZERO])
    return replace(now, earned=points, lost=lost, pending=ZERO, is_open=FALSE)
