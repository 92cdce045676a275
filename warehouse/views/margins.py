"""Read how far units are from a change of grade, and which events veto them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from scoring.clauses.figures import Score
from scoring.clauses.numbers import to_decimal
from scoring.clauses.parts import Node, walk_tree
from scoring.clauses.quantities import Fixed
from scoring.scheme import Choices, Scheme
from warehouse.database.connection import Cursor
from warehouse.database.scheme_schema import quote_schema
from warehouse.database.sql import fill_template
from warehouse.results.scores import parse_month
from warehouse.schemes.schemes import read_choices
from warehouse.views.board_rows import select_board


def read_margins(cursor: Cursor, scheme: Scheme, assessment: str, as_of: str) -> pl.DataFrame:
    """Return the units of a graded assessment, the nearest to failing first (view grade_margin).

    `pass_mark`: the points below which the last grade of the list begins; `to_pass`: points − that.
    `bonus_above`, `to_bonus`: likewise of the points above which additions count; NULL where none
    depend on points.
    """
    rows = select_board(
        cursor,
        "unit, kind, rank, grade, is_grade_settled as grade_settled, is_vetoed,"
        " len(at_risk) > 0 as is_at_risk, full_points as full,"
        " points, pending, provisional_lost, position from grade_margin",
        scheme=scheme,
        assessment=assessment,
        as_of=as_of,
        order="position",
    )
    lines = find_lines(scheme, assessment, read_choices(cursor, scheme))
    marks = {"pass_mark": lines.pass_mark, "bonus_above": lines.gate}
    rows = rows.with_columns(pl.lit(mark, POINTS).alias(name) for name, mark in marks.items())
    rows = rows.with_columns(
        to_pass=pl.col("points") - pl.col("pass_mark"),
        to_bonus=pl.col("points") - pl.col("bonus_above"),
    )
    return rows.sort(
        "is_vetoed", "is_at_risk", "to_pass", "position",
        descending=[True, True, False, False], maintain_order=True,
    ).drop("position")  # fmt: skip


POINTS = pl.Decimal(18, 2)


@dataclass(frozen=True)
class GradeLines:
    """The points of an assessment at which most depends for a unit."""

    pass_mark: Decimal | None
    """Below it the last grade begins; None: the list has no line of points."""
    gate: Decimal | None
    """Only above it additions count; None: they always do."""


def find_lines(scheme: Scheme, assessment: str, choices: Choices) -> GradeLines:
    """Return the lowest line of the grade list, and the points above which additions count."""
    chosen = scheme.chosen(choices).assessment(assessment)
    grades = chosen.grades.list if chosen.grades else ()
    marks = [line.from_ for line in grades if line.from_ is not None and line.of == "points"]
    gates = [
        condition.against.value
        for node in walk_tree(chosen.total)
        if isinstance(node, Node) and node.full is None
        for condition in node.when
        if isinstance(condition.subject, Score) and isinstance(condition.against, Fixed)
    ]
    return GradeLines(
        to_decimal(min(marks)) if marks else None, to_decimal(min(gates)) if gates else None
    )


def read_veto_events(cursor: Cursor, scheme: Scheme, assessment: str, as_of: str) -> pl.DataFrame:
    """Return the dated rows that veto a unit or put it at risk, with date and document.

    `kind` is veto or at_risk. One row of a file may occur twice, once for each reason.
    """
    outline = scheme.assessment(assessment)
    datasets = {
        key
        for veto in outline.vetoes
        for key in outline.datasets_of(veto.id)
        if scheme.dataset(key).shape == "dated_ledger"
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
