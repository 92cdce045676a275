"""Formulas with their values: what a spreadsheet will compute is computed while it is written.

A value is a double, as in a spreadsheet, or a text; None is an error (#VALUE!, #DIV/0!), which an
IF may leave unused. Only functions that Excel 2010, WPS and LibreOffice all have are used.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

Value = float | str | bool | None

LOOSE, SUM, PRODUCT, TIGHT = range(4)
"""How tightly the outermost operator of a formula binds: comparison, sum, product, or none."""


@dataclass(frozen=True)
class Formula:
    """A formula without its leading =, and its value."""

    text: str
    value: Value
    binds: int = TIGHT

    def __add__(self, other: Operand) -> Formula:
        return _compute(self, "+", other, lambda a, b: a + b, SUM)

    def __sub__(self, other: Operand) -> Formula:
        return _compute(self, "-", other, lambda a, b: a - b, SUM)

    def __mul__(self, other: Operand) -> Formula:
        return _compute(self, "*", other, lambda a, b: a * b, PRODUCT)

    def __truediv__(self, other: Operand) -> Formula:
        return _compute(self, "/", other, lambda a, b: a / b if b else None, PRODUCT)

    def __rmul__(self, other: Operand) -> Formula:
        return constant(other) * self

    def __rsub__(self, other: Operand) -> Formula:
        return constant(other) - self

    def __radd__(self, other: Operand) -> Formula:
        return constant(other) + self

    def __gt__(self, other: Operand) -> Formula:
        return _compute(self, ">", other, lambda a, b: a > b, LOOSE)

    def __ge__(self, other: Operand) -> Formula:
        return _compute(self, ">=", other, lambda a, b: a >= b, LOOSE)

    def __lt__(self, other: Operand) -> Formula:
        return _compute(self, "<", other, lambda a, b: a < b, LOOSE)

    def __le__(self, other: Operand) -> Formula:
        return _compute(self, "<=", other, lambda a, b: a <= b, LOOSE)

    def equals(self, other: Operand | str) -> Formula:
        """Return whether two values are equal; a text never equals a number."""
        right = Formula(quote(other), other) if isinstance(other, str) else constant(other)
        is_known = self.value is not None and right.value is not None
        same = isinstance(self.value, str) == isinstance(right.value, str)
        value = (same and self.value == right.value) if is_known else None
        return Formula(f"{bracket(self, SUM)}={bracket(right, SUM)}", value, LOOSE)

    def is_blank(self) -> Formula:
        """Return whether the value is an empty text."""
        return self.equals("")

    def is_filled(self) -> Formula:
        """Return whether the value is not an empty text."""
        blank = self.is_blank()
        value = None if blank.value is None else not blank.value
        return Formula(f'{bracket(self, SUM)}<>""', value, LOOSE)


Operand = Formula | int | Decimal
BLANK = Formula('""', "")
NONE = Formula('"—"', "—")
FALSE = Formula("FALSE", False)
TRUE = Formula("TRUE", True)


def constant(number: Operand) -> Formula:
    """Return a number as a formula, written without going through a float."""
    if isinstance(number, Formula):
        return number
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return Formula(text, float(number), SUM if text.startswith("-") else TIGHT)


def quote(text: str) -> str:
    """Return a text as a string literal of a formula."""
    return '"' + text.replace('"', '""') + '"'


def bracket(formula: Formula, least: int) -> str:
    """Return a formula's text, in brackets if it binds more loosely than `least`."""
    return formula.text if formula.binds >= least else f"({formula.text})"


