"""Hold every value, level, type and bound that a rule names against the form that brings it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from scoring.dataset import Column, Dataset
from scoring.inputs import Form, LedgerColumn, Need
from scoring.rules.rule import Rule
from scoring.scheme import Assessment, Indicator, Scheme

READINGS: dict[Form, set[str]] = {
    "latest": {"cumulative", "inspection"},
    "mean": {"cumulative", "inspection"},
    "total": {"monthly"},
    "total_with": {"monthly"},
    "met": {"monthly"},
    "filed_by": {"monthly"},
    "by_month": {"monthly"},
}
"""How a column may be read for an input: a sum of year-to-date figures counts each month again."""


def find_form_errors(scheme: Scheme, indicator: Indicator, rules: Iterable[Rule]) -> Iterator[str]:
    """Yield what a rule asks of its form and the form does not give; unknown columns apart."""
    datasets = {one.key: one for one in scheme.datasets}
    for rule in rules:
        for need in rule.needs():
            if column := find_column(datasets, need):
                yield from _find_need_errors(datasets[need.dataset], column, need, indicator)
        asked = rule.ledger_columns()
        for one in asked:
            if column := find_column(datasets, one):
                yield from _find_ledger_errors(datasets[one.dataset], column, one)
        if len(rule.event_datasets()) > 1:
            yield f"columns of several ledgers: {', '.join(one.ref for one in asked)}"


def find_column(datasets: dict[str, Dataset], asked: Need | LedgerColumn) -> Column | None:
    """Return the column that a rule reads; None where the scheme has none."""
    try:
        return datasets[asked.dataset].column(asked.column)
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


def _find_ledger_errors(dataset: Dataset, column: Column, asked: LedgerColumn) -> Iterator[str]:
    if dataset.shape != "dated_ledger":
        yield f"dataset {dataset.key} is no dated ledger"
        return
    if column.type not in asked.types:
        yield f"column {asked.ref} is of type {column.type} (allowed: {', '.join(asked.types)})"
        return
    known = [choice.value for choice in column.choices]
    for value in asked.values:
        if value not in known:
            yield f"column {asked.ref} never holds {value!r} (allowed: {', '.join(known)})"
    if asked.names_every_value:
        for value in known:
            if value not in asked.values:
                yield f"column {asked.ref} can hold {value!r}, which has no points"
    if asked.is_compared and not column.is_folded:
        yield f"column {asked.ref} is compared row by row and needs `is_folded = true`"
    if column.type == "points" and (column.minimum is None or column.minimum <= 0):
        yield f"column {asked.ref} begins at {column.minimum} (allowed: more than 0)"


def find_unused_values(scheme: Scheme, assessment: Assessment) -> Iterator[str]:
    """Yield values of a ledger's column that no indicator counts though others of it are."""
    named: dict[str, set[str]] = defaultdict(set)
    for indicator in assessment.indicators:
        for rule in scheme.variants(indicator):
            for one in rule.ledger_columns():
                if one.values and not one.names_every_value:
                    named[one.ref] |= set(one.values)
    for ref, values in named.items():
        key, name = ref.split(".")
        for choice in scheme.dataset(key).column(name).choices:
            if choice.value not in values:
                yield (
                    f"scheme.toml, assessment {assessment.id}: column {ref} can hold "
                    f"{choice.value!r}, which no indicator counts"
                )


def find_dataset_errors(dataset: Dataset) -> Iterator[str]:
    """Yield what a form's columns cannot hold or cannot be dated by."""
    where = f"datasets.toml, dataset {dataset.key}"
    if dataset.shape == "dated_ledger":
        dates = [one.key for one in dataset.columns if one.type == "date" and not one.optional]
        if "date" not in dates:
            yield f"{where}: a dated ledger needs a column `date` of type date"
    for column in dataset.columns:
        place = f"{where}, column {column.key}"
        low, high = column.minimum, column.maximum
        if low is not None and high is not None and low > high:
            yield f"{place}: minimum {low} is above maximum {high}"
        if column.type == "count" and low is not None and low < 0:
            yield f"{place}: minimum {low} (a count is 0 or more)"
        if column.default is not None and not _can_hold(column, column.default):
            yield f"{place}: the column cannot hold its default {column.default!r}"


def _can_hold(column: Column, text: str) -> bool:
    if column.type == "count":
        return text.isdecimal() and (column.minimum or 0) <= int(text)
    if column.type == "choice":
        return text in {choice.value for choice in column.choices}
    return column.type == "text"
