"""Terms: the arithmetic of a scheme as immutable data, made by the engine, run by an evaluator.

A term stands for one value per row: a number, a Boolean, or None where it is not known. A row is a
unit as of a month; rows are sorted by unit, then month, and hold each month from 1 on. Two modules
evaluate terms: `by_columns.py` all rows at once in Polars, `by_fractions.py` in plain fractions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Exactly = Fraction | int


@dataclass(frozen=True, eq=False)
class Term:
    """A value per row; None where it is not known. Arithmetic with None gives None."""

    def __add__(self, other: Term | Exactly) -> Term:
        return add([self, as_term(other)])

    def __radd__(self, other: Exactly) -> Term:
        return add([as_term(other), self])

    def __sub__(self, other: Term | Exactly) -> Term:
        return add([self, multiply(as_term(other), MINUS_ONE)])

    def __rsub__(self, other: Exactly) -> Term:
        return add([as_term(other), multiply(self, MINUS_ONE)])

    def __mul__(self, other: Term | Exactly) -> Term:
        return multiply(self, as_term(other))

    def __rmul__(self, other: Exactly) -> Term:
        return multiply(self, as_term(other))

    def __truediv__(self, other: Term | Exactly) -> Term:
        return divide(self, as_term(other))

    def __neg__(self) -> Term:
        return multiply(self, MINUS_ONE)


@dataclass(frozen=True, eq=False)
class Constant(Term):
    """The same number in every row."""

    value: Fraction


@dataclass(frozen=True, eq=False)
class Truth(Term):
    """The same Boolean in every row; None: not known."""

    value: bool | None


@dataclass(frozen=True, eq=False)
class Input(Term):
    """An integer column of the frame, over `scale` and perhaps over another column."""

    name: str
    scale: int = 1
    over: str | None = None
    """The column of the denominator, > 0 wherever the numerator is known."""
    most: int = 10**12
    """A bound on |numerator|, and on the denominator."""


@dataclass(frozen=True, eq=False)
class Flag(Term):
    """A Boolean column of the frame."""

    name: str


@dataclass(frozen=True, eq=False)
class ByMonth(Term):
    """A number for each as-of month, 1 to 12."""

    values: tuple[Fraction, ...]


@dataclass(frozen=True, eq=False)
class Sum(Term):
    """Σ of the terms; None if one of them is None."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, eq=False)
class Product(Term):
    """The product of two terms; None if one of them is None."""

    left: Term
    right: Term


@dataclass(frozen=True, eq=False)
class Quotient(Term):
    """top ÷ bottom; None if one of them is None, or bottom is 0."""

    top: Term
    bottom: Term


@dataclass(frozen=True, eq=False)
class Rounded(Term):
    """The value rounded down, or half up, to some decimals (−0.125 half up is −0.12)."""

    value: Term
    decimals: int
    how: Literal["down", "half_up"]


@dataclass(frozen=True, eq=False)
class Extreme(Term):
    """The least or greatest of the terms; None if one of them is None."""

    which: Literal["least", "greatest"]
    terms: tuple[Term, ...]


@dataclass(frozen=True, eq=False)
class Choice(Term):
    """`then` where the condition is True, else `otherwise` (also where it is None)."""

    condition: Term
    then: Term
    otherwise: Term


@dataclass(frozen=True, eq=False)
class Comparison(Term):
    """left < right, left ≤ right, or left = right; None if one of them is None."""

    test: Literal["<", "<=", "=="]
    left: Term
    right: Term


@dataclass(frozen=True, eq=False)
class Known(Term):
    """Whether the value (a number or a Boolean) is not None."""

    value: Term


@dataclass(frozen=True, eq=False)
class Opposite(Term):
    """Not; None stays None."""

    value: Term


@dataclass(frozen=True, eq=False)
class Junction(Term):
    """All or any of the Booleans in three-valued logic: False in `all` decides, None else."""

    which: Literal["all", "any"]
    terms: tuple[Term, ...]


@dataclass(frozen=True, eq=False)
class Bits(Term):
    """Sets of months as bit masks (integers ≥ 0): `and`, `or` of the terms, or `count` of one."""

    which: Literal["and", "or", "count"]
    terms: tuple[Term, ...]


@dataclass(frozen=True, eq=False)
class OverUnits(Term):
    """A figure of all units of the same as-of month whose value is known (None: of no unit).

    count, sum, least and greatest have one value per group; `place` is the unit's own competition
    place among them, `dense` its dense place, `shared` how many units have its value; the places
    count from the greatest value down. `within`: columns of the frame that part the groups.
    """

    which: Literal["count", "sum", "least", "greatest", "place", "dense", "shared"]
    value: Term
    within: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class OverMonths(Term):
    """A figure of the unit's rows up to and with this as-of month where `where` is True.

    Rows with an unknown value are left out; without any row sum and bits are 0, the others None.
    `bits` is the union of masks, `last` the value of the last such row. `window`: only the rows of
    the period (months 1-3, 4-6 …, or 1-6, 7-12) in which the as-of month lies, up to it.
    """

    which: Literal["sum", "least", "greatest", "last", "bits"]
    value: Term
    where: Term
    window: Literal["year", "half", "quarter"] = "year"


WINDOWS = {"year": 12, "half": 6, "quarter": 3}
"""The months of a window."""
MINUS_ONE = Constant(Fraction(-1))
ZERO = Constant(Fraction(0))
ONE = Constant(Fraction(1))
TRUE, FALSE, UNKNOWN = Truth(True), Truth(False), Truth(None)
NOTHING = Quotient(ONE, ZERO)
"""The number that is never known."""


