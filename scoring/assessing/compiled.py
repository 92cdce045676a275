"""An assessment compiled: plans for its figures, and what the ledger says of them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from scoring.assessing.ledger_lines import Line
from scoring.assessing.ledger_rows import CountedRows
from scoring.assessing.vetoes import Verdict
from scoring.clauses.parts import Child
from scoring.terms.bound_plans import BoundPlan

MICRO_DECIMALS = 6
MOST_POINTS = 10**17
"""A bound of points in millionths: 'without end' is 10^11 points."""
FIGURES = ("full", "earned", "lost", "pending", "added")
BOUNDS = ("worst", "best")
FLAGS = ("is_open", "is_undefined", "is_there")


@dataclass(frozen=True)
class CompiledLine:
    """A line of the ledger: the columns of its points, words and months."""

    line: Line
    points: str
    reason: pl.Expr
    months: tuple[str, ...]
    """The columns of the masks of the evidence, in the order of the line's evidence."""
    own_months: str | None = None
    """The column of the line's own months; None: those of the evidence."""
    factors: tuple[str, ...] = ()
    """The columns of what its rows are multiplied by: one, or one for each period of the year."""


@dataclass(frozen=True)
class CompiledPart:
    """A clause or node: how its figures and its lines are computed."""

    part: Child
    has_full: bool
    plan: BoundPlan
    lines: tuple[CompiledLine, ...]
    counts: str | None = None
    """The column that says whether an addition counts; None: always."""
    inside: tuple[str, ...] = ()
    """Of a node whose figures are rounded: the ids of all parts in it, and its own."""


@dataclass(frozen=True)
class CompiledVerdict:
    """A veto: where it holds or is near, and what the ledger says of it."""

    verdict: Verdict
    plan: BoundPlan
    held: pl.Expr
    near: pl.Expr
    months: tuple[str, ...]


@dataclass(frozen=True)
class CompiledAssessment:
    """All that is computed of one assessment, in order."""

    id: str
    parts: tuple[CompiledPart, ...]
    """Clauses first, then the nodes from inside out, the total last."""
    outcome: BoundPlan
    verdicts: tuple[CompiledVerdict, ...]
    grades: tuple[str, ...]
    prepared: dict[str, pl.Expr]
    counted_rows: dict[str, CountedRows]
    adjusted: tuple[str, ...]
    """The clauses on which decisions move points."""

    @property
    def needs_all_months(self) -> bool:
        """Whether a figure over months rests on the points of another clause."""
        plans = (*(part.plan for part in self.parts), self.outcome)
        plans += tuple(one.plan for one in self.verdicts)
        begin = f"{self.id}:"
        return any(name.startswith(begin) for plan in plans for name in plan.read_over_months)


def figure_column(assessment_id: str, part_id: str, figure: str) -> str:
    """Return the name of a figure's column in the result's frame."""
    return f"{assessment_id}:{part_id}:{figure}"
