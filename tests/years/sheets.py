"""What the twin is given (typed facts by dataset and month) and how much of it a month sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

Value = bool | int | Fraction | date | str | None
Cells = Mapping[str, Value]


@dataclass(frozen=True)
class Sheet:
    """The batch that stands for one dataset and month; `columns` are the columns that it has.

    Forms, inspections and quarters hold their rows by unit; the dated ledgers are lists.
    """

    columns: frozenset[str]
    rows: dict[str, dict[str, Value]] | list[dict[str, Value]]


Facts = dict[str, dict[str, Sheet]]


@dataclass(frozen=True)
class Seen:
    """The facts as of a month of the scheme's year: nothing of a later month is visible."""

    facts: Facts
    year: int
    as_of: int

    def sheet(self, dataset: str, month: int) -> Sheet | None:
        """Give the batch of a month of the scheme's year, or None where nothing is reported."""
        if month > self.as_of:
            return None
        return self.facts.get(dataset, {}).get(f"{self.year}-{month:02d}")

    def reported(self, dataset: str, *columns: str) -> list[int]:
        """List the months whose batch has all of the columns (scoring.md 1, 'Reported')."""
        months = []
        for month in range(1, 13):
            sheet = self.sheet(dataset, month)
            if sheet is not None and sheet.columns.issuperset(columns):
                months.append(month)
        return months

    def cell(self, dataset: str, month: int, unit: str, column: str) -> Value:
        """Read one cell; None stands for blank, dash, no such row, column or batch."""
        sheet = self.sheet(dataset, month)
        if sheet is None or column not in sheet.columns:
            return None
        assert isinstance(sheet.rows, dict), f"{dataset} is a dated ledger"
        return sheet.rows.get(unit, {}).get(column)

    def monthly(self, dataset: str, unit: str, column: str) -> dict[int, Value]:
        """Read a monthly column: one value per reported month, None for not done."""
        return {
            month: self.cell(dataset, month, unit, column)
            for month in self.reported(dataset, column)
        }

    def monthly_counts(self, dataset: str, unit: str, column: str) -> dict[int, int]:
        """Read a monthly column of counts: blank is 0 in a reported month."""
        values = self.monthly(dataset, unit, column)
        return {month: as_count(value) or 0 for month, value in values.items()}

    def given(self, dataset: str, unit: str, column: str) -> list[Value]:
        """List the non-blank values of a cumulative or inspection column, oldest first."""
        cells = [self.cell(dataset, month, unit, column) for month in range(1, 13)]
        return [value for value in cells if value is not None]

    def latest(self, dataset: str, unit: str, column: str) -> Value:
        """Read a cumulative or inspection column: the latest non-blank value, else None."""
        values = self.given(dataset, unit, column)
        return values[-1] if values else None

    def awaited(self, dataset: str, *columns: str) -> list[int]:
        """List the months of the year whose form may still bring all of the columns."""
        reported = self.reported(dataset, *columns)
        return [month for month in range(1, 13) if month not in reported]

    def may_change(self, dataset: str, unit: str, column: str) -> bool:
        """Say whether the latest value may become another one before the year is over.

        An inspection may come in any later month, its first one also after the last month.
        """
        values = [self.cell(dataset, month, unit, column) for month in range(1, 13)]
        known = [month for month, value in enumerate(values, start=1) if value is not None]
        if dataset.endswith("_inspection") or dataset == "qy_assessment":
            return self.as_of < 12 or not known
        return any(month > max(known, default=0) for month in self.awaited(dataset, column))

    def is_ledger_open(self, dataset: str) -> bool:
        """Say whether a month of a dated ledger is still to come, or was never handed in."""
        months = [f"{self.year}-{month:02d}" for month in range(1, self.as_of + 1)]
        return sum(month in self.facts.get(dataset, {}) for month in months) < 12

    def dated_rows(self, dataset: str, unit: str, *, year_before: bool = False) -> list[Cells]:
        """List a unit's rows of a dated ledger, of the scheme's year or of the year before."""
        months = range(1, 13) if year_before else range(1, self.as_of + 1)
        year = self.year - 1 if year_before else self.year
        found: list[Cells] = []
        for month in months:
            sheet = self.facts.get(dataset, {}).get(f"{year}-{month:02d}")
            if sheet is not None:
                assert isinstance(sheet.rows, list), f"{dataset} is no dated ledger"
                found.extend(row for row in sheet.rows if row["unit"] == unit)
        return found


def as_count(value: Value) -> int | None:
    """Take a cell as a count or blank; anything else is a mistake in the facts."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise TypeError(f"not a count: {value!r}")


def as_number(value: Value) -> Fraction | None:
    """Take a cell as a rate, points or a count, or blank; else it is a mistake in the facts."""
    if value is None or isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    raise TypeError(f"not a number: {value!r}")


def as_date(value: Value) -> date:
    """Take a cell as a date; anything else is a mistake in the facts."""
    if isinstance(value, date):
        return value
    raise TypeError(f"not a date: {value!r}")
