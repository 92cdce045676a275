"""The ledger of a whole assessment, some units at a time, so that any length fits in memory."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from scoring.scheme import Assessment
from warehouse.results.evidence import read_evidence
from warehouse.results.scores import Answer

UNITS_AT_ONCE = 500


def read_ledger_chunks(
    found: Answer, assessment: Assessment, *, units_at_once: int = UNITS_AT_ONCE
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Yield lines (view unit_ledger, with `line_id` and the unit's `rank`) and their evidence.

    Units come in the notice's order, each one's lines in that of its indicators.
    """
    scheme, cursor = found.scheme, found.cursor
    place = f"scheme_id = '{scheme.id}' and assessment_id = '{assessment.id}'"
    first, last = cursor.execute(
        f"select coalesce(min(position), 0), coalesce(max(position), -1) from roster where {place}"
    ).fetchall()[0]
    for start in range(first, last + 1, units_at_once):
        # The validated ids and numbers stand in the text: with bound values a large result takes
        # 30 × longer.
        chunk = f"{place} and position between {start} and {start + units_at_once - 1}"
        lines = cursor.sql(
            f"with chunk as (select unit_id, position as unit_position from roster where {chunk}),"
            f" ranks as (select unit_id, rank from unit_score where {place}"
            f" and as_of = {found.month})"
            " select unit_ledger.*, chunk.unit_position, ranks.rank from unit_ledger"
            " inner join chunk using (unit_id) left join ranks using (unit_id)"
            f" where {place} and as_of = {found.month}"
            " order by unit_position, position, line_number"
        ).pl()
        if not lines.is_empty():
            numbered = lines.with_row_index("line_id")
            yield numbered, read_evidence(found.facts, scheme, numbered)
