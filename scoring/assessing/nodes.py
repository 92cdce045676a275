"""Nodes as published: under their condition and limits, rounded once."""

from __future__ import annotations

from dataclasses import replace

from scoring.assessing.clauses import Score
from scoring.assessing.conditions import holds
from scoring.assessing.scope import At
from scoring.assessing.targets import evaluate
from scoring.clauses.parts import Node
from scoring.terms import terms as t
from scoring.terms.terms import FALSE, TRUE, ZERO, Term


def finish_node(at: At, node: Node, score: Score) -> Score:
    """Apply a node's condition, limits and rounding."""
    condition = holds(at, node.when)
    unsure = t.negate(t.known(condition))
    at = replace(at, full=score.full)  # a limit of "full" is that of the node's mark in force
    floor, ceiling = evaluate(at, node.floor), evaluate(at, node.ceiling)
    is_open = t.any_of([score.is_open, unsure])
    if score.full is None:  # a group of additions or deductions: caps, or 不计入
        added = t.clamp(score.added, floor, ceiling)
        counts = t.choose(condition, added, ZERO)
        return replace(score, added=counts, is_open=is_open)
    if floor is not None or ceiling is not None:
        earned = t.clamp(score.earned, floor, ceiling)
        most = t.clamp(score.earned + score.pending, floor, ceiling)
        assert score.full is not None, "it has a full mark"
        lost = t.greatest([score.full - most, ZERO])
        score = replace(score, earned=earned, pending=most - earned, lost=lost)
    if condition is not TRUE:
        score = _decide(score, condition, unsure)
    return round_node(score) if node.round == "node" else score


def _decide(score: Score, condition: Term, unsure: Term) -> Score:
    """Return a node under its condition: all lost where it is False, from 0 where not known."""
    assert score.full is not None, "it has a full mark"
    fails = t.all_of([t.known(condition), t.negate(condition)])
    most = score.earned + score.pending
    return replace(
        score,
        earned=t.choose(condition, score.earned, ZERO),
        lost=t.choose(fails, score.full, score.lost),
        pending=t.choose(fails, ZERO, t.choose(unsure, most, score.pending)),
        added=t.choose(condition, score.added, ZERO),
        is_open=t.choose(fails, FALSE, t.any_of([score.is_open, unsure])),
    )


def round_node(score: Score) -> Score:
    """Publish a node: earned and lost are rounded once, the last side takes the remainder.

    Over its full mark there is no remainder: each side is rounded by itself.
    """
    if score.full is None:
        return score
    earned, lost = t.round_half_up(score.earned), t.round_half_up(score.lost)
    adds_up = t.is_equal(t.add([score.earned, score.lost, score.pending]), score.full)
    is_decided = t.is_equal(score.pending, ZERO)
    return replace(
        score,
        earned=earned,
        lost=t.choose(t.all_of([adds_up, is_decided]), score.full - earned, lost),
        pending=t.choose(
            adds_up,
            t.choose(is_decided, ZERO, score.full - earned - lost),
            t.round_half_up(score.pending),
        ),
    )
