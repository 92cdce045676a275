"""Check every value, level, type and bound that a rule names against the form that provides it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from scoring.dataset import Column, Dataset
from scoring.inputs import InputForm, LedgerColumn, Need
from scoring.rules.rule import Rule
from scoring.scheme import Assessment, Indicator, Scheme

READINGS: dict[InputForm, set[str]] = {
    "latest": {"cumulative", "inspection"},
    "mean": {"cumulative", "inspection"},
    "total": {"monthly"},
    "total_with": {"monthly"},
    "met": {"monthly"},
    "filed_by": {"monthly"},
    "by_month": {"monthly"},
}
"""Input form → allowed readings; a sum of year-to-date figures would count months repeatedly."""


def find_form_errors(scheme: Scheme, indicator: Indicator, rules: Iterable[Rule]) -> Iterator[str]:
    """Yield what a rule needs and its form does not provide; unknown columns are left out."""
    datasets = {dataset.key: dataset for dataset in scheme.datasets}
    for rule in rules:
        for need in rule.needs():
            if column := find_column(datasets, need):
                yield from _find_need_errors(datasets[need.dataset], column, need, indicator)
        required = rule.ledger_columns()
        for requirement in required:
            if column := find_column(datasets, requirement):
                yield from _find_ledger_errors(datasets[requirement.dataset], column, requirement)
        if len(rule.event_datasets()) > 1:
            yield f"columns of several ledgers: {', '.join(one.ref for one in required)}"


def find_column(datasets: dict[str, Dataset], required: Need | LedgerColumn) -> Column | None:
    """Return the column that a rule reads, or None if the scheme does not have it."""
    try:
        return datasets[required.dataset].column(required.column)
    except KeyError:
        return None


def _find_need_errors(
    dataset: Dataset, column: Column, need: Need, indicator: Indicator
) -> Iterator[str]:
    if dataset.shape == "dated_ledger":
        yield f"dataset {dataset.key} is a dated ledger, {need.ref} has no monthly figure"
        return
    if column.type not in need.types:
        yield f"column {need.ref} is of type {column.type} (allowed: {', '.join(need.types)})"
        return
    if column.read not in READINGS[need.form]:
        allowed = ", ".join(sorted(READINGS[need.form]))
        yield f"column {need.ref} is read {column.read} (allowed: {allowed})"
    if column.type in {"mark", "points"}:
        if column.maximum != indicator.full:
            yield (
                f"column {need.ref} goes up to {column.maximum}, "
                f"the full points are {indicator.full}"
            )
        if (column.minimum or 0) < 0:
            yield f"column {need.ref} begins at {column.minimum} (allowed: 0 or more)"


def _find_ledger_errors(dataset: Dataset, column: Column, required: LedgerColumn) -> Iterator[str]:
    if dataset.shape != "dated_ledger":
        yield f"dataset {dataset.key} is no dated ledger"
        return
    if column.type not in required.types:
        allowed = ", ".join(required.types)
        yield f"column {required.ref} is of type {column.type} (allowed: {allowed})"
        return
    known = [choice.value for choice in column.choices]
    for value in required.values:
        if value not in known:
            yield f"column {required.ref} never holds {value!r} (allowed: {', '.join(known)})"
    if required.names_every_value:
        for value in known:
            if value not in required.values:
                yield f"column {required.ref} can hold {value!r}, which has no points"
    if required.is_compared and not column.is_folded:
        yield f"column {required.ref} is compared row by row and needs `is_folded = true`"
    if column.type == "points" and (column.minimum is None or column.minimum <= 0):
        yield f"column {required.ref} begins at {column.minimum} (allowed: more than 0)"


def find_unused_values(scheme: Scheme, assessment: Assessment) -> Iterator[str]:
    """Yield a ledger column's values that no indicator counts, if others of it are counted."""
    named: dict[str, set[str]] = defaultdict(set)
    for indicator in assessment.indicators:
        for rule in scheme.variants(indicator):
            for column in rule.ledger_columns():
                if column.values and not column.names_every_value:
                    named[column.ref] |= set(column.values)
    for ref, values in named.items():
        key, name = ref.split(".")
        for choice in scheme.dataset(key).column(name).choices:
            if choice.value not in values:
                yield (
                    f"scheme.toml, assessment {assessment.id}: column {ref} can hold "
                    f"{choice.value!r}, which no indicator counts"
                )


def find_dataset_errors(dataset: Dataset) -> Iterator[str]:
    """Yield the contradictions in a form's own columns: dates, ranges, defaults."""
    where = f"datasets.toml, dataset {dataset.key}"
    if dataset.shape == "dated_ledger":
        dates = [
            column.key
            for column in dataset.columns
            if column.type == "date" and not column.optional
        ]
        if "date" not in dates:
            yield f"{where}: a dated ledger needs a column `date` of type date"
    for column in dataset.columns:
        label = f"{where}, column {column.key}"
        low, high = column.minimum, column.maximum
        if low is not None and high is not None and low > high:
            yield f"{label}: minimum {low} is above maximum {high}"
        if column.type == "count" and low is not None and low < 0:
            yield f"{label}: minimum {low} (a count is 0 or more)"
        if column.default is not None and not _can_hold(column, column.default):
            yield f"{label}: the column cannot hold its default {column.default!r}"


def _can_hold(column: Column, text: str) -> bool:
    if column.type == "count":
        return text.isdecimal() and (column.minimum or 0) <= int(text)
    if column.type == "choice":
        return text in {choice.value for choice in column.choices}
    return column.type == "text"
