"""Formulas with their exact values: what a spreadsheet computes in doubles, computed in fractions.

A value is a fraction, a text or a Boolean; None is an error (#VALUE!, #DIV/0!), which an IF may
leave unused. Only functions that Excel 2010, WPS and LibreOffice all have are used.

A spreadsheet counts with 15 digits. Noise behind them must not decide anything, so that what is
decided (a step, a place, a rounded figure) is rounded to 8 to 11 decimals first. A figure that
lies closer to such a border than that, without being on it, is marked `is_close`: there a
spreadsheet may decide wrongly, and the proof says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.clauses.numbers import format_number

Value = Fraction | str | bool | None

LOOSE, SUM, PRODUCT, TIGHT = range(4)
"""How tightly the outermost operator of a formula binds: comparison, sum, product, or none."""

FAR = Fraction(10**9)
"""Stands for 'without end', as the spreadsheet shows it: 1E+9."""
ENDLESS = Fraction(10**8)
"""Points from here on are points without end."""
NEAR = Fraction(1, 10**8)
"""Closer than this to a border, without being on it, 15 digits may not suffice."""


@dataclass(frozen=True)
class Formula:
    """A formula without its leading =, and its value."""

    text: str
    value: Value
    binds: int = TIGHT
    is_close: bool = False
    is_literal: bool = False

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
        right = quote_text(other) if isinstance(other, str) else constant(other)
        if _is_written(self) and _is_written(right):
            return TRUE if self.value == right.value else FALSE
        is_known = self.value is not None and right.value is not None
        same = isinstance(self.value, str) == isinstance(right.value, str)
        value = (same and self.value == right.value) if is_known else None
        return join_parts(
            f"{bracket(self, SUM)}={bracket(right, SUM)}", value, LOOSE, (self, right)
        )

    @property
    def number(self) -> Fraction | None:
        """The value, if it is a number."""
        return self.value if isinstance(self.value, Fraction) else None


Operand = Formula | Fraction | int | Decimal


def join_parts(text: str, value: Value, binds: int, parts: Iterable[Formula]) -> Formula:
    """Return a formula that is as close to a border as any of its parts."""
    return Formula(text, value, binds, any(part.is_close for part in parts))


def constant(number: Operand) -> Formula:
    """Return a number as a formula, written without going through a float."""
    if isinstance(number, Formula):
        return number
    value = Fraction(number)
    text = f"{'-' * (value < 0)}1E+9" if abs(value) == FAR else format_number(value)
    binds = PRODUCT if "/" in text else SUM if value < 0 else TIGHT
    return Formula(text, value, binds, is_literal="/" not in text)


def quote(text: str) -> str:
    """Return a text as a string literal of a formula."""
    return '"' + text.replace('"', '""') + '"'


def quote_text(text: str) -> Formula:
    """Return a text as a formula."""
    return Formula(quote(text), text)


def _is_written(formula: Formula) -> bool:
    """Return whether a formula is a number or a text as it stands."""
    is_text = isinstance(formula.value, str) and formula.text == quote(formula.value)
    return formula.is_literal or is_text


ZERO, ONE = constant(0), constant(1)
BLANK = quote_text("")
NONE = quote_text("—")
NO_BASE = quote_text("无基数")
"""What a rate of nothing is."""
FALSE = Formula("FALSE", False)
TRUE = Formula("TRUE", True)


def bracket(formula: Formula, least: int) -> str:
    """Return a formula's text, in brackets if it binds more loosely than `least`."""
    return formula.text if formula.binds >= least else f"({formula.text})"


def _compute(
    left: Formula, sign: str, other: Operand, act: Callable[..., Value], binds: int
) -> Formula:
    right = constant(other)
    if (found := _simplify(left, sign, right)) is not None:
        return found
    if left.is_literal and right.is_literal and binds == LOOSE:
        return TRUE if act(left.value, right.value) else FALSE
    # The right side of - / and of comparisons needs brackets: a - (b - c), a / (b * c).
    least = min(binds + (sign in "-/" or binds == LOOSE), TIGHT)
    text = f"{bracket(left, max(binds, SUM))}{sign}{bracket(right, least)}"
    a, b = left.value, right.value
    if a is None or b is None:
        return join_parts(text, None, binds, (left, right))
    if isinstance(a, str) or isinstance(b, str):
        # In a spreadsheet every text is greater than every number.
        ordered = binds == LOOSE and isinstance(a, str) != isinstance(b, str)
        value = act(isinstance(a, str), isinstance(b, str)) if ordered else None
        return join_parts(text, value, binds, (left, right))
    return join_parts(text, act(Fraction(a), Fraction(b)), binds, (left, right))


