"""Parts of a scheme under chosen readings: line, group, clause and node, all defaults filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from scoring.clauses.curves import Curve, Edge
from scoring.clauses.figures import Figure, Name, Place, Standing
from scoring.clauses.numbers import Number
from scoring.clauses.quantities import ONE, Among, Quantity
from scoring.clauses.roster import Treat
from scoring.frozen import Frozen

Test = Literal["at_least", "above", "at_most", "under", "is"]
Fit = Literal["sum", "scale", "complete", "equal_share"]
Take = Literal["sum", "highest", "lowest"]
"""What counts of several lines: their sum, or the one that brings most or least (就高、就低)."""


class Subject(Frozen):
    """What a condition looks at besides figures: the unit's kind, or the month of the window."""

    kind: Literal["unit_kind", "month"]


class Condition(Frozen):
    """A comparison; False makes the part 0, unknown makes it a range from with to without."""

    subject: Annotated[Figure | Subject, Field(discriminator="kind")]
    test: Test
    against: Quantity | tuple[str, ...]
    """A quantity; with `is`, the texts or numbers of which one must hold."""


class Gap(Frozen):
    """The distance below or above a target: max(0, target - value), max(0, value - target)."""

    side: Literal["below", "above"]
    target: Quantity
    edge: Edge = "exclusive"


class Line(Frozen):
    """One line (计分项): figure → standing → gap → curve."""

    kind: Literal["line"] = "line"
    figure: Figure
    standing: Standing | None = None
    gap: Gap | None = None
    curve: Curve
    when: tuple[Condition, ...] = ()


class Period(Frozen):
    """Scored by itself in each period, then combined over the periods of the year."""

    length: Literal["month", "quarter", "half"]
    months: tuple[int, ...]
    """The due months, 1-12 of the scheme's year; whole quarters or halves where those are meant."""
    combine: Literal["mean", "sum", "best", "last", "mean_to_date"] = "mean"
    round_period: bool = False
    new_unit: Literal["own_months", "absent_full", "absent_missed"] = "own_months"
    period_full: Number | None = None
    """The notice's own points per period, if it prints them; full ÷ n must equal it."""

    @property
    def months_each(self) -> int:
        """The months of one period."""
        return {"month": 1, "quarter": 3, "half": 6}[self.length]

    @property
    def count(self) -> int:
        """The periods of the year that are due."""
        return len(self.months) // self.months_each


class Concerns(Frozen):
    """The units that a part is for; units, kinds and `having` must all hold where given."""

    units: tuple[str, ...] = ()
    kinds: tuple[Name, ...] = ()
    having: Name | None = None


class NotFor(Frozen):
    """What does not concern a unit (不涉及): by name, by condition or by the roster's entry."""

    units: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    treat: Treat
    among: Among = Among(without_own=True)
    reason: str = ""


class Part(Frozen):
    """What group, clause and node share: full mark, limits, period, conditions, units."""

    full: Quantity | None = None
    floor: Quantity | None = None
    """None: no lower limit."""
    ceiling: Quantity | None = None
    times: Quantity = ONE
    period: Period | None = None
    when: tuple[Condition, ...] = ()
    concerns: Concerns | None = None
    not_for: tuple[NotFor, ...] = ()
    fit: Fit = "sum"


class Group(Part):
    """A line with limits or a period of its own, of one or more lines."""

    kind: Literal["group"] = "group"
    start: Quantity
    take: Take = "sum"
    lines: tuple[Item, ...] = Field(min_length=1)


Item = Annotated[Line | Group, Field(discriminator="kind")]
Group.model_rebuild()


class Named(Frozen):
    """What is printed of a clause or node."""

    id: str = Field(min_length=1, max_length=24)
    name: str = ""
    clause: str = ""
    """The place in the notice."""
    provider: str = ""
    decimals_shown: int = Field(default=2, ge=0, le=6)


class Clause(Part, Named):
    """A clause (条): limit((start + Σ lines) × times), rounded once, half up."""

    kind: Literal["clause"] = "clause"
    start: Quantity
    take: Take = "sum"
    lines: tuple[Item, ...] = Field(min_length=1)
    earn: Literal["as_known", "when_complete"] = "as_known"


class Node(Part, Named):
    """Σ clauses and nodes, perhaps fitted to the full mark, limited."""

    kind: Literal["node"] = "node"
    clauses: tuple[Child, ...] = Field(min_length=1)
    round: Literal["none", "node"] = "none"
    add_inside: bool = False


Child = Annotated[Clause | Node, Field(discriminator="kind")]
Node.model_rebuild()


def walk_lines(items: tuple[Item, ...]) -> Iterator[Line]:
    """Yield all lines of groups within groups, in order."""
    for item in items:
        if isinstance(item, Line):
            yield item
        else:
            yield from walk_lines(item.lines)


def walk_groups(holder: Clause | Group) -> Iterator[Clause | Group]:
    """Yield a clause or group and the groups within, from outside in."""
    yield holder
    for item in holder.lines:
        if isinstance(item, Group):
            yield from walk_groups(item)


def walk_tree(node: Node) -> Iterator[Child]:
    """Yield a node and all nodes and clauses under it, from outside in."""
    yield node
    for child in node.clauses:
        if isinstance(child, Node):
            yield from walk_tree(child)
        else:
            yield child


def is_ranked(line: Line) -> bool:
    """Return whether the line's amount is a place."""
    return isinstance(line.standing, Place)
