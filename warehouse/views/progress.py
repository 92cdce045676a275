"""Read the progress of each month: which forms it expects, which are in, and if it is complete."""

from __future__ import annotations

from typing import Literal

import polars as pl

from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.database.sql import run_query
from warehouse.schemes.schemes import read_choices
from warehouse.views.forms_due import expected_months

Arrived = Literal["all", "some", "none", "unasked"]
"""How much of an assessment's month has arrived; unasked: nothing, and nothing is required."""


def read_progress(cursor: Cursor, scheme: Scheme) -> pl.DataFrame:
    """Return one row per month 1–12 and dataset (views/form_month.sql)."""
    choices = read_choices(cursor, scheme)
    expected = [
        (form.key, month)
        for form in scheme.datasets
        for month in expected_months(scheme, form, choices)
    ]
    parameters = {
        "scheme": scheme.id,
        "datasets": [key for key, _ in expected],
        "months": [month for _, month in expected],
    }
    rows = run_query(cursor, "views/form_month", parameters).pl()
    return rows.rename({"month_number": "month", "dataset_key": "dataset"})


def read_default_month(cursor: Cursor, scheme: Scheme) -> str:
    """Return the month that pages open with: the latest complete one.

    If no month is complete, it is the latest with a standing batch, or the first if there is none.
    """
    progress = read_progress(cursor, scheme)
    for condition in ("is_complete", "is_in"):
        months = progress.filter(condition).get_column("month").to_list()
        if months:
            return scheme.calendar.write(max(months))
    return scheme.calendar.write(1)


def pick_forms(progress: pl.DataFrame, scheme: Scheme, assessment: str, month: int) -> pl.DataFrame:
    """Return a month's forms of an assessment."""
    own = [form.key for form in scheme.datasets if form.assessment == assessment]
    return progress.filter(pl.col("month") == month, pl.col("dataset").is_in(own))


def find_missing(
    progress: pl.DataFrame, scheme: Scheme, assessment: str, month: int
) -> pl.DataFrame:
    """Return the forms of an assessment that a month expects and that are not in.

    A closed month misses none: it was issued without the form and stays as it was issued.
    """
    own = pick_forms(progress, scheme, assessment, month)
    return own.filter(pl.col("is_expected") & ~pl.col("is_in") & ~pl.col("is_closed"))


def judge_arrived(progress: pl.DataFrame, scheme: Scheme, assessment: str, month: int) -> Arrived:
    """Return how much of an assessment's month has arrived."""
    own = pick_forms(progress, scheme, assessment, month)
    if own.get_column("is_in").any():
        missing = find_missing(progress, scheme, assessment, month)
        return "all" if missing.is_empty() else "some"
    return "none" if own.get_column("is_expected").any() else "unasked"
