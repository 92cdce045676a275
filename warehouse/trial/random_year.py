"""Draw a year of random forms for a scheme: typed tables as the reader would return them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from random import Random

from scoring.clauses.roster import AssessedUnit
from scoring.dataset import Dataset
from scoring.scheme import Scheme
from scoring.year import LENGTH
from warehouse.reading.contract import RowRead, TypedTable
from warehouse.trial.random_cells import CellDrawer
from warehouse.trial.telling_numbers import Telling, list_telling

MONTHS_EACH = 2
"""The months of which a form is drawn besides December; the others are missing."""

MOST_ROWS_A_MONTH = 24
MOST_UNITS = 40
"""Limits of a table, so that a large roster takes no longer to try than a small one."""

FIRST_ROW = 4
UNIT_COLUMN = "单位"

Values = dict[str, str | None]


@dataclass(frozen=True)
class RandomYear:
    """The random tables of a scheme; the same dice give the same tables."""

    scheme: Scheme
    dice: Random

    @cached_property
    def _telling(self) -> Telling:
        return list_telling(self.scheme.chosen())

    def list_tables(self) -> list[TypedTable]:
        """Return tables of every form: some months of the year, and of last year where read."""
        return [
            self._draw_table(dataset, number)
            for dataset in self.scheme.datasets
            for number in self._draw_months(dataset)
        ]

    def _draw_months(self, dataset: Dataset) -> list[int]:
        """Return month numbers of a form, the last month among them; 0 and less: last year."""
        step = 3 if dataset.shape == "quarter" else 1
        due = range(step, LENGTH + 1, step)
        months = sorted({*self.dice.sample(due, min(MONTHS_EACH, len(due))), LENGTH})
        is_read = dataset.key in self.scheme.last_forms or dataset.accepts_year_before
        before = [self.dice.choice(due) - LENGTH, 0] if is_read else []
        return sorted({*before, *months})

    def _draw_table(self, dataset: Dataset, number: int) -> TypedTable:
        columns = dataset.columns
        headers = (UNIT_COLUMN, *(column.headers[0] for column in columns))
        places = enumerate(("unit", *(column.key for column in columns)))
        return TypedTable(
            scheme=self.scheme.id,
            dataset=dataset.key,
            month=self.scheme.calendar.write(number),
            sheet="试算",
            headers=headers,
            positions={key: position for position, key in places},
            rows=tuple(self._draw_rows(dataset, number)),
        )

    def _draw_rows(self, dataset: Dataset, number: int) -> list[RowRead]:
        year, month = self.scheme.calendar.calendar_month(number)
        last = date(year, month, monthrange(year, month)[1])
        drawer = CellDrawer(self.dice, last.replace(day=1), last)
        units = self._choose_units(dataset)
        rows = []
        for place, unit in enumerate(units, start=FIRST_ROW):
            values = {
                column.key: drawer.draw(column, self._telling.get((dataset.key, column.key), ()))
                for column in dataset.columns
            }
            keep_limits(dataset, values)
            cells = (unit.name, *(text or "" for text in values.values()))
            rows.append(RowRead(place, unit.name, values, cells))
        return rows

    def _choose_units(self, dataset: Dataset) -> Sequence[AssessedUnit]:
        """Return the units of a form's rows: most of the roster, or none to several of each."""
        roster = list(self.scheme.roster(dataset.assessment))
        if dataset.shape == "dated_ledger":
            several = [unit for unit in roster for _ in range(self.dice.choice((0, 0, 1, 1, 3)))]
            return several[:MOST_ROWS_A_MONTH]
        there = [unit for unit in roster if self.dice.random() < 0.9]
        return there[:MOST_UNITS]


def keep_limits(dataset: Dataset, values: Values) -> None:
    """Hold down a part above its whole, which the reader would refuse; no whole: no part."""
    for part, whole in dataset.at_most:
        a, b = values[part], values[whole]
        if a is not None and (b is None or Fraction(a) > Fraction(b)):
            values[part] = b
