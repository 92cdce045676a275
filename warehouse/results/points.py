"""Read the stored points of an assessment's indicators, and the points that objections moved."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from scoring.outline import AssessmentOutline
from warehouse.database.sql import run_query
from warehouse.results.scores import ScoreSource


def read_points(found: ScoreSource, assessment: AssessmentOutline) -> pl.DataFrame:
    """Return unit, indicator, earned, lost and pending of every unit (view unit_indicator)."""
    return found.cursor.sql(
        "select unit, indicator_id as indicator, earned, lost, pending from unit_indicator"
        " where scheme_id = $scheme and assessment_id = $assessment and as_of = $month",
        params=_place(found, assessment),
    ).pl()


def read_moves(found: ScoreSource, assessment: AssessmentOutline) -> dict[tuple[str, str], Decimal]:
    """Return the points that decisions on objections gave, by unit and indicator; negative: took.

    A move is a line on either side; only the side of the earned points is summed.
    """
    rows = run_query(found.cursor, "results/objection_moves", _place(found, assessment)).fetchall()
    return {(unit, indicator): points for unit, indicator, points in rows}


def _place(found: ScoreSource, assessment: AssessmentOutline) -> dict[str, str | int]:
    return {"scheme": found.scheme.id, "assessment": assessment.id, "month": found.month}
