"""Read the ledger of a whole assessment in chunks of units, so that any length fits in memory."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from scoring.outline import AssessmentOutline
from warehouse.database.sql import fill_template
from warehouse.results.evidence import read_evidence
from warehouse.results.scores import ScoreSource

UNITS_AT_ONCE = 500
"""Units in one chunk."""


def read_ledger_chunks(
    found: ScoreSource, assessment: AssessmentOutline, *, units_at_once: int = UNITS_AT_ONCE
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Yield lines (view unit_ledger, with `line_id` and the unit's `rank`) and their evidence.

    Units come in the order of the notice, the lines of each in the order of its indicators.
    """
    scheme, cursor = found.scheme, found.cursor
    first, last = cursor.execute(
        "select coalesce(min(position), 0), coalesce(max(position), -1) from roster"
        " where scheme_id = ? and assessment_id = ?",
        [scheme.id, assessment.id],
    ).fetchall()[0]
    for start in range(first, last + 1, units_at_once):
        query = fill_template(
            "results/ledger_chunk.sql.j2",
            scheme=scheme.id,
            assessment=assessment.id,
            month=found.month,
            first=start,
            last=start + units_at_once - 1,
        )
        lines = cursor.sql(query).pl()
        if not lines.is_empty():
            numbered = lines.with_row_index("line_id")
            yield numbered, read_evidence(found.facts, numbered)
