"""What a bulletin is about: every figure of a month as exact text, independent of any drawing.

The figures are those of `kaohe scores --format json`; None is what is None there.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Item:
    """An indicator with points, as the notice has it."""

    id: str
    name: str
    part: str
    full: str
    is_reported: bool = True
    """Whether a form that it rests on is in by the month; what dated rows decide always is."""
    is_by_value: bool = True
    """Whether it is decided unit by unit, once a value is given; else with the form."""


@dataclass(frozen=True)
class ItemScore:
    """A unit's points for an indicator; lost and pending are None for a bonus."""

    id: str
    full: str
    earned: str
    lost: str | None
    pending: str | None


@dataclass(frozen=True)
class UnitScore:
    """A unit on a board, as `kaohe scores` gives it, with its rank of the month before."""

    unit: str
    rank: int | None
    previous_rank: int | None
    """None also where the two boards cannot be compared: see `Board.no_comparison`."""
    full: str
    earned: str | None
    lost: str | None
    pending: str | None
    total: str | None
    rate: str | None
    grade: str | None
    items: tuple[ItemScore, ...]
    key: str | None = None
    bonus: str | None = None
    bonus_counted: bool = False
    vetoes: tuple[str, ...] = ()
    at_risk: tuple[str, ...] = ()
    lost_more: str | None = None
    """Points lost beyond those of the month before, of the items decided in both months; None
    where no item is."""
    provisional_lost: str | None = None
    """The part of the lost points that may still come back."""
    is_grade_settled: bool = True
    """Whether nothing that is still to come can change the grade."""

    @property
    def is_open(self) -> bool:
        """Whether nothing is known of it yet."""
        return self.pending is not None and self.pending == self.full

    def fails(self) -> bool:
        """Return whether the unit fails, whatever is still to come."""
        return self.is_grade_settled and (self.grade or "").startswith("不合格")

    def is_below_line(self) -> bool:
        """Return whether the unit would fail by what is decided and pending, but not for good."""
        return not self.is_grade_settled and (self.grade or "").startswith("不合格")

    def has_at_stake(self, item_id: str) -> bool:
        """Return whether points of an indicator are lost or pending."""
        item = self.item(item_id)
        return any(Decimal(one) > 0 for one in (item.lost, item.pending) if one is not None)

    def item(self, item_id: str) -> ItemScore:
        """Return the points for an indicator; KeyError where it has none."""
        return {one.id: one for one in self.items}[item_id]


@dataclass(frozen=True)
class Event:
    """A dated row of a file that vetoes a unit, puts it at risk, or takes or gives points."""

    unit: str
    indicator: str
    kind: str
    """Kind of its ledger line: veto, at_risk, lost, bonus …"""
    points: str
    reason: str
    clause: str
    month: int | None
    """Of the scheme's year; None for a row of the year before."""
    values: tuple[tuple[str, str], ...]
    """Column of its form → what is written there."""


@dataclass(frozen=True)
class Board:
    """An assessment as of the month: its units in rank order, the unranked last."""

    assessment: str
    title: str
    full: str
    has_bonus: bool
    mean: str | None
    """Of the ranked units' totals."""
    items: tuple[Item, ...]
    roster: tuple[str, ...]
    """Its units in the notice's order."""
    units: tuple[UnitScore, ...]
    events: tuple[Event, ...]
    previous_month: int | None = None
    """The month before; None where it has no data of this assessment."""
    no_comparison: str = ""
    """Why the ranks of the two months cannot be compared; empty where they can."""
    pass_line: str | None = None
    """The total below which a unit fails at the year's end; None where the notice has none."""


@dataclass(frozen=True)
class FormColumn:
    """A column of a form, and whether it is reported for the month."""

    key: str
    header: str
    kind: str
    is_optional: bool
    is_reported: bool
    due_day: int | None
    """The day of the month by which it is to be filed; None where this month asks for none."""
    share_of: tuple[str, str] | None
    """The two counts of which a rate is the quotient."""
    is_due: bool = False
    """Whether an indicator counts this month by itself."""
    asked: tuple[tuple[str, int], ...] = ()
    """The units that lose points, or still await them, if they leave it undone this month, each
    with the least that it must do."""
    target: str = "1"
    """The rate, as a fraction, that is enough."""


@dataclass(frozen=True)
class FormRow:
    """What a form says of a unit: column → canonical text; blanks are left out."""

    unit: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FormMonth:
    """A form as it stands for the month; what is read cumulatively, as it stood last."""

    dataset: str
    title: str
    is_reported: bool
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...]
    is_roster_complete: bool = True
    """Whether the form is about every unit of its roster."""
    asked_months: tuple[int, ...] = ()
    """The months in which the form is expected."""

    def column(self, key: str) -> FormColumn:
        """Return a column; KeyError where the form has none such."""
        return {one.key: one for one in self.columns}[key]

    def values(self) -> dict[str, dict[str, str]]:
        """Return unit → column → text."""
        return {row.unit: dict(row.values) for row in self.rows}


@dataclass(frozen=True)
class Bulletin:
    """Everything that a month's bulletin can say."""

    scheme_id: str
    title: str
    document: str
    region: str
    year: int
    month: int
    is_final: bool
    batch: int
    """Up to which batch the figures go; 0 before the first."""
    boards: tuple[Board, ...]
    forms: tuple[FormMonth, ...]
    gaps: tuple[str, ...]
    """What a person should know before it goes out: months missing, units pending."""

    def board(self, assessment: str) -> Board:
        """Return an assessment's board; KeyError where there is none."""
        return {one.assessment: one for one in self.boards}[assessment]

    def form(self, dataset: str) -> FormMonth:
        """Return a form as it stands; KeyError where there is none."""
        return {one.dataset: one for one in self.forms}[dataset]
