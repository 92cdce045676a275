"""How many periods of the year are due, over, or to come for each unit."""

from __future__ import annotations

import polars as pl

from scoring.assessing.scope import At
from scoring.clauses.parts import Period
from scoring.terms import terms as t
from scoring.terms.terms import (
    Input,
    Term,
)


def count_periods(at: At, period: Period) -> Term:
    """Return in how many of the due periods the unit is on the roster."""
    if not at.desk.has_dated_roster or period.new_unit != "own_months":
        return t.as_term(period.count)
    return prepare_count(at, period, after=False)


def list_starts(period: Period) -> list[int]:
    """Return the first months of the periods that are due."""
    size = period.months_each
    return sorted({(month - 1) // size * size + 1 for month in period.months})


def prepare_count(
    at: At,
    period: Period,
    *,
    after: bool,
    absent: bool = False,
    starts: list[int] | None = None,
) -> Input:
    """Count the due periods of the unit's time on the roster.

    `after`: those after the present one; `absent`: those in which it is not on the roster.
    """
    size = period.months_each
    starts = list_starts(period) if starts is None else starts
    counted = []
    for start in starts:
        is_counted = pl.lit(True)
        if at.desk.has_dated_roster:
            is_there = (pl.col("from_month") <= start + size - 1) & (pl.col("to_month") >= start)
            is_counted = ~is_there if absent else is_there
        if after:
            is_counted = is_counted & (pl.col("as_of") < start)
        counted.append(is_counted.cast(pl.Int64))
    name = f"periods:{size}:{starts}:{after}:{absent}"
    return Input(at.desk.prepare(name, pl.sum_horizontal(counted)), most=12)
