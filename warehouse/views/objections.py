"""Read objections with their state and the working days left to answer them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from warehouse.database.connection import Cursor
from warehouse.objections.working_days import count_working_days, list_unknown_years

Objection = dict[str, Any]


def read_objections(cursor: Cursor, today: date, scheme_id: str | None = None) -> list[Objection]:
    """Return objections, open ones first, then the newest (view objection_status).

    `days_left` counts working days, negative once overdue; None for a decided objection.
    `unknown_years` are the years of an open objection's term whose public holidays are not known;
    for these `due_on` and `days_left` are estimates. `line` is the ledger line as it was when the
    objection was filed.
    """
    rows = cursor.sql(
        "select objection_id as id, scheme_id as scheme, assessment_id as assessment, unit,"
        " indicator_id as indicator, indicator_name, strftime(month, '%Y-%m') as month,"
        " edition_id as edition, line_key, line, request, file_name as file, sha256, actor,"
        " filed_at, due_on, state, points, strftime(from_month, '%Y-%m') as from_month,"
        " batch_id as batch, reason, decided_by, decided_at from objection_status"
        " where $scheme is null or scheme_id = $scheme"
        " order by state <> 'open', case when state = 'open' then due_on end, objection_id desc",
        params={"scheme": scheme_id},
    ).pl()
    return [_to_objection(row, today) for row in rows.iter_rows(named=True)]


def _to_objection(row: Objection, today: date) -> Objection:
    left, unknown = None, []
    if row["state"] == "open":
        left = count_working_days(today, row["due_on"])
        unknown = list_unknown_years(row["filed_at"].date(), max(row["due_on"], today))
    return {**row, "line": json.loads(row["line"]), "days_left": left, "unknown_years": unknown}
