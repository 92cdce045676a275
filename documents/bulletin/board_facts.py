"""The facts of a board: every figure of an assessment's month as exact text.

The figures are those of `kaohe scores --format json`, and None means the same as there.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from documents.scheme_words import SchemeWords
from warehouse.views.boards import is_last_grade


@dataclass(frozen=True)
class BoardItem:
    """An indicator with points, as a column of a board."""

    id: str
    name: str
    full: str | None
    """None of an addition or deduction, and where it differs by unit."""
    ceiling: str | None = None
    """The most that an addition may give, if it is one number."""
    position: int = 0
    """Its place among the clauses and nodes, in the notice's order."""
    is_top: bool = True
    """Whether it stands directly under the total."""
    is_reported: bool = True
    """Whether one of its forms is reported by the month; ledgers always count as reported."""
    is_by_value: bool = True
    """Whether each unit's own value decides it; else the form decides it for all units."""


@dataclass(frozen=True)
class ItemScore:
    """A unit's points for an indicator or node; lost and pending are None for an addition."""

    id: str
    full: str | None
    earned: str
    lost: str | None
    pending: str | None


@dataclass(frozen=True)
class UnitScore:
    """A unit's figures on a board, as `kaohe scores` gives them, and its previous rank."""

    unit: str
    rank: int | None
    previous_rank: int | None
    """The rank of the month before; None also if the boards cannot be compared
    (`Board.no_comparison`)."""
    full: str | None
    earned: str | None
    lost: str | None
    pending: str | None
    total: str | None
    rate: str | None
    grade: str | None
    items: tuple[ItemScore, ...]
    nodes: tuple[ItemScore, ...] = ()
    group: str = ""
    """What it is ranked in; empty if all units are ranked together."""
    key: str | None = None
    bonus: str | None = None
    deductions: str | None = None
    bonus_counted: bool = False
    added: str | None = None
    """What additions and deductions bring to the total, 0 where they do not count."""
    vetoes: tuple[str, ...] = ()
    at_risk: tuple[str, ...] = ()
    lost_more: str | None = None
    """Points lost in excess of the month before, over the items decided in both months; None if
    there is no such item."""
    provisional_lost: str | None = None
    """The part of the lost points that may still come back."""
    is_grade_settled: bool = True
    """Whether no later data can change the grade."""

    @property
    def is_open(self) -> bool:
        """Whether all its points are still pending."""
        return self.pending is not None and self.pending == self.full

    def has_at_stake(self, item_id: str) -> bool:
        """Return whether any points of an indicator are lost or pending; not if it has none."""
        item = {score.id: score for score in self.items}.get(item_id)
        return item is not None and any(
            Decimal(points) > 0 for points in (item.lost, item.pending) if points is not None
        )

    def item(self, item_id: str) -> ItemScore:
        """Return the points for an indicator or node; KeyError if there are none."""
        return {score.id: score for score in (*self.items, *self.nodes)}[item_id]

    def find(self, item_id: str) -> ItemScore | None:
        """Return the points for an indicator or node; None if the unit has no such item."""
        return {score.id: score for score in (*self.items, *self.nodes)}.get(item_id)


@dataclass(frozen=True)
class Event:
    """A dated row of a ledger that vetoes a unit, puts it at risk, or takes or gives points.

    Or a veto for which no such row stands.
    """

    unit: str
    indicator: str
    kind: str
    """Kind of its ledger line: veto, at_risk, lost, bonus, deduction."""
    points: str
    reason: str
    clause: str
    day: str
    """The date of the row, e.g. 2021-09-14; empty if it has none."""
    month: int | None
    """The month of the scheme's year (1–12); None without a day or for one of the year before."""
    values: tuple[tuple[str, str], ...]
    """(column, text) pairs of the row."""


@dataclass(frozen=True)
class Board:
    """An assessment as of the month, with its units in rank order and the unranked last."""

    assessment: str
    title: str
    full: str | None
    """None where it differs by unit."""
    words: SchemeWords
    mean: str | None
    """The mean of the ranked units' totals."""
    items: tuple[BoardItem, ...]
    """Its clauses, in the notice's order."""
    roster: tuple[str, ...]
    """The units in the notice's order."""
    units: tuple[UnitScore, ...]
    events: tuple[Event, ...]
    previous_month: int | None = None
    """The calendar month before (1–12); None if it has no data of this assessment."""
    no_comparison: str = ""
    """Why the ranks of the two months cannot be compared; empty if they can."""
    pass_line: str | None = None
    """The total below which a unit has the last grade at the year's end; None if the notice sets
    none."""
    nodes: tuple[BoardItem, ...] = ()
    """The nodes under the total, from outside in."""

    vetoes: tuple[tuple[str, str], ...] = ()
    """(id, name) of its vetoes."""

    @property
    def names(self) -> dict[str, str]:
        """The name of each clause, node and veto by its id."""
        items = {item.id: item.name or item.id for item in (*self.items, *self.nodes)}
        return items | dict(self.vetoes)

    @property
    def parts(self) -> tuple[BoardItem, ...]:
        """What stands directly under the total: clauses and nodes."""
        return tuple(item for item in self.every_item if item.is_top)

    @property
    def every_item(self) -> tuple[BoardItem, ...]:
        """Its clauses and nodes in the notice's order, each node before what it holds."""
        return tuple(sorted((*self.items, *self.nodes), key=lambda item: item.position))

    @property
    def has_bonus(self) -> bool:
        """Whether anything beside the full marks gives or takes points."""
        return self.words.has_additions

    @property
    def has_deductions(self) -> bool:
        """Whether anything is taken beside the full marks: by the notice, or from a unit."""
        return bool(self.words.deductions) or any(
            Decimal(unit.deductions or 0) for unit in self.units
        )

    def list_groups(self) -> list[str]:
        """Return what units are ranked in, in the order of the roster; empty if not apart."""
        groups = {unit.unit: unit.group for unit in self.units}
        return list(dict.fromkeys(groups[name] for name in self.roster if groups.get(name)))

    def fails(self, unit: UnitScore) -> bool:
        """Return whether a unit has the last grade and no later data can change that."""
        return unit.is_grade_settled and self._is_last(unit)

    def is_below_line(self, unit: UnitScore) -> bool:
        """Return whether a unit would have the last grade now, but later data may change that."""
        return not unit.is_grade_settled and self._is_last(unit)

    def _is_last(self, unit: UnitScore) -> bool:
        return is_last_grade(unit.grade, self.words.grades)
