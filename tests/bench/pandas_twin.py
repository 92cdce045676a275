"""Assessment 1 of 绛县 as an analyst writes it in pandas: the baseline of the province.

`exact` computes points as Decimal, rounded half up, as the product must; `floats` computes what
most spreadsheets and notebooks do.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from warehouse.database.connection import Cursor

Publish = Callable[[Any], "pd.Series[Any]"]

CENT = Decimal("0.01")
PROGRESS = 'select * from "jiangxian-2021".standing_jx1_progress'
INSPECTION = 'select * from "jiangxian-2021".standing_jx1_inspection'
MARKS = {
    "report": 5, "task_list": 2, "problem_list": 2, "rectification_list": 2,
    "leading_group": 3, "work_rules": 3, "dedicated_person": 5,
}  # fmt: skip


def score_floats(cursor: Cursor) -> pd.DataFrame:
    """Return one row per unit with its indicators and total in float64."""
    return _score(cursor, float, lambda points: points.round(2))


def score_exact(cursor: Cursor) -> pd.DataFrame:
    """Return one row per unit with its indicators and total as Decimal, half up."""
    return _score(
        cursor, Decimal, lambda points: points.map(lambda one: one.quantize(CENT, ROUND_HALF_UP))
    )


def _score(cursor: Cursor, number: Any, publish: Publish) -> pd.DataFrame:
    progress = cursor.sql(PROGRESS).df()
    inspection = cursor.sql(INSPECTION).df()
    units = pd.DataFrame(index=pd.Index(sorted(progress["unit_id"].unique()), name="unit_id"))
    for name, full in MARKS.items():
        units[name] = _mark(inspection, name, full, units.index, number, publish)
    units["ledger"] = _filings(progress, units.index, number, publish)
    for name in ("column_posts", "publicity_posts"):
        units[name] = _posts(progress, name, units.index, number, publish)
    trainings = progress.groupby("unit_id")["trainings"].sum().reindex(units.index)
    units["trainings"] = publish((12 - 3 * (4 - trainings).clip(lower=0)).clip(lower=0).map(number))
    items = inspection.groupby("unit_id")["innovations"].last().reindex(units.index).fillna(0)
    by_items = items.clip(upper=5).map(number) * number(2)
    extra = (items - 5).clip(lower=0).map(number) * number("0.5")
    units["innovations"] = publish((by_items + extra).map(lambda one: min(one, number(10))))
    units["total"] = units.sum(axis=1)
    units["rank"] = units["total"].rank(method="min", ascending=False)
    return units.sort_values("rank")


def _mark(
    inspection: pd.DataFrame, name: str, full: int, index: Any, number: Any, publish: Publish
) -> pd.Series:
    latest = inspection.sort_values("month_number").groupby("unit_id").last().reindex(index)
    given = latest[name].map(lambda one: number(full) if one is True or one == 1 else number(0))
    points = latest[f"{name}_points"]
    return publish(given.where(points.isna(), points.map(lambda one: number(str(one or 0)))))


def _filings(progress: pd.DataFrame, index: Any, number: Any, publish: Publish) -> pd.Series:
    due = progress[progress["month_number"] >= 5]
    limit = due["month"] + pd.Timedelta(days=19)
    met = due["ledger_filed"].fillna(False).astype(bool) | (due["ledger_filed_date"] <= limit)
    months = met.groupby(due["unit_id"]).sum().reindex(index).fillna(0)
    return publish(months.map(number) * number(8) / number(8))


def _posts(
    progress: pd.DataFrame, name: str, index: Any, number: Any, publish: Publish
) -> pd.Series:
    counts = progress.groupby("unit_id")[name].sum().reindex(index)
    months = (progress[name] >= 1).groupby(progress["unit_id"]).sum().reindex(index)
    points = months.map(number) * number(2) + (counts - months).map(number) * number("0.5")
    return publish(points.map(lambda one: min(one, number(24))))
