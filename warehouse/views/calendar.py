"""The calendar of a scheme's year: what is due when, what has arrived, what comes next."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import polars as pl

from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.results.scores import parse_month
from warehouse.schemes.schemes import read_choices
from warehouse.views.forms_due import (
    DueItem,
    expected_months,
    list_due_items,
    list_providers,
)

Arrival = Literal["on_time", "late", "backfilled", "reported", "missing", "upcoming", "unasked"]
"""What became of a form in a month.

backfilled: landed after the scheme's year had ended, which says nothing about being in time;
reported: here, and the notice sets no day; missing: the day (or, where none is set, the month) is
past; upcoming: it is not; unasked: nothing is expected in that month.
"""


def read_calendar(cursor: Cursor, scheme: Scheme, today: date) -> pl.DataFrame:
    """Return one row per dataset and month with its arrival (view dataset_calendar).

    `due_on` is null where the notice sets no day, `clause` says where it does.
    """
    choices = read_choices(cursor, scheme)
    due = {one.dataset: one for one in reversed(list_due_items(scheme, choices))}
    expected = {one.key: expected_months(scheme, one, choices) for one in scheme.datasets}
    providers = {
        one.key: "、".join(list_providers(scheme, one, choices)) for one in scheme.datasets
    }
    found = cursor.sql(
        "select dataset_key as dataset, title, annex, shape, month_number as month,"
        " batch_id as batch, file_name as file, actor, first_on, warning_count as warnings,"
        " is_sealed from dataset_calendar where scheme_id = $scheme order by position, month",
        params={"scheme": scheme.id},
    ).pl()
    rows = []
    for row in found.iter_rows(named=True):
        is_expected = row["month"] in expected[row["dataset"]]
        item = due.get(row["dataset"])
        due_on = _due_on(item, scheme.year, row["month"])
        rows.append(
            row
            | {
                "provider": providers[row["dataset"]],
                "due_on": due_on,
                "clause": item.clause if item and due_on else None,
                "arrival": judge_arrival(row, scheme.year, due_on, today, is_expected=is_expected),
            }
        )
    return pl.DataFrame(
        rows,
        schema_overrides={"due_on": pl.Date, "clause": pl.String, "file": pl.String},
        infer_schema_length=None,
    )


def judge_arrival(
    row: dict[str, Any], year: int, due_on: date | None, today: date, *, is_expected: bool
) -> Arrival:
    """Return what became of a form in a month, as of a day."""
    if row["batch"] is None:
        if not is_expected:
            return "unasked"
        last = due_on or _last_day(year, row["month"])
        return "missing" if today > last else "upcoming"
    if row["first_on"].year > year:
        return "backfilled"
    if due_on is None:
        return "reported"
    return "on_time" if row["first_on"] <= due_on else "late"


def read_due_items(cursor: Cursor, scheme: Scheme) -> list[DueItem]:
    """Return what the scheme wants by a stated day, under the interpretations chosen."""
    return list_due_items(scheme, read_choices(cursor, scheme))


def read_filings(cursor: Cursor, scheme: Scheme, as_of: str) -> pl.DataFrame:
    """Return, per item due by a day and month, how many units met it (view quota_month).

    `missed_units` are the names of those that did not, in the roster's order.
    """
    items = read_due_items(cursor, scheme)
    found = cursor.sql(
        "select assessment_id as assessment, indicator_id as indicator, month_number as month,"
        " unit_count as units, met_count as met, missed_count as missed,"
        " missed_units from quota_month where scheme_id = $scheme and as_of = $month"
        " order by assessment, indicator, month",
        params={"scheme": scheme.id, "month": parse_month(scheme, as_of)},
    ).pl()
    names = pl.DataFrame(
        [
            {"assessment": one.assessment, "indicator": one.indicator, "name": one.name,
             "day": one.day, "clause": one.clause}
            for one in items
        ],
        schema={"assessment": pl.String, "indicator": pl.String, "name": pl.String,
                "day": pl.Int64, "clause": pl.String},
    )  # fmt: skip
    return found.join(names, on=["assessment", "indicator"], maintain_order="left")


def _due_on(item: DueItem | None, year: int, month: int) -> date | None:
    return item.due_on(year, month) if item and month in item.months else None


def _last_day(year: int, month: int) -> date:
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(first_of_next.toordinal() - 1)
