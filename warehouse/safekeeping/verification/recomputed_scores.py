"""Recompute all scores and compare them with the stored ones."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from scoring.exact import MICRO
from scoring.months import YEAR
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.check_results import Checked, CheckFinding
from warehouse.database.connection import Cursor
from warehouse.database.sql import fill_template
from warehouse.results.rescoring import POINTS, score
from warehouse.schemes.schemes import read_choices, read_schemes


def check_scores(cursor: Cursor) -> Checked:
    """Return a finding for each ledger that differs from a new scoring of the standing rows.

    The scoring uses the interpretations chosen at present.
    """
    schemes = read_schemes(cursor)
    findings = [finding for scheme in schemes for finding in _check_ledgers(cursor, scheme)]
    count = sum(len(scheme.assessments) for scheme in schemes)
    return Checked(tuple(findings), (f"{len(schemes)}个方案、{count}项考核的得分全部重新计算。",))


def _check_ledgers(cursor: Cursor, scheme: Scheme) -> Iterator[CheckFinding]:
    choices = read_choices(cursor, scheme)
    for assessment in scheme.assessments:
        scored = score(cursor, scheme, assessment, choices, list(YEAR))
        differences = (
            _find_difference(cursor, scheme, assessment, table, frame)
            for table, frame in scored.tables.items()
        )
        unit = next((one for one in differences if one), None)
        if unit:
            yield CheckFinding(
                "ledger",
                f"{scheme.short_title} 考核{assessment.id}：存着的得分明细与重新计算的不同，"
                f"首先是“{unit}”。",
            )


def _find_difference(
    cursor: Cursor,
    scheme: Scheme,
    assessment: AssessmentOutline,
    table: str,
    scored: pl.DataFrame,
) -> str | None:
    """Return the first unit whose stored rows differ from the new ones, or None."""
    scales = dict.fromkeys(POINTS[table], MICRO)
    cursor.register("scored_now", scored)
    query = fill_template("safekeeping/score_differences.sql.j2", table=table, scales=scales)
    parameters = {"scheme": scheme.id, "assessment": assessment.id}
    rows = cursor.execute(query, parameters).fetchall()
    cursor.unregister("scored_now")
    return str(rows[0][0]) if rows else None