def _simplify(left: Formula, sign: str, right: Formula) -> Formula | None:
    """Return numbers computed at once, and a formula without a redundant 0 or 1."""
    a, b = left.value, right.value
    if left.is_literal and right.is_literal and sign in "+-*/":
        assert isinstance(a, Fraction) and isinstance(b, Fraction)
        if sign == "/":
            return constant(a / b) if b else None
        return constant({"+": a + b, "-": a - b, "*": a * b}[sign])
    if right.is_literal and ((sign in "+-" and b == 0) or (sign in "*/" and b == 1)):
        return left
    if left.is_literal and ((sign == "+" and a == 0) or (sign == "*" and a == 1)):
        return right
    return None


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


def floor(number: Formula) -> Formula:
    """Return INT(…) of a number without the noise behind 11 decimals."""
    return _decide("INT(ROUND({},11))", number, lambda value: Fraction(math.floor(value)))


def ceiling(number: Formula) -> Formula:
    """Return the next whole number from a number on."""
    return _decide("-INT(-ROUND({},11))", number, lambda value: Fraction(math.ceil(value)), SUM)


def _decide(
    template: str, number: Formula, act: Callable[[Fraction], Fraction], binds: int = TIGHT
) -> Formula:
    value = number.number
    if value is None:
        return join_parts(template.format(number.text), None, binds, (number,))
    if number.is_literal:
        return constant(act(value))
    close = number.is_close or 0 < abs(value - round(value)) < NEAR
    return Formula(template.format(bracket(number, SUM)), act(value), binds, close)


def half_up(number: Formula, decimals: int = 2) -> Formula:
    """Return a number half up (0.125 → 0.13, -0.125 → -0.12), as published figures are rounded."""
    value, unit = number.number, 10**decimals
    if number.is_literal and value is not None and (value * unit).denominator == 1:
        return number
    text = f"INT(ROUND({bracket(number, PRODUCT)}*{unit},8)+0.5)/{unit}"
    if value is None:
        return join_parts(text, None, PRODUCT, (number,))
    scaled = value * unit + Fraction(1, 2)
    close = number.is_close or 0 < abs(scaled - round(scaled)) < NEAR
    return Formula(text, Fraction(math.floor(scaled), unit), PRODUCT, close)


def tidy(number: Formula) -> Formula:
    """Return a sum or difference without noise, so that equal figures are equal doubles."""
    if number.binds != SUM or number.is_literal:
        return number
    return join_parts(f"ROUND({number.text},9)", number.value, TIGHT, (number,))


def exceeds(left: Formula, right: Operand) -> Formula:
    """Return whether a number is greater than another, whatever stands behind 11 decimals."""
    return _weigh(left, ">", constant(right), lambda a, b: a > b)


def reaches(left: Formula, right: Operand) -> Formula:
    """Return whether a number is at least another, whatever stands behind 11 decimals."""
    return _weigh(left, ">=", constant(right), lambda a, b: a >= b)


def matches(left: Formula, right: Operand) -> Formula:
    """Return whether two numbers are equal, whatever stands behind 11 decimals."""
    return _weigh(left, "=", constant(right), lambda a, b: a == b)


def _weigh(
    left: Formula, sign: str, right: Formula, act: Callable[[Fraction, Fraction], bool]
) -> Formula:
    a, b = left.number, right.number
    if left.is_literal and right.is_literal and a is not None and b is not None:
        return TRUE if act(a, b) else FALSE
    shown = f"ROUND({left.text},11)" if right.is_literal else f"ROUND({(left - right).text},11)"
    text = f"{shown}{sign}{bracket(right, SUM) if right.is_literal else 0}"
    if a is None or b is None:
        return join_parts(text, None, LOOSE, (left, right))
    close = left.is_close or right.is_close or 0 < abs(a - b) < NEAR
    return Formula(text, act(a, b), LOOSE, close)


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
