"""Collect the numbers at which clauses turn: targets, rows of tables, conditions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from scoring.clauses.decisions import Assessment
from scoring.clauses.figures import Column, Figure, walk
from scoring.clauses.notice import ChosenScheme
from scoring.clauses.parts import Clause, Condition, Line, walk_lines, walk_tree
from scoring.clauses.quantities import Fixed, Quantity, list_plain

Telling = Mapping[tuple[str, str], Sequence[Fraction]]
"""Form and column → the numbers at which what is made of it changes."""

MOST_TOLD = 8
"""The numbers that are kept of one column."""


def list_telling(scheme: ChosenScheme) -> Telling:
    """Return for each column the numbers that clauses and vetoes compare it with."""
    found: dict[tuple[str, str], dict[Fraction, None]] = defaultdict(dict)
    for assessment in scheme.assessments:
        for figure, numbers in _list_compared(assessment):
            for inner in walk(figure):
                if isinstance(inner, Column):
                    found[inner.form, inner.column] |= dict.fromkeys(numbers)
    return {column: list(numbers)[:MOST_TOLD] for column, numbers in found.items()}


def _list_compared(assessment: Assessment) -> Iterator[tuple[Figure, list[Fraction]]]:
    for part in walk_tree(assessment.total):
        yield from map(_read_condition, _keep_figures(part.when))
        if isinstance(part, Clause):
            for line in walk_lines(part.lines):
                yield line.figure, _list_turns(line)
                yield from map(_read_condition, _keep_figures(line.when))
    for veto in assessment.vetoes:
        yield from map(_read_condition, _keep_figures((veto.condition, *veto.when)))


def _keep_figures(conditions: Sequence[Condition]) -> list[Condition]:
    return [one for one in conditions if one.subject.kind not in {"unit_kind", "month"}]


def _read_condition(condition: Condition) -> tuple[Figure, list[Fraction]]:
    against = condition.against
    numbers = [] if isinstance(against, tuple) else _list_fixed(against)
    return condition.subject, numbers  # type: ignore[return-value]  # only figures are kept


def _list_turns(line: Line) -> list[Fraction]:
    """Return the target of a line and the starts of its tiers or rows."""
    numbers = _list_fixed(line.gap.target) if line.gap else []
    match line.curve.kind:
        case "tiers":
            numbers += [tier.from_ for tier in line.curve.tiers]
        case "table":
            numbers += [row.from_ for row in line.curve.rows]
        case "each":
            numbers += _list_fixed(line.curve.per)
    return numbers


def _list_fixed(quantity: Quantity) -> list[Fraction]:
    return [one.value for one in list_plain(quantity) if isinstance(one, Fixed)]