def _compute(
    left: Formula, sign: str, other: Operand, act: Callable[[float, float], Value], binds: int
) -> Formula:
    right = constant(other)
    # The right side of - / and of comparisons needs brackets: a - (b - c), a / (b * c).
    least = min(binds + (sign in "-/" or binds == LOOSE), TIGHT)
    text = f"{bracket(left, max(binds, SUM))}{sign}{bracket(right, least)}"
    a, b = left.value, right.value
    if a is None or b is None:
        return Formula(text, None, binds)
    if isinstance(a, str) or isinstance(b, str):
        # In a spreadsheet every text is greater than every number.
        ordered = binds == LOOSE and isinstance(a, str) != isinstance(b, str)
        return Formula(
            text, act(isinstance(a, str), isinstance(b, str)) if ordered else None, binds
        )
    return Formula(text, act(float(a), float(b)), binds)


def when(condition: Formula, then: Operand, otherwise: Operand) -> Formula:
    """Return IF(condition, then, otherwise), or one branch if the condition is constant."""
    positive, negative = constant(then), constant(otherwise)
    if condition in {TRUE, FALSE}:
        return positive if condition == TRUE else negative
    value = None
    if condition.value is not None:
        value = positive.value if condition.value else negative.value
    return Formula(f"IF({condition.text},{positive.text},{negative.text})", value)


def both(*conditions: Formula) -> Formula:
    """Return AND(…) of the conditions, without constant TRUE."""
    return _gather("AND", [condition for condition in conditions if condition != TRUE], all)


def either(*conditions: Formula) -> Formula:
    """Return OR(…) of the conditions, without constant FALSE."""
    return _gather("OR", [condition for condition in conditions if condition != FALSE], any)


def negate(condition: Formula) -> Formula:
    """Return NOT(…)."""
    if condition in {TRUE, FALSE}:
        return FALSE if condition == TRUE else TRUE
    value = None if condition.value is None else not condition.value
    return Formula(f"NOT({condition.text})", value)


def least_of(*parts: Operand) -> Formula:
    """Return MIN(…)."""
    return _pick("MIN", parts, min)


def greatest_of(*parts: Operand) -> Formula:
    """Return MAX(…)."""
    return _pick("MAX", parts, max)


def add_up(parts: Iterable[Formula]) -> Formula:
    """Return the sum of the parts, 0 if there are none."""
    total: Formula | None = None
    for part in parts:
        total = part if total is None else total + part
    return constant(0) if total is None else total


def floor(number: Formula) -> Formula:
    """Return INT(…)."""
    return _apply("INT({})", number, math.floor)


def round_to(number: Formula, places: int = 0) -> Formula:
    """Return ROUND(…, places), which rounds half away from zero."""
    scale = 10**places
    return _apply(
        f"ROUND({{}},{places})",
        number,
        lambda value: math.copysign(math.floor(abs(value) * scale + 0.5), value) / scale,
    )


def remainder(number: Formula, divisor: int) -> Formula:
    """Return MOD(…, divisor) of whole numbers that are not negative."""
    return _apply(f"MOD({{}},{divisor})", number, lambda value: math.fmod(value, divisor))


def _apply(template: str, number: Formula, act: Callable[[float], float]) -> Formula:
    value = number.value
    known = isinstance(value, float | int)
    return Formula(template.format(number.text), float(act(value)) if known else None)  # type: ignore[arg-type]


def _gather(
    name: str, conditions: Sequence[Formula], act: Callable[[Iterable[object]], bool]
) -> Formula:
    if len(conditions) == 1:
        return conditions[0]
    values = [condition.value for condition in conditions]
    text = f"{name}({','.join(condition.text for condition in conditions)})"
    return Formula(text, None if None in values else act(values))


def _pick(name: str, parts: Sequence[Operand], act: Callable[[Iterable[float]], float]) -> Formula:
    formulas = [constant(part) for part in parts]
    text = f"{name}({','.join(formula.text for formula in formulas)})"
    # An empty text gives None, although MIN of a cell would skip it: no rule intends that.
    numbers = [
        float(formula.value) for formula in formulas if isinstance(formula.value, float | int)
    ]
    return Formula(text, act(numbers) if len(numbers) == len(formulas) else None)
