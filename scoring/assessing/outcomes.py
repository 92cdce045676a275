"""What follows from the points: vetoes, the published total, ranks, grades and consequences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scoring.assessing.clauses import Score
from scoring.assessing.grades import Grades
from scoring.assessing.ranks import find_rank
from scoring.assessing.totals import Published, publish
from scoring.assessing.tree import Tree
from scoring.assessing.vetoes import Verdict
from scoring.terms.terms import Term


@dataclass(frozen=True)
class Outcome:
    """The result of each unit of an assessment."""

    score: Score
    """The root's, as published, before any veto."""
    points: Term
    """The published total; None: a veto takes it."""
    verdicts: tuple[Verdict, ...]
    rank: Term
    grade: Term
    """The number of the grade in its list, from 0; None: none yet."""
    is_grade_provisional: Term
    """Whether a share grade may still move (暂定)."""


def conclude(
    tree: Tree, verdicts: tuple[Verdict, ...], of_month: Callable[[str], Published]
) -> Outcome:
    """Return total, rank and grade of the units of an assessment.

    `of_month`: the published total of the as-of month by itself, by the id of the assessment.
    """
    total = publish(tree, verdicts)
    rank = find_rank(tree, total, verdicts)
    grade, provisional = Grades(tree, total, rank, verdicts, of_month).find()
    return Outcome(total.score, total.points, verdicts, rank, grade, provisional)
