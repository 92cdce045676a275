"""What must hold across a scheme's parts; each finding starts with the file it concerns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from scoring.dataset import Column
from scoring.inputs import Need
from scoring.rules import rule_model
from scoring.rules.rule import Rule
from scoring.scheme import Assessment, Indicator, Scheme

PARTS_OF_KIND = {
    "veto_count": {"veto"},
    "award_levels": {"bonus"},
    "quarter_rank": {"bonus"},
}
"""Rule kinds that fit only one part of an assessment; the others fit score, key and bonus."""


def find_scheme_errors(scheme: Scheme) -> list[str]:
    """Return every contradiction between a scheme's parts; empty: it can be scored."""
    return [
        *_find_repeated(scheme),
        *_find_roster_errors(scheme),
        *_find_dataset_errors(scheme),
        *(
            problem
            for assessment in scheme.assessments
            for indicator in assessment.indicators
            for problem in _find_indicator_errors(scheme, assessment, indicator)
        ),
    ]


def _find_repeated(scheme: Scheme) -> Iterator[str]:
    lists: tuple[tuple[str, Iterable[str]], ...] = (
        ("scheme.toml, assessment", (one.id for one in scheme.assessments)),
        ("scheme.toml, interpretation", (one.id for one in scheme.interpretations)),
        ("datasets.toml, dataset", (one.key for one in scheme.datasets)),
        ("units.csv, unit", (one.name for one in scheme.units)),
    )
    for label, names in lists:
        for name, times in Counter(names).items():
            if times > 1:
                yield f"{label} {name}: stands {times} times"


def _find_roster_errors(scheme: Scheme) -> Iterator[str]:
    known = {one.id for one in scheme.assessments}
    for unit in scheme.units:
        for assessment in {*unit.assessments, *unit.printed_names} - known:
            yield (
                f"units.csv, unit {unit.name}: unknown assessment {assessment!r} "
                f"(known: {sorted(known)})"
            )
    for one in scheme.assessments:
        if (size := len(scheme.roster(one.id))) != one.units:
            yield f"units.csv: assessment {one.id} has {size} units, the notice says {one.units}"


def _find_dataset_errors(scheme: Scheme) -> Iterator[str]:
    known = {one.id for one in scheme.assessments}
    for dataset in scheme.datasets:
        if dataset.assessment not in known:
            yield (
                f"datasets.toml, dataset {dataset.key}: unknown assessment "
                f"{dataset.assessment!r} (known: {sorted(known)})"
            )


def _find_indicator_errors(
    scheme: Scheme, assessment: Assessment, indicator: Indicator
) -> Iterator[str]:
    where = f"scheme.toml, assessment {assessment.id}, indicator {indicator.id}"
    known = {one.id for one in scheme.interpretations}
    if unknown := set(indicator.interpretations()) - known:
        yield f"{where}: unknown interpretation {sorted(unknown)} (known: {sorted(known)})"
        return
    parts = PARTS_OF_KIND.get(indicator.rule, {"score", "key", "bonus"})
    if indicator.part not in parts:
        yield f"{where}: rule {indicator.rule} fits only part {sorted(parts)}"
    try:
        variants = list(scheme.variants(indicator))
    except ValidationError as error:
        for one in error.errors():
            key = ".".join(map(str, one["loc"])) or "parameters"
            what = one["msg"].removeprefix("Value error, ")
            if one["type"] == "extra_forbidden":
                allowed = ", ".join(rule_model(indicator.rule).model_fields)
                what = f"unknown key (allowed: {allowed})"
            yield f"{where}, {key}: {what}"
        return
    except KeyError as error:
        yield f"{where}: no value for option {error}"
        return
    yield from (f"{where}: {one}" for one in _find_unknown_columns(scheme, indicator))
    for problem in sorted({one for rule in variants for one in _find_rule_errors(scheme, rule)}):
        yield f"{where}: {problem}"
    yield from (f"{where}: {one}" for one in _find_attribute_errors(scheme, assessment, variants))
    yield from (f"{where}: {one}" for one in _find_mark_errors(scheme, indicator, variants))


def _find_rule_errors(scheme: Scheme, rule: Rule) -> Iterator[str]:
    datasets = {dataset.key for dataset in scheme.datasets}
    for need in rule.needs():
        column = _find_column(scheme, need)
        if column is not None and column.type not in need.types:
            yield f"column {need.ref} is of type {column.type} (allowed: {', '.join(need.types)})"
    for key in rule.event_datasets():
        if key in datasets and scheme.dataset(key).shape != "dated_ledger":
            yield f"dataset {key} is no dated ledger"


def _find_unknown_columns(scheme: Scheme, indicator: Indicator) -> Iterator[str]:
    """Yield the columns that the indicator names and its dataset, if known, does not have."""
    datasets = {dataset.key: dataset for dataset in scheme.datasets}
    for value in indicator.columns.values():
        for ref in value if isinstance(value, list) else [value]:
            key, _, column = str(ref).partition(".")
            known = [one.key for one in datasets[key].columns] if key in datasets else []
            if known and column not in known:
                yield f"unknown column {ref} (known: {', '.join(known)})"
            elif not known:
                yield f"unknown column {ref} (known datasets: {', '.join(sorted(datasets))})"


def _find_column(scheme: Scheme, need: Need) -> Column | None:
    try:
        return scheme.dataset(need.dataset).column(need.column)
    except KeyError:
        return None


def _find_attribute_errors(
    scheme: Scheme, assessment: Assessment, variants: Iterable[Rule]
) -> Iterator[str]:
    declared = {one.key for one in scheme.attributes}
    for key in sorted({key for rule in variants for key in rule.attributes()}):
        if key not in declared:
            yield f"unknown attribute {key} (known: {sorted(declared)})"
            continue
        for unit in scheme.roster(assessment.id):
            if unit.attributes.get(key, 0) < 1:
                yield f"unit {unit.name} has no {key} in units.csv"


def _find_mark_errors(
    scheme: Scheme, indicator: Indicator, variants: Iterable[Rule]
) -> Iterator[str]:
    """Yield marks whose greatest points are not the indicator's full points."""
    needs = {need.ref: need for rule in variants for need in rule.needs()}
    for need in needs.values():
        column = _find_column(scheme, need)
        if column and column.type == "mark" and column.maximum != indicator.full:
            yield (
                f"column {need.ref} goes up to {column.maximum}, "
                f"the full points are {indicator.full}"
            )
