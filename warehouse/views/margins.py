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
from warehouse.database.sql import fill_template, run_query
from warehouse.results.scores import parse_month
from warehouse.schemes.schemes import read_choices
from warehouse.views.board_rows import select_board


def read_margins(cursor: Cursor, scheme: Scheme, assessment: str, as_of: str) -> pl.DataFrame:
    """Return the units of a graded assessment, the nearest to failing first (view grade_margin).

    `points`, `full` and what is open are those of the part that the pass mark is about.
    `pass_mark`: the points below which the last grade of the list begins; `to_pass`: points − that;
    `pass_name`: the grade that begins there. `bonus_above`, `to_bonus`, `bonus_name`: likewise of
    the points above which an addition counts. NULL where the grades or additions depend on no
    points.
    """
    rows = select_board(
        cursor,
        "unit, kind, rank, grade, is_grade_settled as grade_settled,"
        " is_grade_provisional as grade_provisional, is_vetoed, vetoes,"
        " len(at_risk) > 0 as is_at_risk, full_points as full,"
        " points, pending, provisional_lost, position from grade_margin",
        scheme=scheme,
        assessment=assessment,
        as_of=as_of,
        order="position",
    )
    lines = find_lines(scheme, assessment, read_choices(cursor, scheme))
    where = (scheme, assessment, as_of)
    if lines.passing is not None and lines.passing.part is not None:
        rows = rows.drop("full", "points", "pending", "provisional_lost")
        points = _read_part(cursor, *where, lines.passing.part)
        rows = rows.join(points, on="unit", how="left", maintain_order="left")
    rows = _measure(rows, lines.passing, ("pass_mark", "pass_name", "to_pass"), pl.col("points"))
    gate = pl.col("points")
    if lines.gate is not None and lines.gate.part is not None:
        points = _read_part(cursor, *where, lines.gate.part).select("unit", gated="points")
        rows = rows.join(points, on="unit", how="left", maintain_order="left")
        gate = pl.col("gated")
    rows = _measure(rows, lines.gate, ("bonus_above", "bonus_name", "to_bonus"), gate)
    return rows.sort(
        "is_vetoed", "is_at_risk", "to_pass", "position",
        descending=[True, True, False, False], nulls_last=True, maintain_order=True,
    ).drop("position", "gated", strict=False)  # fmt: skip


def _read_part(
    cursor: Cursor, scheme: Scheme, assessment: str, as_of: str, part: str
) -> pl.DataFrame:
    month = parse_month(scheme, as_of)
    params = {"scheme": scheme.id, "assessment": assessment, "month": month, "part": part}
    return run_query(cursor, "views/part_points", params).pl()


def _measure(
    rows: pl.DataFrame, line: PointLine | None, names: tuple[str, str, str], points: pl.Expr
) -> pl.DataFrame:
    """Add a line's points, its name, and how far each unit is above it."""
    mark, name, distance = names
    return rows.with_columns(
        pl.lit(line and line.points, POINTS).alias(mark),
        pl.lit(line and line.name, pl.String).alias(name),
    ).with_columns((points - pl.col(mark)).alias(distance))


POINTS = pl.Decimal(18, 2)


@dataclass(frozen=True)
class PointLine:
    """A number of points at which something begins for a unit."""

    points: Decimal
    name: str
    """The grade or the additions that begin there."""
    part: str | None
    """The node or clause whose points they are; None: the total."""


@dataclass(frozen=True)
class GradeLines:
    """The points of an assessment at which most depends for a unit."""

    passing: PointLine | None
    """Below it the last grade begins; None: no grade of unlimited seats begins at points."""
    gate: PointLine | None
    """Only above it additions count; None: they always do."""


def find_lines(scheme: Scheme, assessment: str, choices: Choices) -> GradeLines:
    """Return the lowest line of the grade list, and the points above which additions count.

    A grade with a limited number of seats is no line: a unit may be above it and not have it.
    """
    chosen = scheme.chosen(choices).assessment(assessment)
    grades = chosen.grades.list if chosen.grades else ()
    marks = [
        PointLine(to_decimal(line.from_), line.name, line.on)
        for line in grades
        if line.from_ is not None and line.of == "points"
        if line.share is None and line.first is None and line.last is None
    ]
    gates = [
        PointLine(to_decimal(condition.against.value), node.name, condition.subject.score)
        for node in walk_tree(chosen.total)
        if isinstance(node, Node) and node.full is None
        for condition in node.when
        if isinstance(condition.subject, Score) and isinstance(condition.against, Fixed)
        if condition.test in {"above", "at_least"}
    ]

    def points(line: PointLine) -> Decimal:
        return line.points

    return GradeLines(min(marks, key=points, default=None), min(gates, key=points, default=None))


def read_veto_events(cursor: Cursor, scheme: Scheme, assessment: str, as_of: str) -> pl.DataFrame:
    """Return what vetoes a unit or puts it at risk: dated rows, with date and document, first.

    `kind` is veto or at_risk. One row of a file may occur twice, once for each reason. What follows
    from figures of a form has no date and no row.
    """
    outline = scheme.assessment(assessment)
    datasets = {
        key
        for veto in outline.vetoes
        for key in outline.datasets_of(veto.id)
        if scheme.dataset(key).shape == "dated_ledger"
    }
    events = [_read_events(cursor, scheme, assessment, as_of, key) for key in sorted(datasets)]
    events.append(
        run_query(
            cursor,
            "views/veto_line",
            {"scheme": scheme.id, "assessment": assessment, "month": parse_month(scheme, as_of)},
        ).pl()
    )
    return pl.concat(events).sort("unit", "date", "row", nulls_last=True, maintain_order=True)


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
