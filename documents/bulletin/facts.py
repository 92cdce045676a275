"""The facts of a bulletin: every figure of a month as exact text, independent of its layout."""

from __future__ import annotations

from dataclasses import dataclass

from documents.bulletin.board_facts import Board
from scoring.year import SchemeYear


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
    """The year that the notice is for."""
    month: int
    """The month of that year, 1–12; `calendar` says which of the calendar it is."""
    is_final: bool
    batch: int
    """The newest batch in the figures; 0 before the first import."""
    boards: tuple[Board, ...]
    forms: tuple[FormMonth, ...]
    gaps: tuple[str, ...]
    """Warnings before it is issued: missing months, pending units."""
    calendar: SchemeYear
    data_day: str = ""
    """The day on which that batch was imported, YYYY-MM-DD."""

    @property
    def month_text(self) -> str:
        """The calendar month, e.g. 2021-07."""
        return self.calendar.write(self.month)

    @property
    def calendar_month(self) -> tuple[int, int]:
        """The calendar year and month (1–12)."""
        return self.calendar.calendar_month(self.month)

    def board(self, assessment: str) -> Board:
        """Return an assessment's board; KeyError if there is none."""
        return {board.assessment: board for board in self.boards}[assessment]

    def form(self, dataset: str) -> FormMonth:
        """Return a dataset's form; KeyError if there is none."""
        return {form.dataset: form for form in self.forms}[dataset]
