"""Formulas that know their value: what a spreadsheet will compute, computed while it is written.

The value is a double, as in a spreadsheet, and an empty text where a formula gives one; None is an
error (#VALUE!, #DIV/0!), which an IF may leave unused. Only functions that Excel 2010, WPS and
LibreOffice all have are written.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

Value = float | str | bool | None

LOOSE, SUM, PRODUCT, TIGHT = range(4)
"""How tightly the outermost part of a formula binds: comparison, sum, product, or a unit."""


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
        """Return whether two values are the same; a text and a number never are."""
        right = Formula(quote(other), other) if isinstance(other, str) else constant(other)
        known = self.value is not None and right.value is not None
        same = isinstance(self.value, str) == isinstance(right.value, str)
        value = (same and self.value == right.value) if known else None
        return Formula(f"{bracket(self, SUM)}={bracket(right, SUM)}", value, LOOSE)

    def is_blank(self) -> Formula:
        """Return whether there is no value."""
        return self.equals("")

    def is_filled(self) -> Formula:
        """Return whether there is a value."""
        blank = self.is_blank()
        value = None if blank.value is None else not blank.value
        return Formula(f'{bracket(self, SUM)}<>""', value, LOOSE)


Operand = Formula | int | Decimal
BLANK = Formula('""', "")
NONE = Formula('"—"', "—")
FALSE = Formula("FALSE", False)
TRUE = Formula("TRUE", True)


def constant(number: Operand) -> Formula:
    """Return a number as a formula; it is written as it is, never by way of a float."""
    if isinstance(number, Formula):
        return number
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return Formula(text, float(number), SUM if text.startswith("-") else TIGHT)


def quote(text: str) -> str:
    """Return a text as a formula holds it."""
    return '"' + text.replace('"', '""') + '"'


def bracket(one: Formula, least: int) -> str:
    """Return a formula's text, in brackets where it would bind too loosely."""
    return one.text if one.binds >= least else f"({one.text})"


def _compute(
    left: Formula, sign: str, other: Operand, act: Callable[[float, float], Value], binds: int
) -> Formula:
    right = constant(other)
    # a - (b - c) and a / (b * c) need their brackets
    least = min(binds + (sign in "-/" or binds == LOOSE), TIGHT)
    text = f"{bracket(left, max(binds, SUM))}{sign}{bracket(right, least)}"
    a, b = left.value, right.value
    if a is None or b is None:
        return Formula(text, None, binds)
    if isinstance(a, str) or isinstance(b, str):
        # to a spreadsheet every text is greater than every number
        ordered = binds == LOOSE and isinstance(a, str) != isinstance(b, str)
        return Formula(
            text, act(isinstance(a, str), isinstance(b, str)) if ordered else None, binds
        )
    return Formula(text, act(float(a), float(b)), binds)


def when(condition: Formula, then: Operand, otherwise: Operand) -> Formula:
    """Return IF(condition, then, otherwise), or what is certain."""
    one, other = constant(then), constant(otherwise)
    if condition in {TRUE, FALSE}:
        return one if condition == TRUE else other
    chosen = None
    if condition.value is not None:
        chosen = one.value if condition.value else other.value
    return Formula(f"IF({condition.text},{one.text},{other.text})", chosen)


def both(*conditions: Formula) -> Formula:
    """Return AND(…) of the conditions that are not certain."""
    return _gather("AND", [one for one in conditions if one != TRUE], all)


def either(*conditions: Formula) -> Formula:
    """Return OR(…) of the conditions that are not out of the question."""
    return _gather("OR", [one for one in conditions if one != FALSE], any)


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
    """Return the sum of some parts; 0 of none."""
    total: Formula | None = None
    for one in parts:
        total = one if total is None else total + one
    return constant(0) if total is None else total


def floor(number: Formula) -> Formula:
    """Return INT(…)."""
    return _apply("INT({})", number, math.floor)


def round_to(number: Formula, places: int = 0) -> Formula:
    """Return ROUND(…, places), which is half away from zero."""
    scale = 10**places
    return _apply(
        f"ROUND({{}},{places})",
        number,
        lambda one: math.copysign(math.floor(abs(one) * scale + 0.5), one) / scale,
    )


def remainder(number: Formula, divisor: int) -> Formula:
    """Return MOD(…, divisor); both are whole and not negative."""
    return _apply(f"MOD({{}},{divisor})", number, lambda one: math.fmod(one, divisor))


def _apply(template: str, number: Formula, act: Callable[[float], float]) -> Formula:
    value = number.value
    known = isinstance(value, float | int)
    return Formula(template.format(number.text), float(act(value)) if known else None)  # type: ignore[arg-type]


def _gather(
    name: str, conditions: Sequence[Formula], act: Callable[[Iterable[object]], bool]
) -> Formula:
    if len(conditions) == 1:
        return conditions[0]
    values = [one.value for one in conditions]
    text = f"{name}({','.join(one.text for one in conditions)})"
    return Formula(text, None if None in values else act(values))


def _pick(name: str, parts: Sequence[Operand], act: Callable[[Iterable[float]], float]) -> Formula:
    formulas = [constant(one) for one in parts]
    text = f"{name}({','.join(one.text for one in formulas)})"
    # An empty text is refused here, though MIN of a cell would leave it out: no rule means that.
    numbers = [float(one.value) for one in formulas if isinstance(one.value, float | int)]
    return Formula(text, act(numbers) if len(numbers) == len(formulas) else None)
