"""The published total of each unit: within its limits, and what a veto leaves of it."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.assessing.clauses import Score
from scoring.assessing.targets import evaluate
from scoring.assessing.tree import Tree
from scoring.assessing.vetoes import Verdict
from scoring.terms import terms as t
from scoring.terms.terms import NOTHING, Term


@dataclass(frozen=True)
class Published:
    """The total of each unit: the root's score, and the points after limits and vetoes."""

    score: Score
    points: Term


def publish(tree: Tree, verdicts: tuple[Verdict, ...]) -> Published:
    """Return the published total of the units of an assessment."""
    score = tree.get("total")
    return Published(score, find_points(tree, score, verdicts))


def find_points(tree: Tree, score: Score, verdicts: tuple[Verdict, ...]) -> Term:
    """Return earned + added within the total's limits, or what a veto leaves of them."""
    at, points = tree.at, tree.limit(score)
    for verdict in verdicts:
        match verdict.veto.effect:
            case "no_score":
                points = t.unless(verdict.holds, points)
            case "points":
                set_to = evaluate(at, verdict.veto.points)
                assert set_to is not None, "the model asks for the points"
                points = t.choose(verdict.holds, t.round_half_up(set_to), points)
    return t.choose(t.all_of([at.peers, score.is_there]), points, NOTHING)
