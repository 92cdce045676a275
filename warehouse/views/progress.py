"""How far each month is: which forms it expects, which are in, and which month is complete."""

from __future__ import annotations

import polars as pl

from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.database.sql import read_sql
from warehouse.schemes.schemes import read_choices
from warehouse.views.forms_due import expected_months


def read_progress(cursor: Cursor, scheme: Scheme) -> pl.DataFrame:
    """Return one row per month 1–12 and dataset (pages/form_month.sql)."""
    choices = read_choices(cursor, scheme)
    expected = [
        (one.key, month)
        for one in scheme.datasets
        for month in expected_months(scheme, one, choices)
    ]
    return cursor.sql(
        read_sql("pages/form_month.sql"),
        params={
            "scheme": scheme.id,
            "datasets": [key for key, _ in expected],
            "months": [month for _, month in expected],
        },
    ).pl().rename({"month_number": "month", "dataset_key": "dataset"})  # fmt: skip


def read_default_month(cursor: Cursor, scheme: Scheme) -> str:
    """Return the month at which everything opens: the latest complete one.

    Where no month is complete, the latest with a standing batch; January where nothing stands.
    """
    progress = read_progress(cursor, scheme)
    for known in ("is_complete", "is_in"):
        months = progress.filter(known).get_column("month").to_list()
        if months:
            return f"{scheme.year}-{max(months):02d}"
    return f"{scheme.year}-01"


def pick_forms(progress: pl.DataFrame, scheme: Scheme, assessment: str, month: int) -> pl.DataFrame:
    """Return a month's forms of an assessment."""
    own = [one.key for one in scheme.datasets if one.assessment == assessment]
    return progress.filter(pl.col("month") == month, pl.col("dataset").is_in(own))


def find_missing(
    progress: pl.DataFrame, scheme: Scheme, assessment: str, month: int
) -> pl.DataFrame:
    """Return the forms of an assessment that a month expects and that are not in.

    None of a closed month: what was issued without a form went out as it was.
    """
    own = pick_forms(progress, scheme, assessment, month)
    return own.filter(pl.col("is_expected") & ~pl.col("is_in") & ~pl.col("is_closed"))
