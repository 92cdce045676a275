"""Derive from a scheme's rules when each form is expected, by which day, and from whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from scoring.clauses.curves import Each
from scoring.clauses.figures import Column, Own
from scoring.clauses.numbers import to_decimal
from scoring.clauses.parts import Clause, Line, walk_groups, walk_lines
from scoring.clauses.quantities import Fixed, OfFull, Quantity, Target
from scoring.clauses.requests import list_uses
from scoring.dataset import Dataset
from scoring.months import YEAR
from scoring.scheme import Choices, Scheme
from scoring.year import SchemeYear
from warehouse.results.standing_batches import to_month

QUARTER_ENDS = (3, 6, 9, 12)


@dataclass(frozen=True)
class DueItem:
    """What the notice requires by a day of the month, and the clause that says so."""

    dataset: str
    assessment: str
    indicator: str
    name: str
    day: int
    months: tuple[int, ...]
    clause: str

    def due_on(self, calendar: SchemeYear, month: int) -> date:
        """Return the due day in a month of the year; its last day if the month is too short."""
        first = to_month(calendar.write(month))
        return min(first + timedelta(days=self.day - 1), last_day(calendar, month))


def last_day(calendar: SchemeYear, month: int) -> date:
    """Return the last day of a month of the scheme's year."""
    return to_month(calendar.write(month + 1)) - timedelta(days=1)


@dataclass(frozen=True)
class Demand:
    """What an indicator requires of a column each month: a least count, perhaps by a due day."""

    assessment: str
    indicator: str
    months: tuple[int, ...]
    due_day: int | None = None
    least: int = 1
    least_of: Mapping[str, int] = field(default_factory=dict)
    """Unit → its own quota, if the roster gives one."""

    def least_for(self, unit: str) -> int:
        """Return the least count that a unit must reach in a month; 0: none is required."""
        return self.least_of.get(unit, self.least)


def list_demands(scheme: Scheme, dataset: Dataset, choices: Choices, key: str) -> list[Demand]:
    """Return what the clauses require of a column in each single month; empty if nothing.

    A yearly minimum, a cumulative rate or a column without points requires nothing of one month.
    """
    return [
        Demand(
            use.assessment,
            use.clause.id,
            use.months,
            use.column.due_day,
            *_find_least(scheme, use),
        )
        for use in _list_monthly(scheme, choices)
        if use.column.form == dataset.key and use.column.column == key
    ]


@dataclass(frozen=True)
class MonthlyUse:
    """A line that counts a column month by month."""

    assessment: str
    clause: Clause
    line: Line
    column: Column
    months: tuple[int, ...]


def _list_monthly(scheme: Scheme, choices: Choices) -> Iterator[MonthlyUse]:
    for assessment in scheme.chosen(choices).assessments:
        for clause in assessment.list_clauses():
            for group in walk_groups(clause):
                if group.period is None or group.period.length != "month":
                    continue
                for line in group.lines:
                    if isinstance(line, Line) and isinstance(line.figure, Column):
                        months = group.period.months
                        yield MonthlyUse(assessment.id, clause, line, line.figure, months)


def _find_least(scheme: Scheme, use: MonthlyUse) -> tuple[int, dict[str, int]]:
    """Return the least count of a month, and that of each unit where the roster sets it."""
    curve = use.line.curve
    wanted: Quantity | None = use.line.gap.target if use.line.gap else None
    if wanted is None and isinstance(curve, Each):
        wanted = curve.per
    if isinstance(wanted, Target) and isinstance(wanted.basis, Own):
        roster = scheme.roster(use.assessment)
        figures = {unit.name: unit.own_value(wanted.basis.own) for unit in roster}
        return 1, {
            name: -int(-figure // 1) for name, figure in figures.items() if figure is not None
        }
    return (-int(-wanted.value // 1) if isinstance(wanted, Fixed) else 1), {}


def find_target(scheme: Scheme, dataset: Dataset, choices: Choices, key: str) -> Decimal:
    """Return the target of a rate column, as a fraction; 1 if no clause sets one.

    If several clauses read the column, the lowest target holds.
    """
    targets = [
        to_decimal(line.curve.per.value / 100)
        for line in _list_lines(scheme, choices)
        if isinstance(line.figure, Column)
        and (line.figure.form, line.figure.column) == (dataset.key, key)
        and isinstance(line.curve, Each)
        and isinstance(line.curve.price, OfFull)
        and isinstance(line.curve.per, Fixed)
        and line.gap is None
    ]
    return min(targets, default=Decimal(1))


def _list_lines(scheme: Scheme, choices: Choices) -> Iterator[Line]:
    for assessment in scheme.chosen(choices).assessments:
        for clause in assessment.list_clauses():
            yield from walk_lines(clause.lines)


def list_due_items(scheme: Scheme, choices: Choices) -> list[DueItem]:
    """Return everything that the scheme requires by a stated day of the month."""
    return [
        DueItem(
            dataset=use.column.form,
            assessment=use.assessment,
            indicator=use.clause.id,
            name=use.clause.name,
            day=use.column.due_day,
            months=use.months,
            clause=use.clause.clause,
        )
        for use in _list_monthly(scheme, choices)
        if use.column.due_day is not None
    ]


def expected_months(scheme: Scheme, dataset: Dataset, choices: Choices) -> tuple[int, ...]:
    """Return the months in which a form is expected; empty for what is reported as it happens.

    A month form is expected in the months that a clause counts one by one, or in all twelve if no
    clause does.
    """
    if dataset.shape == "quarter":
        return QUARTER_ENDS
    if dataset.shape != "month_form":
        return ()
    counted = {
        month
        for use in _list_monthly(scheme, choices)
        if use.column.form == dataset.key
        for month in use.months
    }
    return tuple(sorted(counted)) or tuple(YEAR)


def list_providers(scheme: Scheme, dataset: Dataset, choices: Choices) -> list[str]:
    """Return who provides a form's data according to the notice; empty if it does not say."""
    uses = list_uses(scheme.chosen(choices))
    return list(
        dict.fromkeys(
            provider
            for use in uses
            if use.request.form == dataset.key
            for provider in (
                scheme.assessment(use.assessment).indicator(use.clause).provider or ""
            ).split("、")
            if provider
        )
    )
