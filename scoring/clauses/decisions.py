"""What follows from the points: vetoes, ranks, grades and consequences."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.clauses.curves import Edge
from scoring.clauses.figures import Order, Within
from scoring.clauses.numbers import Number
from scoring.clauses.parts import Clause, Concerns, Condition, Node, walk_tree
from scoring.clauses.quantities import Quantity
from scoring.frozen import Frozen


class Veto(Frozen):
    """A condition on a figure, and what it does to the unit's result."""

    id: str = Field(min_length=1)
    """Its own id, or its name."""
    name: str = Field(min_length=1)
    clause: str = ""
    condition: Condition
    warn: Number | None = None
    """From this value on, under the condition's, the unit is marked as at risk."""
    effect: Literal["no_score", "points", "no_rank", "last_place", "none"]
    points: Quantity | None = None
    """What the unit is given instead of its points, with the effect `points`."""
    grade: str | None = None
    bars: tuple[str, ...] = ()
    """The grades that the unit is barred from; it keeps its points and its rank."""
    concerns: Concerns | None = None
    when: tuple[Condition, ...] = ()


class Rank(Frozen):
    """How the units of an assessment are ranked."""

    within: Within = "all"
    by: Literal["total", "score_rate"] = "total"
    order: Order = "highest"
    ties: Literal["competition", "dense"] = "competition"
    then: tuple[str, ...] = ()
    """The clauses or nodes whose points decide, in this order, between equal units."""


class Grade(Frozen):
    """One line of the grade list; the first line that a unit reaches is its grade."""

    name: str = Field(min_length=1)
    from_: Number | None = Field(default=None, alias="from")
    edge: Edge = "inclusive"
    on: str | None = None
    """The node or clause that is compared; None: the total."""
    of: Literal["points", "score_rate", "last_period"] = "points"
    share: Annotated[Number, Field(gt=0, le=100)] | None = None
    """At most this percent of the units."""
    share_of: Literal["group", "all", "over_line"] = "group"
    round: Literal["down", "half_up", "up"] = "down"
    ties: Literal["none", "all"] = "none"
    barred_place: Literal["passes", "stays"] = "passes"
    first: int | None = Field(default=None, ge=1)
    last: int | None = Field(default=None, ge=1)

    @property
    def has_condition(self) -> bool:
        """Whether a unit may fail to reach this line."""
        return any(value is not None for value in (self.from_, self.share, self.first, self.last))


class Grades(Frozen):
    """The grade list of an assessment, best first."""

    list: tuple[Grade, ...] = Field(min_length=1)
    from_month: int = Field(default=1, ge=1, le=12)
    settled: bool = False
    """Whether a grade is given only where nothing is pending."""
    stand: Literal["certain", "now"] = "certain"


class Consequence(Frozen):
    """What follows from the n-th time among the first or the last of a period."""

    first: int | None = Field(default=None, ge=1)
    last: int | None = Field(default=None, ge=1)
    within: Within = "group"
    in_a_row: bool = False
    """Whether only times in a row count; a period outside begins anew."""
    times: dict[str, str] = Field(min_length=1)


class Assessment(Frozen):
    """One tree of clauses with its own ranking and grades."""

    id: str = Field(min_length=1, max_length=16)
    title: str = ""
    clause: str = ""
    units: int | None = Field(default=None, gt=0)
    """How many units the notice lists; the roster must have as many."""
    total: Node
    vetoes: tuple[Veto, ...] = ()
    rank: Rank = Rank()
    grades: Grades | None = None
    consequences: tuple[Consequence, ...] = ()

    def list_clauses(self) -> list[Clause]:
        """Return its clauses in the notice's order."""
        return [part for part in walk_tree(self.total) if isinstance(part, Clause)]
