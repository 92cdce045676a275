"""Check what must hold across a scheme's parts; each message starts with the file and key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from scoring.form_checks import find_dataset_errors, find_form_errors, find_unused_values
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
    """Return all contradictions between a scheme's parts; an empty list means it can be scored."""
    found = [
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
    if found:  # a value that no indicator counts may be due to an error above
        return found
    return [
        error
        for assessment in scheme.assessments
        for error in find_unused_values(scheme, assessment)
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
    known = {assessment.id for assessment in scheme.assessments}
    for unit in scheme.units:
        for assessment_id in {*unit.assessments, *unit.printed_names} - known:
            yield (
                f"units.csv, unit {unit.name}: unknown assessment {assessment_id!r} "
                f"(known: {sorted(known)})"
            )
    for assessment in scheme.assessments:
        if (size := len(scheme.roster(assessment.id))) != assessment.units:
            yield (
                f"units.csv: assessment {assessment.id} has {size} units, "
                f"the notice says {assessment.units}"
            )


def _find_dataset_errors(scheme: Scheme) -> Iterator[str]:
    known = {assessment.id for assessment in scheme.assessments}
    for dataset in scheme.datasets:
        if dataset.assessment not in known:
            yield (
                f"datasets.toml, dataset {dataset.key}: unknown assessment "
                f"{dataset.assessment!r} (known: {sorted(known)})"
            )
        yield from find_dataset_errors(dataset)


def _find_indicator_errors(
    scheme: Scheme, assessment: Assessment, indicator: Indicator
) -> Iterator[str]:
    where = f"scheme.toml, assessment {assessment.id}, indicator {indicator.id}"
    known = {interpretation.id for interpretation in scheme.interpretations}
    if unknown := set(indicator.interpretations()) - known:
        yield f"{where}: unknown interpretation {sorted(unknown)} (known: {sorted(known)})"
        return
    parts = PARTS_OF_KIND.get(indicator.rule, {"score", "key", "bonus"})
    if indicator.part not in parts:
        yield f"{where}: rule {indicator.rule} fits only part {sorted(parts)}"
    try:
        variants = list(scheme.variants(indicator))
    except ValidationError as error:
        for details in error.errors():
            key = ".".join(map(str, details["loc"])) or "parameters"
            what = details["msg"].removeprefix("Value error, ")
            if details["type"] == "extra_forbidden":
                allowed = ", ".join(rule_model(indicator.rule).model_fields)
                what = f"unknown key (allowed: {allowed})"
            yield f"{where}, {key}: {what}"
        return
    except KeyError as error:
        yield f"{where}: no value for option {error}"
        return
    yield from (f"{where}: {problem}" for problem in _find_unknown_columns(scheme, indicator))
    for problem in sorted(set(find_form_errors(scheme, indicator, variants))):
        yield f"{where}: {problem}"
    yield from (
        f"{where}: {problem}" for problem in _find_attribute_errors(scheme, assessment, variants)
    )


def _find_unknown_columns(scheme: Scheme, indicator: Indicator) -> Iterator[str]:
    """Yield the columns that the indicator names and its dataset does not have."""
    datasets = {dataset.key: dataset for dataset in scheme.datasets}
    for value in indicator.columns.values():
        for ref in value if isinstance(value, list) else [value]:
            key, _, column = str(ref).partition(".")
            known = [column.key for column in datasets[key].columns] if key in datasets else []
            if known and column not in known:
                yield f"unknown column {ref} (known: {', '.join(known)})"
            elif not known:
                yield f"unknown column {ref} (known datasets: {', '.join(sorted(datasets))})"


def _find_attribute_errors(
    scheme: Scheme, assessment: Assessment, variants: Iterable[Rule]
) -> Iterator[str]:
    declared = {attribute.key for attribute in scheme.attributes}
    for key in sorted({key for rule in variants for key in rule.attributes()}):
        if key not in declared:
            yield f"unknown attribute {key} (known: {sorted(declared)})"
            continue
        for unit in scheme.roster(assessment.id):
            if unit.attributes.get(key, 0) < 1:
                yield f"unit {unit.name} has no {key} in units.csv"
