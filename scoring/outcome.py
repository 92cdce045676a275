"""The result of a rule: exact points earned and lost, and the lines that explain them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from scoring.exact import Exact

Kind = Literal[
    "earned", "lost", "pending", "bonus", "veto", "at_risk", "limit", "rounding", "adjustment"
]
CountsTo = Literal["earned", "lost", "pending", "none"]
"""The figure that a line's points belong to; every point of the full points is in one of them."""

NO_MONTHS = pl.lit(0, pl.Int32)


@dataclass(frozen=True)
class Line:
    """One cause of points as expressions over the inputs' frame, written where points are not 0."""

    kind: Kind
    counts_to: CountsTo
    cause: str
    """A stable key of the cause, e.g. `not_filed`."""
    points: pl.Expr
    """Millionths of a point; 0 or null: no line."""
    reason: pl.Expr
    """The Chinese sentence; evaluated only for lines that are written."""
    months: pl.Expr = NO_MONTHS
    """Mask of the months whose standing rows are the evidence (pending: the months awaited)."""
    columns: tuple[str, ...] = ()
    """The columns of one dataset whose cells are the evidence; empty if there is none yet."""


def earned_by(
    cause: str,
    points: pl.Expr,
    reason: pl.Expr,
    months: pl.Expr = NO_MONTHS,
    columns: tuple[str, ...] = (),
) -> Line:
    """Return a line of earned points."""
    return Line("earned", "earned", cause, points, reason, months, columns)


def lost_by(
    cause: str,
    points: pl.Expr,
    reason: pl.Expr,
    months: pl.Expr = NO_MONTHS,
    columns: tuple[str, ...] = (),
) -> Line:
    """Return a line of lost points."""
    return Line("lost", "lost", cause, points, reason, months, columns)


def pending_for(
    cause: str,
    points: pl.Expr,
    reason: pl.Expr,
    months: pl.Expr = NO_MONTHS,
    columns: tuple[str, ...] = (),
) -> Line:
    """Return a line of pending points, which no report has decided yet."""
    return Line("pending", "pending", cause, points, reason, months, columns)


def limited(
    counts_to: CountsTo,
    cause: str,
    points: pl.Expr,
    reason: pl.Expr,
    months: pl.Expr = NO_MONTHS,
    columns: tuple[str, ...] = (),
) -> Line:
    """Return a line for a ceiling or a floor that takes effect; its points may be negative."""
    return Line("limit", counts_to, cause, points, reason, months, columns)


EVENT_SCHEMA = pl.Schema(
    {
        "as_of": pl.Int8(),
        "unit_id": pl.Int32(),
        "kind": pl.String(),
        "counts_to": pl.String(),
        "cause": pl.String(),
        "points": pl.Int64(),
        "reason": pl.String(),
        "batch_id": pl.Int32(),
        "row_number": pl.Int32(),
        "month": pl.Int32(),
    }
)
"""Lines of one dated row each, with that row as their evidence."""


@dataclass(frozen=True)
class Outcome:
    """A rule's result over the inputs' frame; earned and lost have the same denominator."""

    earned: Exact
    lost: Exact
    lines: tuple[Line, ...]
    is_uncomputable: pl.Expr = field(default_factory=lambda: pl.lit(False))
    """Whether pending points stay pending even at the year's close."""
    event_lines: pl.DataFrame | None = None
    event_columns: tuple[str, ...] = ()
    is_vetoed: pl.Expr | None = None
    worst: Exact | None = None
    """The least points that the year can end with; None if the rule does not know (bounds.py)."""
    best: Exact | None = None
    """The most points; a null numerator means that there is no ceiling."""
