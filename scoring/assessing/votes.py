"""Votes joined: the weighted mean of those that are given, without extremes, or the highest."""

from __future__ import annotations

from scoring.assessing.ends import Ends
from scoring.clauses.figures import (
    Join,
)
from scoring.terms import terms as t
from scoring.terms.terms import ONE, ZERO, Term, known


def join_votes(join: Join, votes: list[tuple[Ends, Term]]) -> Ends:
    """Return the weighted mean, or the highest, of the votes that are given."""
    values = [ends.single for ends, _ in votes]
    evidence = tuple(one for ends, _ in votes for one in ends.evidence)
    given = [known(value) for value in values]
    if join.join == "highest":
        highest = _find_extreme("greatest", values)
        return Ends(highest, highest, evidence=evidence)
    weights = [
        t.choose(is_given, weight, ZERO) for is_given, (_, weight) in zip(given, votes, strict=True)
    ]
    worth = [
        t.choose(is_given, value * weight, ZERO)
        for is_given, value, (_, weight) in zip(given, values, votes, strict=True)
    ]
    top, bottom = t.add(worth), t.add(weights)
    if join.trim_from is not None:
        top, bottom = _trim(join, values, [weight for _, weight in votes], top, bottom)
    mean = top / bottom
    return Ends(mean, mean, evidence=evidence)


def _find_extreme(which: str, values: list[Term]) -> Term:
    """Return the least or greatest of the known values; None if none is known."""
    found = values[0]
    pick = t.least if which == "least" else t.greatest
    for value in values[1:]:
        found = t.choose(known(found), t.choose(known(value), pick([found, value]), found), value)
    return found


def _trim(
    join: Join, values: list[Term], weights: list[Term], top: Term, bottom: Term
) -> tuple[Term, Term]:
    """Leave out one highest and one lowest vote where enough are given.

    Equal votes are interchangeable only if their weights are: the model allows none with `trim`.
    """
    count = t.add(t.choose(known(value), ONE, ZERO) for value in values)
    is_trimmed = t.is_at_most(max(3, join.trim_from or 3), count)
    lowest, highest = _find_extreme("least", values), _find_extreme("greatest", values)
    # All votes weigh the same here, so any two of the extremes may go.
    weight = weights[0]
    return (
        t.choose(is_trimmed, top - (lowest + highest) * weight, top),
        t.choose(is_trimmed, bottom - weight * 2, bottom),
    )
