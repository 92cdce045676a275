"""The facts of a monthly brief, read from the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.results.scores import parse_month
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views import (
    MonthComparison,
    read_comparisons,
    read_data_state,
    read_overview,
    read_progress,
)
from warehouse.views.batches import DataState
from warehouse.views.calendar import read_calendar, read_filings
from warehouse.views.month_costs import read_month_costs
from warehouse.views.movement import take_most
from warehouse.views.progress import Arrived, judge_arrived

MOST_COSTS = 5
Row = dict[str, Any]


@dataclass(frozen=True)
class Brief:
    """A month's facts. The rows are those of the views that `collect_brief` reads."""

    scheme: Scheme
    month: str
    boards: Sequence[Row]
    """The overview's rows, with `arrived` and the assessment's `comparison`."""
    costs: Sequence[Row]
    gains: Sequence[Row]
    """Units with fewer points lost than the month before, with their `assessment`."""
    comparisons: Mapping[str, MonthComparison]
    filings: Sequence[Row]
    """What was due by a day this month, with the units that missed it."""
    missing: Sequence[Row]
    """The forms that are missing up to this month."""
    state: DataState

    def arrived(self, assessment: str) -> Arrived:
        """Return how much of an assessment's month has arrived."""
        found = {row["assessment"]: row["arrived"] for row in self.boards}
        arrived: Arrived = found[assessment]
        return arrived


def collect_brief(store: Store, scheme_id: str, month: str, today: date) -> Brief:
    """Return a month's facts, all from one snapshot; Denied for users of a unit."""
    store.person.check_every_unit()
    with store.reader() as cursor:
        return _read(cursor, read_scheme(cursor, scheme_id), month, today)


def _read(cursor: Cursor, scheme: Scheme, month: str, today: date) -> Brief:
    number = parse_month(scheme, month)
    progress = read_progress(cursor, scheme)
    comparisons = read_comparisons(cursor, scheme, month)
    calendar = read_calendar(cursor, scheme, today)
    missing = calendar.filter(pl.col("month") <= number, pl.col("arrival") == "missing")
    return Brief(
        scheme=scheme,
        month=month,
        boards=[
            row | {"arrived": judge_arrived(progress, scheme, row["assessment"], number)}
            for row in read_overview(cursor, scheme, month).iter_rows(named=True)
        ],
        costs=read_month_costs(cursor, scheme, month)[:MOST_COSTS].to_dicts(),
        gains=list_gains(comparisons),
        comparisons=comparisons,
        filings=read_filings(cursor, scheme, month).filter(month=number).to_dicts(),
        missing=missing.sort("month", maintain_order=True).to_dicts(),
        state=read_data_state(cursor),
    )


def list_gains(comparisons: Mapping[str, MonthComparison]) -> list[Row]:
    """Return the units that lost fewer points than the month before, the greatest change first."""
    found = [
        row | {"assessment": assessment}
        for assessment, comparison in comparisons.items()
        for row in comparison.list_gainers().iter_rows(named=True)
    ]
    return take_most(sorted(found, key=lambda row: row["lost_change"]), "lost_change")
