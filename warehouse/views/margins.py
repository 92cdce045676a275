"""Read how far units are from a change of grade, and which events veto them."""

from __future__ import annotations

import polars as pl

from scoring.rules.veto_count import VetoCount
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.database.scheme_schema import quote_schema
from warehouse.database.sql import fill_template
from warehouse.results.scores import parse_month
from warehouse.schemes.schemes import read_choices
from warehouse.views.board_rows import select_board


def read_margins(cursor: Cursor, scheme: Scheme, assessment: str, as_of: str) -> pl.DataFrame:
    """Return the units of a graded assessment, the nearest to failing first (view grade_margin)."""
    return select_board(
        cursor,
        "unit, kind, rank, grade, is_grade_settled as grade_settled, is_vetoed,"
        " len(at_risk) > 0 as is_at_risk, full_points as full,"
        " points, pending, provisional_lost, pass_mark,"
        " bonus_above, to_pass, to_bonus from grade_margin",
        scheme=scheme,
        assessment=assessment,
        as_of=as_of,
        order="is_vetoed desc, is_at_risk desc, to_pass, position",
    )


def read_veto_events(cursor: Cursor, scheme: Scheme, assessment: str, as_of: str) -> pl.DataFrame:
    """Return the dated rows that veto a unit or put it at risk, with date and document.

    `kind` is veto or at_risk. One row of a file may occur twice, once for each reason.
    """
    choices = read_choices(cursor, scheme)
    datasets = {
        dataset
        for _, rule in scheme.rules(scheme.assessment(assessment), choices)
        if isinstance(rule, VetoCount)
        for dataset in rule.event_datasets()
    }
    events = [_read_events(cursor, scheme, assessment, as_of, key) for key in sorted(datasets)]
    if not events:
        return pl.DataFrame(schema=dict.fromkeys(EVENT_COLUMNS, pl.String))
    return pl.concat(events).sort("unit", "date", "row", maintain_order=True)


EVENT_COLUMNS = ("unit", "indicator", "kind", "reason", "clause", "date", "document",
                 "batch", "row")  # fmt: skip


def _read_events(
    cursor: Cursor, scheme: Scheme, assessment: str, as_of: str, dataset: str
) -> pl.DataFrame:
    query = fill_template(
        "views/veto_event.sql.j2",
        schema=quote_schema(scheme.id),
        dataset=scheme.dataset(dataset),
    )
    return cursor.sql(
        query,
        params={
            "scheme": scheme.id,
            "assessment": assessment,
            "month": parse_month(scheme, as_of),
            "dataset": dataset,
        },
    ).pl()
