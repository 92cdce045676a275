"""Collect the facts that an assessment's rules read, each with its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from scoring.dataset import Column, Dataset
from scoring.rules import Rule
from scoring.scheme import Assessment, Scheme
from warehouse.results.fact_sources import FactSources, list_standing_months, read_fact_sources
from warehouse.results.scores import ScoreSource
from warehouse.results.standing_batches import StandingBatch, read_standing
from warehouse.results.typed_values import Physical

SourcePlace = tuple[int, str | None, str | None, int | None]
"""Batch, file, sheet and row of a fact."""


@dataclass(frozen=True)
class Fact:
    """A cell of a form, with the value that the rules read."""

    unit: str
    ref: str
    month: int
    written: str
    """The cell as text for the reader."""
    number: Decimal | date | int | None
    denominator: int | None
    is_filing: bool
    place: SourcePlace


@dataclass(frozen=True)
class DatedRow:
    """A row of a dated ledger; `month` 1 is January of the scheme's year, 0 the month before."""

    unit: str
    dataset: str
    title: str
    date: date
    month: int
    cells: dict[str, Any]
    place: SourcePlace


@dataclass(frozen=True)
class Facts:
    """All facts that an assessment's rules read, up to the as-of month."""

    cells: Sequence[Fact]
    events: Sequence[DatedRow]
    reported: dict[str, dict[int, int]]
    """Column of a form → month → the batch that reports it."""
    titles: dict[str, str]
    """Column of a form → its title."""


def collect_facts(found: ScoreSource, assessment: Assessment, rules: Sequence[Rule]) -> Facts:
    """Return the facts of an assessment's roster, as known at the answer's batch."""
    scheme = found.scheme
    units = [unit.name for unit in scheme.roster(assessment.id)]
    refs = list_refs(rules)
    cells: list[Fact] = []
    reported: dict[str, dict[int, int]] = {ref: {} for ref in refs}
    for key in dict.fromkeys(ref.split(".")[0] for ref in refs):
        dataset = scheme.dataset(key)
        columns = [column for column in dataset.columns if f"{key}.{column.key}" in refs]
        for month, standing in _list_standing(found, dataset):
            present = [column for column in columns if column.key in standing.columns]
            for column in present:
                reported[f"{key}.{column.key}"][month] = standing.columns[column.key]
            cells += _read_cells(found, dataset, present, month, standing, units)
    order = {unit: number for number, unit in enumerate(units)}
    cells.sort(key=lambda fact: (order[fact.unit], refs.index(fact.ref), fact.month))
    events = _collect_events(found, rules, order)
    return Facts(cells, events, reported, {ref: _name(scheme, ref) for ref in refs})


def _name(scheme: Scheme, ref: str) -> str:
    key, _, column = ref.partition(".")
    dataset = scheme.dataset(key)
    return f"{dataset.annex} {dataset.column(column).headers[0]}".strip()


def list_refs(rules: Iterable[Rule]) -> list[str]:
    """Return the form columns that the rules read, without repeats."""
    return list(dict.fromkeys(need.ref for rule in rules for need in rule.needs()))


def _list_standing(found: ScoreSource, dataset: Dataset) -> list[tuple[int, StandingBatch]]:
    """Return (month, standing batch) up to the as-of month; months ≤ 0 are of the year before."""
    scheme = found.scheme
    months = list_standing_months(found.facts, scheme.id, dataset.key)
    numbered = [((month.year - scheme.year) * 12 + month.month, month) for month in months]
    return [
        (number, read_standing(found.facts, scheme.id, dataset, month))
        for number, month in numbered
        if number <= found.month
    ]


def _read_cells(
    found: ScoreSource,
    dataset: Dataset,
    columns: Sequence[Column],
    month: int,
    standing: StandingBatch,
    units: Sequence[str],
) -> list[Fact]:
    batches = {standing.columns[column.key] for column in columns}
    origins = read_fact_sources(found.facts, batches)
    wanted = set(units)
    return [
        _to_fact(dataset, column, unit, month, values[column.key], _place(origins, batch, unit))
        for unit, _, values in standing.rows
        if unit in wanted
        for column in columns
        for batch in [standing.columns[column.key]]
    ]


def _place(origins: FactSources, batch: int, unit: str) -> SourcePlace:
    return (batch, *origins.find(batch, unit))


def _to_fact(
    dataset: Dataset, column: Column, unit: str, month: int, values: Physical, place: SourcePlace
) -> Fact:
    number, denominator, written = _value(column, values)
    ref = f"{dataset.key}.{column.key}"
    is_filing = column.type == "filing"
    return Fact(unit, ref, month, written, number, denominator, is_filing, place)


def _value(column: Column, values: Physical) -> tuple[Decimal | date | int | None, int | None, str]:
    """Return a cell's number, denominator and text.

    A tick or a fault is 1 or 0, a mark of yes the full points; only a rate has a denominator.
    """
    first, second = (*values, None)[:2]
    if column.type == "rate":
        return first, second, "" if first is None else _format_rate(first, second)
    if second is not None:  # the date of a filing, the points of a mark
        return second, None, second.isoformat() if isinstance(second, date) else f"{second:f}"
    if first is None:
        # In a monthly column a blank means 'not done'; elsewhere it means 'not known'.
        return (0 if column.read == "monthly" else None), None, ""
    if isinstance(first, bool):
        if column.type == "mark":
            return (column.maximum if first else 0), None, "√" if first else "×"
        yes, no = ("有", "无") if column.type == "fault" else ("√", "×")
        return int(first), None, yes if first else no
    return first, None, f"{first.normalize():f}" if isinstance(first, Decimal) else str(first)


def _format_rate(numerator: int, denominator: int) -> str:
    percent = (Decimal(numerator) * 100 / Decimal(denominator)).normalize()
    return f"{round(percent, 13).normalize():f}%"


def _collect_events(
    found: ScoreSource, rules: Sequence[Rule], order: dict[str, int]
) -> list[DatedRow]:
    scheme: Scheme = found.scheme
    events = []
    for key in dict.fromkeys(key for rule in rules for key in rule.event_datasets()):
        dataset = scheme.dataset(key)
        for month, standing in _list_standing(found, dataset):
            origins = read_fact_sources(found.facts, [standing.batch_id])
            file, sheet = origins.files[standing.batch_id]
            events += [
                _to_event(dataset, unit, month, row, (standing.batch_id, file, sheet, number))
                for unit, number, row in standing.rows
                if unit in order
            ]
    return sorted(
        events,
        key=lambda event: (
            order[event.unit],
            event.dataset,
            event.date,
            event.place[0],
            event.place[3],
        ),
    )


def _to_event(
    dataset: Dataset, unit: str, month: int, row: dict[str, Physical], place: SourcePlace
) -> DatedRow:
    cells = {key: values[0] for key, values in row.items()}
    return DatedRow(
        unit,
        dataset.key,
        f"{dataset.annex} {dataset.title}".strip(),
        cells["date"],
        month,
        cells,
        place,
    )
