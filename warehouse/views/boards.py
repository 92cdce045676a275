"""Read boards: ranks and totals of an assessment's units, and their summaries."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.results.scores import parse_month
from warehouse.views.board_rows import select_board

BOARD = (
    'position, unit, kind, unit_group as "group", rank, previous_rank, full_points as full,'
    " earned, lost, provisional_lost, pending, total, previous_total, rate_pct as rate, grade,"
    " is_grade_settled as grade_settled, is_grade_provisional as grade_provisional,"
    " bonus_points as bonus, deduction_points as deductions, added_points as added,"
    " is_bonus_counted as bonus_counted, is_vetoed, vetoes, at_risk from leaderboard"
)


def read_leaderboard(cursor: Cursor, scheme: Scheme, assessment: str, as_of: str) -> pl.DataFrame:
    """Return the board in rank order, unranked units last (view leaderboard)."""
    return select_board(
        cursor,
        BOARD,
        scheme=scheme,
        assessment=assessment,
        as_of=as_of,
        order="rank nulls last, position",
    )


def read_year(cursor: Cursor, scheme: Scheme, assessment: str) -> pl.DataFrame:
    """Return the boards of all months of the year, `as_of` 1–12 (view leaderboard).

    One read serves every month, comparison and chart of ranks; it costs little more than one month.
    """
    return cursor.sql(
        f"select as_of, {BOARD} where scheme_id = $scheme and assessment_id = $assessment"
        " order by as_of, rank nulls last, position",
        params={"scheme": scheme.id, "assessment": assessment},
    ).pl()


def compare_months(year: pl.DataFrame, month: int, other: int) -> pl.DataFrame:
    """Return a month's board of `read_year` beside another month's.

    `then_rank` and `then_total` are those of the other month. `rank_change` is positive if the
    rank improved; it is null for a unit without a rank in one of the two, and likewise
    `total_change`.
    """
    then = year.filter(as_of=other).select("unit", then_rank="rank", then_total="total")
    return (
        year.filter(as_of=month)
        .join(then, on="unit", how="left", maintain_order="left")
        .with_columns(
            # Then minus now: rank 1 is the best, so a smaller rank is an improvement.
            rank_change=pl.col("then_rank") - pl.col("rank"),
            total_change=pl.col("total") - pl.col("then_total"),
        )
    )


def read_overview(cursor: Cursor, scheme: Scheme, as_of: str) -> pl.DataFrame:
    """Return one row per assessment: counts of units, mean and best totals (view overview).

    `failing` and `below` count the units in the last grade of the list, settled and so far.
    """
    params = {"scheme": scheme.id, "month": parse_month(scheme, as_of)}
    rows = cursor.sql(
        "select assessment_id as assessment, title, unit_count as units, ranked_count as ranked,"
        " mean_total, best_unit, best_count, best_total,"
        " vetoed_count as vetoed, at_risk_count as at_risk"
        " from overview where scheme_id = $scheme and as_of = $month order by position",
        params=params,
    ).pl()
    grades = cursor.sql(
        "select assessment_id as assessment, grade, is_grade_settled as is_settled,"
        " count(*) as units"
        " from leaderboard where scheme_id = $scheme and as_of = $month and grade is not null"
        " group by all",
        params=params,
    ).pl()
    counts = {
        name: [
            _count_last(scheme, assessment, grades, is_settled=is_settled)
            for assessment in rows.get_column("assessment")
        ]
        for name, is_settled in (("failing", True), ("below", False))
    }
    return rows.with_columns(pl.Series(name, of, pl.Int64) for name, of in counts.items())


def is_last_grade(grade: str | None, names: Sequence[str]) -> bool:
    """Tell whether a grade is the last one of a list; a veto may write it with a remark.

    One grade alone is none that a unit could miss.
    """
    return len(names) > 1 and grade is not None and grade.startswith(names[-1])


def _count_last(scheme: Scheme, assessment: str, grades: pl.DataFrame, *, is_settled: bool) -> int:
    names = scheme.assessment(assessment).grades
    rows = grades.filter(assessment=assessment, is_settled=is_settled).iter_rows(named=True)
    return sum(row["units"] for row in rows if is_last_grade(row["grade"], names))


def read_side_by_side(cursor: Cursor, scheme: Scheme, as_of: str) -> pl.DataFrame:
    """Return one row per unit: its total in each assessment and their mean (view side_by_side)."""
    rows = cursor.sql(
        "select unit, kind, position, assessment_id, total, mean_total from side_by_side"
        " where scheme_id = $scheme and as_of = $month order by assessment_position",
        params={"scheme": scheme.id, "month": parse_month(scheme, as_of)},
    ).pl()
    units = rows.select("unit", "kind", "position", mean="mean_total").unique(maintain_order=True)
    ids = [assessment.id for assessment in scheme.assessments]
    for key in ids:
        totals = rows.filter(pl.col("assessment_id") == key).select("unit", total="total")
        units = units.join(totals, on="unit", how="left", maintain_order="left").rename(
            {"total": key}
        )
    ordered = units.sort(["mean", "position"], descending=[True, False], nulls_last=True)
    return ordered.select("unit", "kind", *ids, "mean")


def read_vetoes(cursor: Cursor, scheme: Scheme, assessment: str, as_of: str) -> pl.DataFrame:
    """Return the dated rows that veto a unit or put it at risk (view veto_evidence)."""
    return select_board(
        cursor,
        "unit, indicator_id as indicator, name, kind, reason, clause, batch_id as batch,"
        " file_name as file, sheet, row_number as row, headers, cells from veto_evidence",
        scheme=scheme,
        assessment=assessment,
        as_of=as_of,
        order="kind desc, unit, indicator_id, batch_id, row_number",
    )
