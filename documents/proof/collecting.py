"""The facts of an assessment as they stand: what its rules read, with where each stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from scoring.dataset import Column, Dataset
from scoring.rules import Rule
from scoring.scheme import Assessment, Scheme
from warehouse.results.fact_sources import Origins, list_standing_months, read_origins
from warehouse.results.scores import Answer
from warehouse.results.standing_batches import StandingBatch, read_standing
from warehouse.results.typed_values import Physical

Place = tuple[int, str | None, str | None, int | None]
"""Batch, file, sheet and row."""


@dataclass(frozen=True)
class Fact:
    """A cell of a form: of which unit, month and column, and what it is worth to the rules."""

    unit: str
    ref: str
    month: int
    written: str
    """The cell as a person reads it."""
    number: Decimal | date | int | None
    denominator: int | None
    is_filing: bool
    place: Place


@dataclass(frozen=True)
class Event:
    """A row of a dated ledger; `month` counts from the scheme's January = 1."""

    unit: str
    dataset: str
    title: str
    date: date
    month: int
    cells: dict[str, Any]
    place: Place


@dataclass(frozen=True)
class Facts:
    """Everything that an assessment's rules read, up to the as-of month."""

    cells: Sequence[Fact]
    events: Sequence[Event]
    reported: dict[str, dict[int, int]]
    """Column of a form → month → the batch that reports it."""
    titles: dict[str, str]
    """Column of a form → what it is called."""


def collect_facts(found: Answer, assessment: Assessment, rules: Sequence[Rule]) -> Facts:
    """Read the facts of an assessment's roster, as they were known to the answer."""
    scheme = found.scheme
    units = [one.name for one in scheme.roster(assessment.id)]
    refs = list_refs(rules)
    cells: list[Fact] = []
    reported: dict[str, dict[int, int]] = {ref: {} for ref in refs}
    for key in dict.fromkeys(ref.split(".")[0] for ref in refs):
        dataset = scheme.dataset(key)
        columns = [one for one in dataset.columns if f"{key}.{one.key}" in refs]
        for month, standing in _list_standing(found, dataset):
            present = [one for one in columns if one.key in standing.columns]
            for column in present:
                reported[f"{key}.{column.key}"][month] = standing.columns[column.key]
            cells += _read_cells(found, dataset, present, month, standing, units)
    order = {unit: number for number, unit in enumerate(units)}
    cells.sort(key=lambda one: (order[one.unit], refs.index(one.ref), one.month))
    events = _collect_events(found, rules, order)
    return Facts(cells, events, reported, {ref: _name(scheme, ref) for ref in refs})


def _name(scheme: Scheme, ref: str) -> str:
    key, _, column = ref.partition(".")
    dataset = scheme.dataset(key)
    return f"{dataset.annex} {dataset.column(column).headers[0]}".strip()


def list_refs(rules: Iterable[Rule]) -> list[str]:
    """Return the columns of forms that rules read."""
    return list(dict.fromkeys(need.ref for rule in rules for need in rule.needs()))


def _list_standing(found: Answer, dataset: Dataset) -> list[tuple[int, StandingBatch]]:
    """Return what stands for each month up to the as-of month; 0 and less: the year before."""
    scheme = found.scheme
    months = list_standing_months(found.facts, scheme.id, dataset.key)
    numbered = [((month.year - scheme.year) * 12 + month.month, month) for month in months]
    return [
        (number, read_standing(found.facts, scheme.id, dataset, month))
        for number, month in numbered
        if number <= found.month
    ]


def _read_cells(
    found: Answer,
    dataset: Dataset,
    columns: Sequence[Column],
    month: int,
    standing: StandingBatch,
    units: Sequence[str],
) -> list[Fact]:
    batches = {standing.columns[one.key] for one in columns}
    origins = read_origins(found.facts, batches)
    wanted = set(units)
    return [
        _to_fact(dataset, column, unit, month, values[column.key], _place(origins, batch, unit))
        for unit, _, values in standing.rows
        if unit in wanted
        for column in columns
        for batch in [standing.columns[column.key]]
    ]


def _place(origins: Origins, batch: int, unit: str) -> Place:
    return (batch, *origins.find(batch, unit))


def _to_fact(
    dataset: Dataset, column: Column, unit: str, month: int, values: Physical, place: Place
) -> Fact:
    number, denominator, written = _value(column, values)
    ref = f"{dataset.key}.{column.key}"
    is_filing = column.type == "filing"
    return Fact(unit, ref, month, written, number, denominator, is_filing, place)


def _value(column: Column, values: Physical) -> tuple[Decimal | date | int | None, int | None, str]:
    """Return what a cell is worth: a tick or a fault 1 or 0, a mark of yes the full points."""
    first, second = (*values, None)[:2]
    if column.type == "rate":
        return first, second, "" if first is None else _format_rate(first, second)
    if second is not None:  # the date of a filing, the points of a mark
        return second, None, second.isoformat() if isinstance(second, date) else f"{second:f}"
    if first is None:
        # a month's blank is 'not done'; elsewhere nothing is known
        return (0 if column.read == "monthly" else None), None, ""
    if isinstance(first, bool):
        if column.type == "mark":
            return (column.maximum if first else 0), None, "√" if first else "×"
        yes, no = ("有", "无") if column.type == "fault" else ("√", "×")
        return int(first), None, yes if first else no
    return first, None, str(first)


def _format_rate(numerator: int, denominator: int) -> str:
    percent = (Decimal(numerator) * 100 / Decimal(denominator)).normalize()
    return f"{round(percent, 13).normalize():f}%"


def _collect_events(found: Answer, rules: Sequence[Rule], order: dict[str, int]) -> list[Event]:
    scheme: Scheme = found.scheme
    events = []
    for key in dict.fromkeys(key for rule in rules for key in rule.event_datasets()):
        dataset = scheme.dataset(key)
        for month, standing in _list_standing(found, dataset):
            origins = read_origins(found.facts, [standing.batch_id])
            file, sheet = origins.files[standing.batch_id]
            events += [
                _to_event(dataset, unit, month, row, (standing.batch_id, file, sheet, number))
                for unit, number, row in standing.rows
                if unit in order
            ]
    return sorted(
        events, key=lambda one: (order[one.unit], one.dataset, one.date, one.place[0], one.place[3])
    )


def _to_event(
    dataset: Dataset, unit: str, month: int, row: dict[str, Physical], place: Place
) -> Event:
    cells = {key: values[0] for key, values in row.items()}
    return Event(
        unit,
        dataset.key,
        f"{dataset.annex} {dataset.title}".strip(),
        cells["date"],
        month,
        cells,
        place,
    )
