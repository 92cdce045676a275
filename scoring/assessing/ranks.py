"""Ranks: by total or score rate, what decides between equals, and places counted month by month."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.assessing.clauses import Score
from scoring.assessing.totals import Published
from scoring.assessing.tree import Tree
from scoring.assessing.vetoes import Verdict, any_holds
from scoring.clauses.decisions import Consequence
from scoring.clauses.figures import Within
from scoring.terms import terms as t
from scoring.terms.terms import FALSE, NOTHING, ONE, TRUE, ZERO, OverMonths, OverUnits, Term

SPREAD = 10**12
"""More than any points, also those without end (10^11)."""


@dataclass(frozen=True)
class Counted:
    """How often a unit was among the first or last of a month, up to now."""

    consequence: Consequence
    times: Term
    """Whole; what follows from it is `consequence.times[str(times)]`, if anything."""


def find_rank(tree: Tree, total: Published, verdicts: tuple[Verdict, ...]) -> Term:
    """Return each unit's rank; None: nothing of it is known, or a veto takes its rank."""
    rank = tree.assessment.rank
    measure = _find_measure(tree, total, verdicts)
    within = () if rank.within == "all" else (rank.within,)
    which = "dense" if rank.ties == "dense" else "place"
    is_last = any_holds(verdicts, {"last_place"})
    if is_last is FALSE:
        return OverUnits(which, _break_ties(tree, measure, within), within)  # type: ignore[arg-type]
    ahead = t.choose(is_last, NOTHING, measure)
    if rank.then:
        ahead = _break_ties(tree, ahead, within)
    count = OverUnits("count", ahead, within)
    if which == "dense":
        count = OverUnits("greatest", -OverUnits("dense", ahead, within), within)
    # Units that a veto puts in the last place share it.
    last = t.choose(t.known(measure), t.or_else(count, ZERO) + 1, NOTHING)
    return t.choose(is_last, last, OverUnits(which, ahead, within))  # type: ignore[arg-type]


def _find_measure(tree: Tree, total: Published, verdicts: tuple[Verdict, ...]) -> Term:
    """Return what units are ranked by, more is better; None: the unit has no rank."""
    rank, score = tree.assessment.rank, total.score
    is_known: Term = TRUE
    if score.full is not None:
        has_points = t.negate(t.is_equal(score.added, ZERO))
        is_known = t.any_of([t.negate(t.is_equal(score.pending, score.full)), has_points])
    has_rank = t.negate(any_holds(verdicts, {"no_score", "no_rank"}))
    is_ranked = t.all_of([tree.at.peers, t.known(total.points), is_known, has_rank])
    measure = find_score_rate(score) if rank.by == "score_rate" else total.points
    return t.choose(is_ranked, measure if rank.order == "highest" else -measure, NOTHING)


def _break_ties(tree: Tree, measure: Term, within: tuple[str, ...]) -> Term:
    """Return the measure, with the points of `then` deciding between equal ones, higher first.

    Places are whole and points never come to SPREAD, so a place ahead outweighs any points.
    """
    for part_id in tree.assessment.rank.then:
        score = tree.get(part_id)
        points = t.choose(score.is_there, score.earned + score.added, ZERO)
        place = OverUnits("place", measure, within)
        measure = points - place * SPREAD
    return measure


def find_score_rate(score: Score) -> Term:
    """Return earned ÷ (full − pending) in percent; 0 where nothing is decided."""
    if score.full is None:
        return ZERO
    decided = score.full - score.pending
    return t.or_else(score.earned * 100 / decided, ZERO)


def is_among_last(rank: Term, last: int, within: Within) -> Term:
    """Return whether fewer than `last` units are ranked behind the unit: of all, or its like."""
    columns = () if within == "all" else (within,)
    counted = OverUnits("count", rank, columns)
    # Behind are those who are neither ahead nor level.
    ahead = OverUnits("place", -rank, columns) - 1
    level = OverUnits("shared", -rank, columns)
    behind = counted - ahead - level
    return t.all_of([t.known(rank), t.is_less(behind, t.as_term(last))])


def count_times(consequence: Consequence, rank: Term) -> Counted:
    """Return how often a unit was among the first or last, given its rank in each month."""
    if consequence.last is not None:
        is_among = is_among_last(rank, consequence.last, consequence.within)
    else:
        assert consequence.first is not None, "one of both is written"
        is_among = t.all_of([t.known(rank), t.is_at_most(rank, consequence.first)])
    so_far: Term = OverMonths("sum", t.choose(is_among, ONE, ZERO), TRUE)
    if consequence.in_a_row:  # without those up to the last month that was none
        broken = OverMonths("last", so_far, t.negate(is_among))
        so_far = so_far - t.or_else(broken, ZERO)
    return Counted(consequence, so_far)
