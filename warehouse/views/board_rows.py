"""Read the rows of one board from any view with scheme_id, assessment_id and as_of."""

from __future__ import annotations

from typing import Any

import polars as pl

from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.results.scores import parse_month


def select_board(
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
    """Return the rows of one board; `text` lists the columns and names the view.

    `text`, `order` and `where` are SQL of the caller's own, never input of a user.
    """
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
