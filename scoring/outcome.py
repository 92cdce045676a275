"""What a rule returns: exact points earned and lost, and the lines that explain them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from scoring.exact import Exact

Kind = Literal[
    "earned", "lost", "pending", "bonus", "veto", "at_risk", "limit", "rounding", "adjustment"
]
Home = Literal["earned", "lost", "pending", "none"]
"""Where a line's points count; every full point has exactly one home."""

NO_MONTHS = pl.lit(0, pl.Int32)


@dataclass(frozen=True)
class Line:
    """One cause of points, over the rows of the inputs' frame; written where points are not 0."""

    kind: Kind
    counts_to: Home
    cause: str
    """A stable word for the cause, e.g. `not_filed`; the reason is its sentence."""
    points: pl.Expr
    """Millionths of a point; 0 or null: no line."""
    reason: pl.Expr
    """The sentence in Chinese; evaluated only for the lines that are written."""
    months: pl.Expr = NO_MONTHS
    """Mask of the months whose standing rows are the evidence (pending: the months awaited)."""
    columns: tuple[str, ...] = ()
    """The columns whose cells are the evidence; all of one dataset. Empty: no evidence yet."""


def earned_by(
    cause: str,
    points: pl.Expr,
    reason: pl.Expr,
    months: pl.Expr = NO_MONTHS,
    columns: tuple[str, ...] = (),
) -> Line:
    """Return a line of points given."""
    return Line("earned", "earned", cause, points, reason, months, columns)


def lost_by(
    cause: str,
    points: pl.Expr,
    reason: pl.Expr,
    months: pl.Expr = NO_MONTHS,
    columns: tuple[str, ...] = (),
) -> Line:
    """Return a line of points not given."""
    return Line("lost", "lost", cause, points, reason, months, columns)


def pending_for(
    cause: str,
    points: pl.Expr,
    reason: pl.Expr,
    months: pl.Expr = NO_MONTHS,
    columns: tuple[str, ...] = (),
) -> Line:
    """Return a line of points that nothing reported has decided yet."""
    return Line("pending", "pending", cause, points, reason, months, columns)


def limited(
    counts_to: Home,
    cause: str,
    points: pl.Expr,
    reason: pl.Expr,
    months: pl.Expr = NO_MONTHS,
    columns: tuple[str, ...] = (),
) -> Line:
    """Return a line for a ceiling or a floor that bites; its points may be negative."""
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
"""Lines that stand for one dated row each, with that row as their evidence."""


@dataclass(frozen=True)
class Outcome:
    """A rule's result over the inputs' frame; earned and lost share one denominator."""

    earned: Exact
    lost: Exact
    lines: tuple[Line, ...]
    is_uncomputable: pl.Expr = field(default_factory=lambda: pl.lit(False))
    """Pending that even the year's close cannot turn into lost."""
    event_lines: pl.DataFrame | None = None
    event_columns: tuple[str, ...] = ()
    is_vetoed: pl.Expr | None = None
    worst: Exact | None = None
    """The least points that the year can end with, where the rule knows it (scoring/bounds.py)."""
    best: Exact | None = None
    """The most points; a null numerator: they have no ceiling."""
