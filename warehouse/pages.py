"""What the pages show: each function reads one view of queries/pages/ and gives a frame.

Points are decimals of 2 places, months are numbers 1–12 of the scheme's year, NULLs are those of
the view's header comment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from scoring.months import from_mask
from scoring.scheme import Scheme
from warehouse.evidence import read_evidence as find_evidence
from warehouse.faults import WrongCall
from warehouse.scores import parse_month, read_lines
from warehouse.store import Cursor


@dataclass(frozen=True)
class SourceRow:
    """A row of a file as it stood: printed headers, cells, and where each column's cell is."""

    headers: list[str]
    cells: list[str]
    positions: dict[str, int]


@dataclass(frozen=True)
class DataState:
    """Up to which batch the figures are, and since when (UTC)."""

    batch_id: int
    created_at: datetime | None


def read_leaderboard(cursor: Cursor, scheme: Scheme, assessment: str, as_of: str) -> pl.DataFrame:
    """Return the board in rank order, unranked units last (view leaderboard)."""
    return _select(
        cursor,
        "position, unit, kind, rank, previous_rank, full_points as full, earned, lost, pending,"
        " total, previous_total, rate_pct as rate, grade, key_points as key, bonus_points as bonus,"
        " is_bonus_counted as bonus_counted, is_vetoed, vetoes, at_risk from leaderboard",
        scheme=scheme,
        assessment=assessment,
        as_of=as_of,
        order="rank nulls last, position",
    )


def read_overview(cursor: Cursor, scheme: Scheme, as_of: str) -> pl.DataFrame:
    """Return one row per assessment: units, means, best, vetoed, failing (view overview)."""
    return cursor.sql(
        "select assessment_id as assessment, title, unit_count as units, ranked_count as ranked,"
        " mean_total, previous_mean_total as mean_total_before, best_unit, best_count, best_total,"
        " vetoed_count as vetoed, at_risk_count as at_risk, failing_count as failing"
        " from overview where scheme_id = $scheme and as_of = $month order by position",
        params={"scheme": scheme.id, "month": parse_month(scheme, as_of)},
    ).pl()


def read_months(cursor: Cursor, scheme: Scheme) -> pl.DataFrame:
    """Return one row per dataset and month, reported or not (view dataset_month)."""
    return cursor.sql(
        "select dataset_key as dataset, title, annex, shape, month_number as month, batch_id,"
        " file_name, row_count, actor, created_at from dataset_month where scheme_id = $scheme"
        " order by position, month",
        params={"scheme": scheme.id},
    ).pl()


def read_latest_month(cursor: Cursor, scheme: Scheme) -> str:
    """Return the latest month of the scheme's year with a standing batch; January if none."""
    row = cursor.execute(
        "select coalesce(max(month_number), 1) from dataset_month"
        " where scheme_id = ? and batch_id is not null",
        [scheme.id],
    ).fetchall()
    return f"{scheme.year}-{row[0][0]:02d}"


def read_vetoes(cursor: Cursor, scheme: Scheme, assessment: str, as_of: str) -> pl.DataFrame:
    """Return the dated rows that veto a unit or put it at risk (view veto_evidence)."""
    return _select(
        cursor,
        "unit, indicator_id as indicator, name, kind, reason, clause, batch_id as batch,"
        " file_name as file, sheet, row_number as row, headers, cells from veto_evidence",
        scheme=scheme,
        assessment=assessment,
        as_of=as_of,
        order="kind desc, unit, indicator_id, batch_id, row_number",
    )


def read_unit_indicators(
    cursor: Cursor, scheme: Scheme, assessment: str, unit: str, as_of: str
) -> pl.DataFrame:
    """Return a unit's indicators in the notice's order (view unit_indicator)."""
    return _select(
        cursor,
        "position, indicator_id as indicator, name, part, full_points as full, earned, lost,"
        " pending, clause, provider from unit_indicator",
        scheme=scheme,
        assessment=assessment,
        as_of=as_of,
        unit=unit,
        order="position",
    )


def read_unit_ledger(
    cursor: Cursor, scheme: Scheme, assessment: str, unit: str, as_of: str
) -> pl.DataFrame:
    """Return a unit's ledger lines in order (view unit_ledger); `month_list` are month numbers."""
    lines = read_lines(cursor, scheme, assessment, unit, parse_month(scheme, as_of))
    months = [from_mask(mask) for mask in lines.get_column("months")]
    return lines.rename({"indicator_id": "indicator"}).with_columns(
        pl.Series("month_list", months, dtype=pl.List(pl.Int64))
    )


