"""Formulas with their exact values: what a spreadsheet computes in doubles, computed in fractions.

A value is a fraction, a text or a Boolean; None is an error (#VALUE!, #DIV/0!), which an IF may
leave unused. Only functions that Excel 2010, WPS and LibreOffice all have are used.

A spreadsheet counts with 15 digits. Noise behind them must not decide anything, so that what is
decided (a step, a place, a rounded figure) is rounded to 8 to 11 decimals first. A figure that
lies closer to such a border than that, without being on it, is marked `is_close`: there a
spreadsheet may decide wrongly, and the proof says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from scoring.clauses.numbers import format_number

Value = Fraction | str | bool | None

LOOSE, SUM, PRODUCT, TIGHT = range(4)
"""How tightly the outermost operator of a formula binds: comparison, sum, product, or none."""

FAR = Fraction(10**9)
"""Stands for 'without end', as the spreadsheet shows it: 1E+9."""
NEVER = Fraction(-(10**12))
"""Points taken without end: no points without end on the other side make up for them."""
ENDLESS = Fraction(10**6)
"""Points from here on, or from its opposite down, are points without end."""
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
        if self.is_written and right.is_written:
            return TRUE if self.value == right.value else FALSE
        is_known = self.value is not None and right.value is not None
        same = isinstance(self.value, str) == isinstance(right.value, str)
        value = (same and self.value == right.value) if is_known else None
        return join_parts(
            f"{bracket(self, SUM)}={bracket(right, SUM)}", value, LOOSE, (self, right)
        )

    @property
    def is_written(self) -> bool:
        """Whether it is a number or a text as it stands."""
        is_text = isinstance(self.value, str) and self.text == quote(self.value)
        return self.is_literal or is_text

    @property
    def number(self) -> Fraction | None:
        """The value, if it is a number."""
        return self.value if isinstance(self.value, Fraction) else None


Operand = Formula | Fraction | int | Decimal


ENDS = {FAR: "1E+9", -FAR: "-1E+9", NEVER: "-1E+12"}


def join_parts(text: str, value: Value, binds: int, parts: Iterable[Formula]) -> Formula:
    """Return a formula that is as close to a border as any of its parts."""
    return Formula(text, value, binds, any(part.is_close for part in parts))


def constant(number: Operand) -> Formula:
    """Return a number as a formula, written without going through a float."""
    if isinstance(number, Formula):
        return number
    return _write_number(Fraction(number))


@lru_cache(maxsize=2**14)
def _write_number(value: Fraction) -> Formula:
    """Return a number as a formula; kept, because a proof has few numbers in very many places."""
    text = ENDS.get(value) or format_number(value)
    binds = PRODUCT if "/" in text else SUM if value < 0 else TIGHT
    return Formula(text, value, binds, is_literal="/" not in text)


def quote(text: str) -> str:
    """Return a text as a string literal of a formula."""
    return '"' + text.replace('"', '""') + '"'


def quote_text(text: str) -> Formula:
    """Return a text as a formula."""
    return Formula(quote(text), text)


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
