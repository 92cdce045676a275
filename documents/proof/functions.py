"""Functions of a spreadsheet as formulas: IF, AND, OR, NOT, MIN, MAX and sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from documents.proof.formulas import (
    FALSE,
    TIGHT,
    TRUE,
    ZERO,
    Formula,
    Operand,
    constant,
    join_parts,
)


def when(condition: Formula, then: Operand, otherwise: Operand) -> Formula:
    """Return IF(condition, then, otherwise), or one branch where nothing is to decide."""
    positive, negative = constant(then), constant(otherwise)
    if condition in {TRUE, FALSE} or positive == negative:
        return positive if condition != FALSE else negative
    taken = positive if condition.value else negative
    value = None if condition.value is None else taken.value
    text = f"IF({condition.text},{positive.text},{negative.text})"
    return join_parts(text, value, TIGHT, (condition, taken))


def both(*conditions: Formula) -> Formula:
    """Return AND(…) of the conditions, without constant TRUE."""
    return _gather("AND", [one for one in conditions if one != TRUE], all, TRUE)


def either(*conditions: Formula) -> Formula:
    """Return OR(…) of the conditions, without constant FALSE."""
    return _gather("OR", [one for one in conditions if one != FALSE], any, FALSE)


def negate(condition: Formula) -> Formula:
    """Return NOT(…)."""
    if condition in {TRUE, FALSE}:
        return FALSE if condition == TRUE else TRUE
    value = None if condition.value is None else not condition.value
    return join_parts(f"NOT({condition.text})", value, TIGHT, (condition,))


def is_number(formula: Formula) -> Formula:
    """Return ISNUMBER(…)."""
    if formula.is_literal:
        return TRUE
    found = isinstance(formula.value, Fraction)
    return join_parts(f"ISNUMBER({formula.text})", found, TIGHT, (formula,))


def flag(condition: Formula) -> Formula:
    """Return 1 where a condition holds, else 0."""
    return when(condition, 1, 0)


def or_zero(formula: Formula) -> Formula:
    """Return a number, 0 where there is none."""
    return when(is_number(formula), formula, 0)


def least_of(*parts: Operand) -> Formula:
    """Return MIN(…) of numbers."""
    return _pick("MIN", parts, min)


def greatest_of(*parts: Operand) -> Formula:
    """Return MAX(…) of numbers."""
    return _pick("MAX", parts, max)


def add_up(parts: Iterable[Formula]) -> Formula:
    """Return the sum of the parts, 0 if there are none."""
    total = ZERO
    for part in parts:
        total = total + part
    return total


def _gather(
    name: str,
    conditions: Sequence[Formula],
    act: Callable[[Iterable[object]], bool],
    empty: Formula,
) -> Formula:
    opposite = FALSE if empty == TRUE else TRUE
    if opposite in conditions:
        return opposite
    if len(conditions) < 2:
        return conditions[0] if conditions else empty
    values = [condition.value for condition in conditions]
    text = f"{name}({','.join(condition.text for condition in conditions)})"
    return join_parts(text, None if None in values else act(values), TIGHT, conditions)


def _pick(name: str, parts: Sequence[Operand], act: Callable[..., Fraction]) -> Formula:
    formulas = list(dict.fromkeys(constant(part) for part in parts))
    numbers = [one.value for one in formulas if isinstance(one.value, Fraction)]
    if len(formulas) == 1:
        return formulas[0]
    if all(one.is_literal for one in formulas):
        return constant(act(numbers))
    text = f"{name}({','.join(formula.text for formula in formulas)})"
    # An empty text gives None, although MIN of a cell would skip it: no rule intends that.
    value = act(numbers) if len(numbers) == len(formulas) else None
    return join_parts(text, value, TIGHT, formulas)