def as_term(value: Term | Exactly) -> Term:
    """Return a number as a term; terms as they are."""
    return value if isinstance(value, Term) else Constant(Fraction(value))


def add(terms: Iterable[Term]) -> Term:
    """Return the sum of terms, with constants added up."""
    flat: list[Term] = []
    constant = Fraction(0)
    for term in terms:
        for one in term.terms if isinstance(term, Sum) else (term,):
            if isinstance(one, Constant):
                constant += one.value
            else:
                flat.append(one)
    if constant or not flat:
        flat.append(Constant(constant))
    return flat[0] if len(flat) == 1 else Sum(tuple(flat))


def multiply(left: Term, right: Term) -> Term:
    """Return the product of two terms, with constants multiplied."""
    if isinstance(left, Constant):
        left, right = right, left
    if not isinstance(right, Constant):
        return Product(left, right)
    if isinstance(left, Constant):
        return Constant(left.value * right.value)
    if right.value == 1:
        return left
    if isinstance(left, Product) and isinstance(left.right, Constant):
        return multiply(left.left, Constant(left.right.value * right.value))
    return Product(left, right)


def divide(top: Term, bottom: Term) -> Term:
    """Return the quotient of two terms; by a constant it is a product."""
    if isinstance(bottom, Constant) and bottom.value:
        return multiply(top, Constant(1 / bottom.value))
    return Quotient(top, bottom)


def choose(condition: Term, then: Term | Exactly, otherwise: Term | Exactly) -> Term:
    """Return `then` where the condition is True, else `otherwise`."""
    if isinstance(condition, Truth):
        return as_term(then) if condition.value else as_term(otherwise)
    then, otherwise = as_term(then), as_term(otherwise)
    return then if then is otherwise else Choice(condition, then, otherwise)


def or_else(value: Term, otherwise: Term | Exactly) -> Term:
    """Return the value, or `otherwise` where it is None."""
    return value if isinstance(value, Constant) else choose(known(value), value, otherwise)


def known(value: Term) -> Term:
    """Return whether a value is not None."""
    if isinstance(value, Truth):
        return Truth(value.value is not None)
    if value is NOTHING:
        return FALSE
    return TRUE if isinstance(value, Constant | Known | ByMonth) else Known(value)


def unless(condition: Term, value: Term | Exactly) -> Term:
    """Return the value, or None where the condition is True."""
    return choose(condition, NOTHING, value)


def negate(value: Term) -> Term:
    """Return the opposite of a Boolean."""
    if isinstance(value, Opposite):
        return value.value
    return (
        Truth(None if value.value is None else not value.value)
        if isinstance(value, Truth)
        else Opposite(value)
    )


def all_of(terms: Iterable[Term]) -> Term:
    """Return whether all Booleans hold."""
    return _join("all", terms, absorbing=False)


def any_of(terms: Iterable[Term]) -> Term:
    """Return whether any Boolean holds."""
    return _join("any", terms, absorbing=True)


def _join(which: Literal["all", "any"], terms: Iterable[Term], *, absorbing: bool) -> Term:
    kept: list[Term] = []
    for term in terms:
        if isinstance(term, Truth) and term.value is not None:
            if term.value is absorbing:
                return term
        elif not any(term is one for one in kept):
            kept.append(term)
    if not kept:
        return Truth(not absorbing)
    return kept[0] if len(kept) == 1 else Junction(which, tuple(kept))


def least(terms: Iterable[Term]) -> Term:
    """Return the least of some terms."""
    return _extreme("least", terms)


def greatest(terms: Iterable[Term]) -> Term:
    """Return the greatest of some terms."""
    return _extreme("greatest", terms)


def _extreme(which: Literal["least", "greatest"], terms: Iterable[Term]) -> Term:
    kept: list[Term] = []
    constants: list[Fraction] = []
    for term in terms:
        if isinstance(term, Constant):
            constants.append(term.value)
        elif not any(term is one for one in kept):
            kept.append(term)
    if constants:
        kept.append(Constant(min(constants) if which == "least" else max(constants)))
    return kept[0] if len(kept) == 1 else Extreme(which, tuple(kept))


def is_less(left: Term | Exactly, right: Term | Exactly) -> Term:
    """Return whether left < right."""
    return _compare("<", as_term(left), as_term(right))


def is_at_most(left: Term | Exactly, right: Term | Exactly) -> Term:
    """Return whether left ≤ right."""
    return _compare("<=", as_term(left), as_term(right))


def is_equal(left: Term | Exactly, right: Term | Exactly) -> Term:
    """Return whether left = right."""
    return _compare("==", as_term(left), as_term(right))


def _compare(test: Literal["<", "<=", "=="], left: Term, right: Term) -> Term:
    if isinstance(left, Constant) and isinstance(right, Constant):
        return Truth(
            {
                "<": left.value < right.value,
                "<=": left.value <= right.value,
                "==": left.value == right.value,
            }[test]
        )
    if left is right and test == "==":
        return choose(known(left), TRUE, UNKNOWN)
    return Comparison(test, left, right)


def round_down(value: Term, decimals: int = 0) -> Term:
    """Return the value rounded down."""
    return Rounded(value, decimals, "down")


def round_up(value: Term, decimals: int = 0) -> Term:
    """Return the value rounded up."""
    return -Rounded(-value, decimals, "down")


def round_half_up(value: Term, decimals: int = 2) -> Term:
    """Return the value rounded half up."""
    return Rounded(value, decimals, "half_up")


def clamp(value: Term, low: Term | None, high: Term | None) -> Term:
    """Return the value held within two limits; None: no limit there."""
    if high is not None:
        value = least([value, high])
    return greatest([value, low]) if low is not None else value