def read_evidence(cursor: Cursor, scheme: Scheme, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of files behind some lines of read_unit_ledger (pages/evidence.sql)."""
    return find_evidence(cursor, scheme, lines).select(
        "line_id",
        batch="batch_id",
        file="file_name",
        sheet="sheet",
        row="row_number",
        month="month",
    )


def read_source_row(cursor: Cursor, batch: int, row: int) -> SourceRow:
    """Return a row of a file as it stood when it was imported; WrongCall if there is none."""
    found = cursor.execute(
        "select batch.headers, source_row.cells from source_row inner join batch using (batch_id)"
        " where batch_id = ? and row_number = ?",
        [batch, row],
    ).fetchall()
    if not found:
        raise WrongCall(f"第{batch}批没有第{row}行。")
    positions = cursor.execute(
        "select column_key, position from batch_column where batch_id = ? and position is not null",
        [batch],
    ).fetchall()
    return SourceRow(found[0][0], found[0][1], dict(positions))


def read_unit_history(cursor: Cursor, scheme: Scheme, assessment: str, unit: str) -> pl.DataFrame:
    """Return a unit's months up to the latest reported, beside median and best (unit_history)."""
    latest = parse_month(scheme, read_latest_month(cursor, scheme))
    return cursor.sql(
        "select as_of as month, total, rank, median_total as median, best_total as best"
        " from unit_history where scheme_id = $scheme and assessment_id = $assessment"
        " and unit = $unit and as_of <= $latest order by month",
        params={"scheme": scheme.id, "assessment": assessment, "unit": unit, "latest": latest},
    ).pl()


def read_unit_assessments(cursor: Cursor, scheme: Scheme, unit: str, as_of: str) -> pl.DataFrame:
    """Return a unit's result in each assessment that it is in (view leaderboard)."""
    return cursor.sql(
        "select assessment_id as assessment, title, rank, total, rate_pct as rate, grade"
        " from leaderboard inner join assessment using (scheme_id, assessment_id)"
        " where scheme_id = $scheme and unit = $unit and as_of = $month order by assessment_id",
        params={"scheme": scheme.id, "unit": unit, "month": parse_month(scheme, as_of)},
    ).pl()


def read_side_by_side(cursor: Cursor, scheme: Scheme, as_of: str) -> pl.DataFrame:
    """Return one row per unit: its totals by assessment and their mean (view side_by_side)."""
    rows = cursor.sql(
        "select unit, kind, position, assessment_id, total, mean_total from side_by_side"
        " where scheme_id = $scheme and as_of = $month order by assessment_position",
        params={"scheme": scheme.id, "month": parse_month(scheme, as_of)},
    ).pl()
    units = rows.select("unit", "kind", "position", mean="mean_total").unique(maintain_order=True)
    for one in scheme.assessments:
        totals = rows.filter(pl.col("assessment_id") == one.id).select("unit", total="total")
        units = units.join(totals, on="unit", how="left", maintain_order="left").rename(
            {"total": one.id}
        )
    ids = [one.id for one in scheme.assessments]
    ordered = units.sort(["mean", "position"], descending=[True, False], nulls_last=True)
    return ordered.select("unit", "kind", *ids, "mean")


def read_movers(cursor: Cursor, scheme: Scheme, assessment: str, as_of: str) -> pl.DataFrame:
    """Return the units whose rank changed since the month before, the greatest change first."""
    return _select(
        cursor,
        "unit, rank, previous_rank, previous_rank - rank as change, total,"
        " previous_total as total_before from leaderboard",
        scheme=scheme,
        assessment=assessment,
        as_of=as_of,
        order="abs(previous_rank - rank) desc, position",
        where=" and previous_rank <> rank",
    )


def read_batches(cursor: Cursor, scheme: str | None = None) -> pl.DataFrame:
    """Return every batch, the newest first, with what has become of it (view batch_history)."""
    return cursor.sql(
        "select batch_id as id, kind, scheme_id as scheme, dataset_key as dataset, title,"
        " strftime(month, '%Y-%m') as month, file_name as file, sheet, sha256, row_count as rows,"
        " reverts_batch_id as reverts, actor, created_at, reason, state,"
        " warning_count as warnings, can_revert from batch_history"
        " where $scheme is null or scheme_id = $scheme order by batch_id desc",
        params={"scheme": scheme},
    ).pl()


def read_data_state(cursor: Cursor) -> DataState:
    """Return the newest batch, for the line that says up to where the figures go."""
    row = cursor.execute(
        "select coalesce(max(batch_id), 0), max(created_at) from batch"
    ).fetchall()[0]
    return DataState(*row)


def _select(
    cursor: Cursor,
    text: str,
    *,
    scheme: Scheme,
    assessment: str,
    as_of: str,
    order: str,
    unit: str | None = None,
    where: str = "",
) -> pl.DataFrame:
    """Return the rows of one board from a view with scheme_id, assessment_id and as_of."""
    params: dict[str, Any] = {
        "scheme": scheme.id,
        "assessment": assessment,
        "month": parse_month(scheme, as_of),
    }
    if unit is not None:
        params["unit"] = unit
        where += " and unit = $unit"
    return cursor.sql(
        f"select {text} where scheme_id = $scheme and assessment_id = $assessment"
        f" and as_of = $month{where} order by {order}",
        params=params,
    ).pl()
