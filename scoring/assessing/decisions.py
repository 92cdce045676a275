"""Decisions on objections: points moved between lost and earned, as lines of their own.

They do not change a clause's result: it is scored by its rule, and then points are moved as
decided. At most the lost, or the earned, points are moved, and never pending ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from scoring.assessing.clauses import Score
from scoring.assessing.facts import POINT_SCALE
from scoring.assessing.spans import FAR
from scoring.terms import terms as t
from scoring.terms.terms import Input, Term

KEYS = ["unit_id", "as_of"]


@dataclass(frozen=True)
class Moved:
    """A score after the decisions on it, and what was asked and moved."""

    score: Score
    requested: Term
    moved: Term


def decision_column(assessment_id: str, part_id: str) -> str:
    """Return the name of the column of the points that decisions move, in hundredths."""
    return f"decided:{assessment_id}:{part_id}"


def move_points(assessment_id: str, part_id: str, score: Score, ceiling: Term | None) -> Moved:
    """Return a clause's score after the decisions on it."""
    requested = Input(decision_column(assessment_id, part_id), POINT_SCALE)
    if score.full is None:
        # An addition that is not earned is not lost, so its limit is what it can still give.
        room = FAR if ceiling is None else t.greatest([ceiling - score.added, t.ZERO])
        moved = t.clamp(requested, -t.greatest([score.added, t.ZERO]), room)
        return Moved(replace(score, added=score.added + moved), requested, moved)
    moved = t.clamp(requested, -score.earned, score.lost)
    given = replace(score, earned=score.earned + moved, lost=score.lost - moved)
    return Moved(given, requested, moved)


def sum_decisions(decided: pl.DataFrame, assessment_id: str, part_id: str) -> pl.DataFrame:
    """Return the points that decisions move as of each month: `unit_id`, `as_of`, the column."""
    months = pl.DataFrame({"as_of": range(1, 13)}, schema={"as_of": pl.Int8})
    own = decided.filter(
        pl.col("assessment_id") == assessment_id, pl.col("indicator_id") == part_id
    )
    seen = months.join(own, how="cross").filter(pl.col("from_month") <= pl.col("as_of"))
    name = decision_column(assessment_id, part_id)
    return seen.group_by(KEYS).agg(pl.col("points").sum().alias(name))
