"""Read the calendar of a scheme's year: which form is due when, and which has arrived."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import polars as pl

from scoring.scheme import Scheme
from scoring.year import LENGTH, SchemeYear
from warehouse.database.connection import Cursor
from warehouse.results.scores import parse_month
from warehouse.results.standing_batches import to_month
from warehouse.schemes.schemes import read_choices
from warehouse.views.forms_due import (
    DueItem,
    expected_months,
    last_day,
    list_due_items,
    list_providers,
)

Arrival = Literal["on_time", "late", "backfilled", "reported", "missing", "upcoming", "unasked"]
"""Whether and when a form of a month arrived.

on_time, late: landed by the due day, or after it. backfilled: landed after the scheme's year had
ended, which proves nothing about being in time. reported: landed, and the notice sets no due day.
missing: not landed, and the due day (without one, the month) is over. upcoming: not landed, and it
is not over. unasked: not landed, and nothing is expected in that month.
"""


def read_calendar(cursor: Cursor, scheme: Scheme, today: date) -> pl.DataFrame:
    """Return one row per dataset and month with its arrival (view dataset_calendar).

    `due_on` is the due day and `clause` the clause that sets it; null if the notice sets none.
    """
    choices = read_choices(cursor, scheme)
    # Reversed, so that the first of several items of one form is the one that is kept.
    due = {item.dataset: item for item in reversed(list_due_items(scheme, choices))}
    expected = {form.key: expected_months(scheme, form, choices) for form in scheme.datasets}
    providers = {
        form.key: "、".join(list_providers(scheme, form, choices)) for form in scheme.datasets
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
        judged = _judge_row(row, scheme.calendar, item, today, is_expected=is_expected)
        rows.append({**row, "provider": providers[row["dataset"]], **judged})
    return pl.DataFrame(
        rows,
        schema_overrides={"due_on": pl.Date, "clause": pl.String, "file": pl.String},
        infer_schema_length=None,
    )


def read_year_before(cursor: Cursor, scheme: Scheme) -> pl.DataFrame:
    """Return the standing months of the year before of each form of which a clause reads it.

    `month` (YYYY-MM), `batch`, `file` and `actor` are null where nothing of that year stands yet.
    """
    first = to_month(scheme.calendar.months[0])
    found = cursor.execute(
        "select standing.dataset_key, strftime(standing.month, '%Y-%m'), standing.batch_id,"
        " batch.file_name, batch.actor from standing"
        " left join visible_batch as batch on standing.batch_id = batch.batch_id"
        " where standing.scheme_id = ? and standing.month < ? order by standing.month",
        [scheme.id, first],
    ).fetchall()
    rows = [
        (key, scheme.dataset(key).title, *rest)
        for key in scheme.last_forms
        for rest in [row[1:] for row in found if row[0] == key] or [(None,) * 4]
    ]
    columns = {"dataset": pl.String, "title": pl.String, "month": pl.String, "batch": pl.Int32}
    return pl.DataFrame(
        rows, schema={**columns, "file": pl.String, "actor": pl.String}, orient="row"
    )


def judge_arrival(
    row: dict[str, Any],
    calendar: SchemeYear,
    due_on: date | None,
    today: date,
    *,
    is_expected: bool,
) -> Arrival:
    """Return whether and when a form of a month arrived, seen from a day."""
    if row["batch"] is None:
        if not is_expected:
            return "unasked"
        deadline = due_on or last_day(calendar, row["month"])
        return "missing" if today > deadline else "upcoming"
    if row["first_on"] > last_day(calendar, LENGTH):
        return "backfilled"
    if due_on is None:
        return "reported"
    return "on_time" if row["first_on"] <= due_on else "late"


def read_due_items(cursor: Cursor, scheme: Scheme) -> list[DueItem]:
    """Return what the scheme requires by a stated day, under the chosen interpretations."""
    return list_due_items(scheme, read_choices(cursor, scheme))


def read_filings(cursor: Cursor, scheme: Scheme, as_of: str) -> pl.DataFrame:
    """Return per due item and month how many units met it (view quota_month).

    `missed_units` are the names of the units that did not, in the order of the roster.
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
            {"assessment": item.assessment, "indicator": item.indicator, "name": item.name,
             "day": item.day, "clause": item.clause}
            for item in items
        ],
        schema={"assessment": pl.String, "indicator": pl.String, "name": pl.String,
                "day": pl.Int64, "clause": pl.String},
    )  # fmt: skip
    return found.join(names, on=["assessment", "indicator"], maintain_order="left")


def _judge_row(
    row: dict[str, Any],
    calendar: SchemeYear,
    item: DueItem | None,
    today: date,
    *,
    is_expected: bool,
) -> dict[str, Any]:
    """Return the due day, its clause and the arrival of a row of the calendar."""
    due_on = _due_on(item, calendar, row["month"])
    return {
        "due_on": due_on,
        "clause": item.clause if item and due_on else None,
        "arrival": judge_arrival(row, calendar, due_on, today, is_expected=is_expected),
    }


def _due_on(item: DueItem | None, calendar: SchemeYear, month: int) -> date | None:
    return item.due_on(calendar, month) if item and month in item.months else None
