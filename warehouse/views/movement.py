"""What changed since the month before, of what is decided in both months."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import polars as pl

from scoring.scheme import Choices, Indicator, Scheme
from warehouse.database.connection import Cursor
from warehouse.database.sql import read_sql
from warehouse.results.rescoring import used_by
from warehouse.results.scores import parse_month
from warehouse.schemes.schemes import read_choices
from warehouse.views.batches import read_months
from warehouse.views.progress import find_missing, read_progress

Obstacle = Literal["no_month_before", "forms_missing", "new_items", "tied"]
"""Why ranks say nothing about a change: a month without data, a month under way, indicators first
decided in between, or more than a third of the ranks shared."""

NEVER = 13


@dataclass(frozen=True)
class Comparison:
    """An assessment's month beside the month before (pages/month_comparison.sql)."""

    units: pl.DataFrame
    """Units ranked in both months: unit, rank, previous_rank, change, total, lost_change."""
    obstacle: Obstacle | None
    new_items: tuple[str, ...] = ()
    mean_lost_change: Decimal | None = None

    def list_moves(self) -> pl.DataFrame:
        """Return the units whose rank changed, the greatest change first; none past an obstacle."""
        if self.obstacle is not None:
            return self.units.clear()
        moved = self.units.filter(pl.col("change") != 0)
        return moved.sort(pl.col("change").abs(), descending=True, maintain_order=True)

    def list_losers(self) -> pl.DataFrame:
        """Return the units that lost more points than a month before, the most first."""
        lost = self.units.filter(pl.col("lost_change") > 0)
        return lost.sort("lost_change", descending=True, maintain_order=True)


def read_comparisons(cursor: Cursor, scheme: Scheme, as_of: str) -> dict[str, Comparison]:
    """Return each assessment's month beside the month before, by assessment."""
    month = parse_month(scheme, as_of)
    items = _list_items(cursor, scheme)
    found = cursor.sql(
        read_sql("pages/month_comparison.sql"),
        params={
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
        one.id: _to_comparison(
            found.filter(assessment=one.id),
            are_forms_missing=not find_missing(progress, scheme, one.id, month).is_empty(),
        )
        for one in scheme.assessments
    }


def _to_comparison(units: pl.DataFrame, *, are_forms_missing: bool) -> Comparison:
    if units.is_empty():
        return Comparison(units, "no_month_before")
    first = units.row(0, named=True)
    obstacle: Obstacle | None = None
    if are_forms_missing:
        obstacle = "forms_missing"
    elif first["new_items"]:
        obstacle = "new_items"
    elif first["is_tied"]:
        obstacle = "tied"
    return Comparison(units, obstacle, tuple(first["new_items"]), first["mean_lost_change"])


def _list_items(cursor: Cursor, scheme: Scheme) -> list[tuple[str, str, int, bool]]:
    """Return (assessment, indicator, month of its first form, whether it waits for a value)."""
    choices = read_choices(cursor, scheme)
    reported = read_months(cursor, scheme).drop_nulls("batch_id")
    first = dict(reported.group_by("dataset").agg(pl.col("month").min()).iter_rows())
    return [
        (
            assessment.id,
            one.id,
            _first_month(scheme, one, first),
            _is_by_value(scheme, one, choices),
        )
        for assessment in scheme.assessments
        for one in assessment.indicators
        if one.part != "veto"
    ]


def _first_month(scheme: Scheme, indicator: Indicator, first: dict[str, int]) -> int:
    """Dated rows come as things happen: their form is in from the start."""
    keys = used_by(scheme, indicator)
    if any(scheme.dataset(key).shape == "dated_ledger" for key in keys):
        return 0
    return min((first.get(key, NEVER) for key in keys), default=0)


def _is_by_value(scheme: Scheme, indicator: Indicator, choices: Choices) -> bool:
    """Whether an indicator waits for a value of each unit: monthly columns have a blank."""
    needs = indicator.resolve(choices).needs()
    return any(scheme.dataset(one.dataset).column(one.column).read != "monthly" for one in needs)
