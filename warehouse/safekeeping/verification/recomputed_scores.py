"""Scoring everything again, and comparing it with what is stored."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from scoring.months import YEAR
from scoring.scheme import Assessment, Scheme
from warehouse.check_results import Checked, CheckFinding
from warehouse.database.connection import Cursor
from warehouse.results.rescoring import score
from warehouse.schemes.schemes import read_choices, read_schemes


def check_scores(cursor: Cursor) -> Checked:
    """Every ledger is what the standing rows give under the interpretations chosen."""
    schemes = read_schemes(cursor)
    found = [one for scheme in schemes for one in _check_ledgers(cursor, scheme)]
    count = sum(len(one.assessments) for one in schemes)
    return Checked(tuple(found), (f"{len(schemes)}个方案、{count}项考核的得分全部重新计算。",))


def _check_ledgers(cursor: Cursor, scheme: Scheme) -> Iterator[CheckFinding]:
    choices = read_choices(cursor, scheme)
    for assessment in scheme.assessments:
        scored = score(cursor, scheme, assessment, choices, list(YEAR))
        unit = _find_difference(
            cursor, scheme, assessment, "ledger", scored.ledger(), {"points": 1_000_000}
        ) or _find_difference(
            cursor, scheme, assessment, "bound", scored.bounds(), {"worst": 100, "best": 100}
        )
        if unit:
            yield CheckFinding(
                "ledger",
                f"{scheme.short_title} 考核{assessment.id}：存着的得分明细与重新计算的不同，"
                f"首先是“{unit}”。",
            )


def _find_difference(
    cursor: Cursor,
    scheme: Scheme,
    assessment: Assessment,
    table: str,
    scored: pl.DataFrame,
    scales: dict[str, int],
) -> str | None:
    """Return a unit whose stored rows differ from those scored now.

    `scales`: column of points → how many of the integers scored now make a point.
    """
    now = ", ".join(f"{name}::decimal(18, 0) as {name}" for name in scales)
    held = ", ".join(f"({name} * {n})::decimal(18, 0) as {name}" for name, n in scales.items())
    text = pl.col(*scales).cast(pl.Decimal(18, 0)).cast(pl.String)
    cursor.register("scored_now", scored.with_columns(text))
    rows = cursor.execute(
        f"with now as (select * replace ({now}) from scored_now),"
        f" held as (select * exclude (scheme_id, assessment_id) replace ({held}) from {table}"
        " where scheme_id = $scheme and assessment_id = $assessment),"
        " different as ((from now except all from held) union all"
        " (from held except all from now))"
        " select unit_name from different inner join unit using (unit_id)"
        " order by as_of, unit_id limit 1",
        {"scheme": scheme.id, "assessment": assessment.id},
    ).fetchall()
    cursor.unregister("scored_now")
    return str(rows[0][0]) if rows else None
