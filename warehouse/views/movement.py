"""Compare a month with the month before, by what is decided in both months."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import polars as pl

from scoring.clauses.requests import CellRequest, list_uses
from scoring.outline import AssessmentOutline
from scoring.scheme import Choices, Scheme
from warehouse.database.connection import Cursor
from warehouse.database.sql import run_query
from warehouse.results.scores import parse_month
from warehouse.schemes.schemes import read_choices
from warehouse.views.batches import read_months
from warehouse.views.progress import find_missing, read_progress

Obstacle = Literal["no_month_before", "forms_missing", "new_items", "tied"]
"""Why ranks of two months are not comparable: no data in the month before, missing forms in this
one, indicators first decided in between, or more than a third of the ranks shared."""

MAX_MOVED = 4
MAX_TIED = 5
"""Units that moved as much as the last listed one are listed too, up to this many rows."""

NEVER = 13
"""The first month of a form that has not come in: after December."""


@dataclass(frozen=True)
class MonthComparison:
    """An assessment's month compared with the month before (views/month_comparison.sql)."""

    units: pl.DataFrame
    """Units ranked in both months: unit, rank, previous_rank, change, total, lost_change."""
    obstacle: Obstacle | None
    new_items: tuple[str, ...] = ()
    mean_lost_change: Decimal | None = None

    def list_moves(self) -> pl.DataFrame:
        """Return units whose rank changed, the greatest change first; none if not comparable."""
        if self.obstacle is not None:
            return self.units.clear()
        moved = self.units.filter(pl.col("change") != 0)
        return moved.sort(pl.col("change").abs(), descending=True, maintain_order=True)

    def list_losers(self) -> pl.DataFrame:
        """Return the units that lost more points than the month before, the most first."""
        losers = self.units.filter(pl.col("lost_change") > 0)
        return losers.sort("lost_change", descending=True, maintain_order=True)

    def list_gainers(self) -> pl.DataFrame:
        """Return the units that lost fewer points than the month before, most first."""
        gainers = self.units.filter(pl.col("lost_change") < 0)
        return gainers.sort("lost_change", maintain_order=True)


def take_most(rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Return the first of sorted rows; equal ones all or none, as their order is arbitrary."""
    if len(rows) <= MAX_MOVED:
        return rows
    last = abs(rows[MAX_MOVED - 1][key])
    equal_or_more = [row for row in rows if abs(row[key]) >= last]
    if len(equal_or_more) <= MAX_TIED:
        return equal_or_more
    return [row for row in rows if abs(row[key]) > last] or equal_or_more


def read_comparisons(cursor: Cursor, scheme: Scheme, as_of: str) -> dict[str, MonthComparison]:
    """Return each assessment's month compared with the month before, by assessment id."""
    month = parse_month(scheme, as_of)
    items = _list_items(cursor, scheme)
    rows = run_query(
        cursor,
        "views/month_comparison",
        {
            "scheme": scheme.id,
            "month": month,
            "assessments": [assessment for assessment, *_ in items],
            "indicators": [indicator for _, indicator, *_ in items],
            "first_months": [first for *_, first, _ in items],
            "by_value": [by_value for *_, by_value in items],
        },
    ).pl()
    progress = read_progress(cursor, scheme)
    return {
        assessment.id: _to_comparison(
            rows.filter(assessment=assessment.id),
            are_forms_missing=not find_missing(progress, scheme, assessment.id, month).is_empty(),
        )
        for assessment in scheme.assessments
    }


def _to_comparison(units: pl.DataFrame, *, are_forms_missing: bool) -> MonthComparison:
    if units.is_empty():
        return MonthComparison(units, "no_month_before")
    first = units.row(0, named=True)
    obstacle: Obstacle | None = None
    if are_forms_missing:
        obstacle = "forms_missing"
    elif first["new_items"]:
        obstacle = "new_items"
    elif first["is_tied"]:
        obstacle = "tied"
    return MonthComparison(units, obstacle, tuple(first["new_items"]), first["mean_lost_change"])


def _list_items(cursor: Cursor, scheme: Scheme) -> list[tuple[str, str, int, bool]]:
    """Return (assessment, indicator, month of its first form, whether it waits for a value).

    Vetoes are left out: they have no points.
    """
    choices = read_choices(cursor, scheme)
    reported = read_months(cursor, scheme).drop_nulls("batch_id")
    by_value = _list_by_value(scheme, choices)
    first = dict(reported.group_by("dataset").agg(pl.col("month").min()).iter_rows())
    return [
        (
            assessment.id,
            indicator.id,
            _first_month(scheme, assessment, indicator.id, first),
            (assessment.id, indicator.id) in by_value,
        )
        for assessment in scheme.assessments
        for indicator in assessment.indicators
    ]


def _first_month(
    scheme: Scheme, assessment: AssessmentOutline, indicator: str, first: dict[str, int]
) -> int:
    """Return the month in which an indicator's first form came in; NEVER if none has.

    A dated ledger counts as in from the start (0), since its rows are reported as they happen.
    """
    keys = assessment.datasets_of(indicator)
    if any(scheme.dataset(key).shape == "dated_ledger" for key in keys):
        return 0
    return min((first.get(key, NEVER) for key in keys), default=0)


def _list_by_value(scheme: Scheme, choices: Choices) -> set[tuple[str, str]]:
    """Return the (assessment, indicator) that are pending until each unit has a value.

    Monthly columns do not wait: there a blank cell means that nothing was done.
    """
    return {
        (use.assessment, use.clause)
        for use in list_uses(scheme.chosen(choices))
        if isinstance(use.request, CellRequest)
        and scheme.dataset(use.request.form).column(use.request.column).read != "monthly"
    }
