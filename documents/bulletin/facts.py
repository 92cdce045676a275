"""The facts of a bulletin: every figure of a month as exact text, independent of its layout.

The figures are those of `kaohe scores --format json`, and None means the same as there.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class BoardItem:
    """An indicator with points, as a column of a board."""

    id: str
    name: str
    part: str
    full: str
    is_reported: bool = True
    """Whether one of its forms is reported by the month; ledgers always count as reported."""
    is_by_value: bool = True
    """Whether each unit's own value decides it; else the form decides it for all units."""


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
    """A unit's figures on a board, as `kaohe scores` gives them, and its previous rank."""

    unit: str
    rank: int | None
    previous_rank: int | None
    """The rank of the month before; None also if the boards cannot be compared
    (`Board.no_comparison`)."""
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

    def fails(self) -> bool:
        """Return whether the unit fails and no later data can change that."""
        return self.is_grade_settled and (self.grade or "").startswith("不合格")

    def is_below_line(self) -> bool:
        """Return whether the unit would fail now, but later data may change that."""
        return not self.is_grade_settled and (self.grade or "").startswith("不合格")

    def has_at_stake(self, item_id: str) -> bool:
        """Return whether any points of an indicator are lost or pending."""
        item = self.item(item_id)
        return any(
            Decimal(points) > 0 for points in (item.lost, item.pending) if points is not None
        )

    def item(self, item_id: str) -> ItemScore:
        """Return the points for an indicator; KeyError if there are none."""
        return {score.id: score for score in self.items}[item_id]


@dataclass(frozen=True)
class Event:
    """A dated row of a ledger that vetoes a unit, puts it at risk, or takes or gives points."""

    unit: str
    indicator: str
    kind: str
    """Kind of its ledger line: veto, at_risk, lost, bonus …"""
    points: str
    reason: str
    clause: str
    month: int | None
    """The month in the scheme's year; None for a row of the year before."""
    values: tuple[tuple[str, str], ...]
    """(column, text) pairs of the row."""


@dataclass(frozen=True)
class Board:
    """An assessment as of the month, with its units in rank order and the unranked last."""

    assessment: str
    title: str
    full: str
    has_bonus: bool
    mean: str | None
    """The mean of the ranked units' totals."""
    items: tuple[BoardItem, ...]
    roster: tuple[str, ...]
    """The units in the notice's order."""
    units: tuple[UnitScore, ...]
    events: tuple[Event, ...]
    previous_month: int | None = None
    """The month before; None if it has no data of this assessment."""
    no_comparison: str = ""
    """Why the ranks of the two months cannot be compared; empty if they can."""
    pass_line: str | None = None
    """The total below which a unit fails at the year's end; None if the notice sets none."""


@dataclass(frozen=True)
class FormColumn:
    """A column of a form, and whether it is reported for the month."""

    key: str
    header: str
    kind: str
    is_optional: bool
    is_reported: bool
    due_day: int | None
    """The day of the month by which it must be filed; None if this month sets no day."""
    share_of: tuple[str, str] | None
    """The (numerator, denominator) columns of a rate, if the form has both."""
    is_due: bool = False
    """Whether an indicator judges this month by itself."""
    required: tuple[tuple[str, int], ...] = ()
    """(unit, least count) of the units that have points at stake in the column this month."""
    target: str = "1"
    """The rate that is enough, as a fraction of 1."""


@dataclass(frozen=True)
class FormRow:
    """A unit's row of a form: (column, canonical text) pairs; blanks are left out."""

    unit: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FormMonth:
    """A form as it stands for the month; cumulative columns keep their latest values."""

    dataset: str
    title: str
    is_reported: bool
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...]
    is_roster_complete: bool = True
    """Whether the form must list every unit of its roster."""
    due_months: tuple[int, ...] = ()
    """The months in which the form is expected."""

    def column(self, key: str) -> FormColumn:
        """Return the column with this key; KeyError if the form has none."""
        return {column.key: column for column in self.columns}[key]

    def values(self) -> dict[str, dict[str, str]]:
        """Return unit → column → text."""
        return {row.unit: dict(row.values) for row in self.rows}


@dataclass(frozen=True)
class Bulletin:
    """All facts of a month's bulletin."""

    scheme_id: str
    title: str
    document: str
    region: str
    year: int
    month: int
    is_final: bool
    batch: int
    """The newest batch in the figures; 0 before the first import."""
    boards: tuple[Board, ...]
    forms: tuple[FormMonth, ...]
    gaps: tuple[str, ...]
    """Warnings before it is issued: missing months, pending units."""

    def board(self, assessment: str) -> Board:
        """Return an assessment's board; KeyError if there is none."""
        return {board.assessment: board for board in self.boards}[assessment]

    def form(self, dataset: str) -> FormMonth:
        """Return a dataset's form; KeyError if there is none."""
        return {form.dataset: form for form in self.forms}[dataset]
