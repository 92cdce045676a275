"""Collect the facts that an assessment reads from the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from documents.proof.facts import NO, YES, DatedRow, Fact, Facts, SourcePlace, Sources, list_sources
from scoring.clauses.decisions import Assessment
from scoring.dataset import Column, Dataset
from scoring.scheme import Scheme
from warehouse.results.fact_sources import FactSources, list_standing_months, read_fact_sources
from warehouse.results.scores import ScoreSource
from warehouse.results.standing_batches import StandingBatch, read_standing
from warehouse.results.typed_values import Physical


def collect_facts(found: ScoreSource, assessment: Assessment) -> Facts:
    """Return the facts of an assessment's roster, as known at the answer's batch."""
    scheme = found.scheme
    sources = _add_words(scheme, list_sources(assessment))
    order = {unit.name: number for number, unit in enumerate(scheme.roster(assessment.id))}
    cells: list[Fact] = []
    reported: dict[str, dict[int, int]] = {ref: {} for ref in sources.refs}
    for form in dict.fromkeys(ref.rpartition(".")[0] for ref in sources.refs):
        dataset, is_last = scheme.dataset(form.removeprefix("last:")), form.startswith("last:")
        columns = [one for one in dataset.columns if f"{form}.{one.key}" in reported]
        for number, standing in _list_standing(found, dataset):
            month = number + 12 if is_last else number
            if not 1 <= month <= 12:
                continue
            present = [one for one in columns if one.key in standing.columns]
            for column in present:
                reported[f"{form}.{column.key}"][month] = standing.columns[column.key]
            cells += _read_cells(found, form, present, month, standing, order)
    cells.sort(key=lambda fact: (order[fact.unit], sources.refs.index(fact.ref), fact.month))
    titles = {ref: _name(scheme, ref) for ref in sources.refs}
    titles |= {
        f"{form}.{key}": scheme.dataset(form).column(key).headers[0]
        for form, keys in sources.ledgers.items()
        for key in keys
    }
    return Facts(cells, _collect_events(found, sources, order), reported, titles)


def _add_words(scheme: Scheme, sources: Sources) -> Sources:
    """Add the columns of ledgers that say what a row is about; no figure depends on them."""
    ledgers = {}
    for form, keys in sources.ledgers.items():
        dataset = scheme.dataset(form)
        words = (dataset.subject_column, dataset.reason_column, dataset.document_column)
        ledgers[form] = tuple(dict.fromkeys([*keys, *(one for one in words if one is not None)]))
    return Sources(sources.refs, ledgers)


def _name(scheme: Scheme, ref: str) -> str:
    key, _, column = ref.removeprefix("last:").partition(".")
    dataset = scheme.dataset(key)
    words = f"{dataset.annex} {dataset.column(column).headers[0]}".strip()
    return f"上年：{words}" if ref.startswith("last:") else words


def _list_standing(found: ScoreSource, dataset: Dataset) -> list[tuple[int, StandingBatch]]:
    """Return (month, standing batch) up to the as-of month; months ≤ 0 are of the year before."""
    scheme = found.scheme
    months = list_standing_months(found.facts, scheme.id, dataset.key)
    numbered = [(scheme.calendar.number(month.year, month.month), month) for month in months]
    return [
        (number, read_standing(found.facts, scheme.id, dataset, month))
        for number, month in numbered
        if number <= found.month
    ]


def _read_cells(
    found: ScoreSource,
    form: str,
    columns: Sequence[Column],
    month: int,
    standing: StandingBatch,
    units: dict[str, int],
) -> list[Fact]:
    origins = read_fact_sources(found.facts, {standing.columns[one.key] for one in columns})
    return [
        replace(
            to_fact(column, values[column.key], unit, f"{form}.{column.key}", month),
            place=_place(origins, standing.columns[column.key], unit),
        )
        for unit, _, values in standing.rows
        if unit in units
        for column in columns
    ]


def _place(origins: FactSources, batch: int, unit: str) -> SourcePlace:
    return (batch, *origins.find(batch, unit))


def to_fact(column: Column, values: Physical, unit: str, ref: str, month: int) -> Fact:
    """Return a cell's fact from its typed values."""
    first, second = (*values, None)[:2]
    fact = Fact(unit, ref, month, is_filing=column.type == "filing")
    if column.type == "rate":
        if first is None:
            return fact
        return replace(
            fact, written=_format_rate(first, second), number=Fraction(first), denominator=second
        )
    if isinstance(second, date):
        return replace(fact, written=second.isoformat(), number=Fraction(1), filed=second)
    value = first if second is None else second  # the points of a mark
    if value is None:
        return fact
    if isinstance(value, bool):
        words = ("有", "无") if column.type == "fault" else ("√", "×")
        written = words[0] if value else words[1]
        return replace(fact, written=written, number=Fraction(value), tick=YES if value else NO)
    written = f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
    return replace(fact, written=written, number=Fraction(value))


def _format_rate(numerator: int, denominator: int) -> str:
    percent = (Decimal(numerator) * 100 / Decimal(denominator)).normalize()
    return f"{round(percent, 13).normalize():f}%"


def _collect_events(found: ScoreSource, sources: Sources, order: dict[str, int]) -> list[DatedRow]:
    events = []
    for form, keys in sources.ledgers.items():
        dataset = found.scheme.dataset(form)
        for month, standing in _list_standing(found, dataset):
            origins = read_fact_sources(found.facts, [standing.batch_id])
            file, sheet = origins.files[standing.batch_id]
            events += [
                _to_event(dataset, keys, unit, month, row, (standing.batch_id, file, sheet, number))
                for unit, number, row in standing.rows
                if unit in order
            ]
    return sorted(
        events, key=lambda one: (order[one.unit], one.form, one.date, one.place[0], one.place[3])
    )


def _to_event(
    dataset: Dataset,
    keys: Sequence[str],
    unit: str,
    month: int,
    row: dict[str, Physical],
    place: SourcePlace,
) -> DatedRow:
    cells = {key: _to_content(row[key]) for key in keys}
    day = row[dataset.date_column.key][0]
    return DatedRow(
        unit, dataset.key, f"{dataset.annex} {dataset.title}".strip(), day, month, cells, place
    )


def _to_content(values: Physical) -> Fraction | str | None:
    value: Any = next((one for one in values if one is not None), None)
    return (
        Fraction(value)
        if isinstance(value, int | Decimal)
        else None
        if value is None
        else str(value)
    )
