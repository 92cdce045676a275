"""Read a month's forms: their rows, and what the month requires of each unit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from documents.bulletin.board_facts import Board
from documents.bulletin.facts import FormColumn, FormMonth, FormRow
from scoring.dataset import Dataset
from warehouse.results.scores import ScoreSource
from warehouse.views.forms_due import Demand, expected_months, find_target, list_demands
from warehouse.views.month_facts import read_form_state


def collect_form(found: ScoreSource, dataset: Dataset, boards: Mapping[str, Board]) -> FormMonth:
    """Return a form as it stands for the answer's month, with what the month requires."""
    state = read_form_state(found.facts, found.scheme, dataset, found.month)
    positions = {
        unit.name: position for position, unit in enumerate(found.scheme.roster(dataset.assessment))
    }
    return FormMonth(
        dataset=dataset.key,
        title=dataset.title,
        is_reported=bool(state.reported),
        columns=tuple(_to_columns(found, dataset, state.reported, boards)),
        rows=tuple(_to_rows(state.rows, positions)),
        is_roster_complete=dataset.is_roster_complete,
        due_months=expected_months(found.scheme, dataset, found.choices),
    )


def _to_columns(
    found: ScoreSource, dataset: Dataset, reported: tuple[str, ...], boards: Mapping[str, Board]
) -> Iterator[FormColumn]:
    shares = {check.rate: (check.numerator, check.denominator) for check in dataset.rate_checks}
    for column in dataset.columns:
        demands = [
            demand
            for demand in list_demands(found.scheme, dataset, found.choices, column.key)
            if found.month in demand.months
        ]
        target = find_target(found.scheme, dataset, found.choices, column.key)
        yield FormColumn(
            key=column.key,
            header=column.headers[0],
            kind=column.type,
            is_optional=column.optional,
            is_reported=_is_reported(column.key, reported, shares),
            due_day=min((demand.due_day for demand in demands if demand.due_day), default=None),
            share_of=shares.get(column.key),
            is_due=bool(demands),
            required=tuple(_list_required(demands, boards)),
            target=str(target),
        )


def _is_reported(
    key: str, reported: Collection[str], shares: Mapping[str, tuple[str, str]]
) -> bool:
    """Return whether a column is reported, or both counts that make up its rate."""
    return key in reported or (key in shares and all(count in reported for count in shares[key]))


def _list_required(
    demands: Sequence[Demand], boards: Mapping[str, Board]
) -> Iterator[tuple[str, int]]:
    """Yield (unit, least count) for each unit with points at stake in a column this month.

    Nothing is required of a unit whose points are full whatever it leaves undone.
    """
    required: dict[str, int] = {}
    for demand in demands:
        for unit in boards[demand.assessment].units:
            if unit.has_at_stake(demand.indicator):
                required[unit.unit] = max(required.get(unit.unit, 0), demand.least_for(unit.unit))
    yield from ((unit, least) for unit, least in required.items() if least)


def _to_rows(rows: dict[str, dict[str, str]], positions: dict[str, int]) -> Iterator[FormRow]:
    for unit in sorted(rows, key=lambda unit: positions.get(unit, len(positions))):
        yield FormRow(unit, tuple(rows[unit].items()))
