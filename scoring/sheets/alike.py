"""Whether two written values are equal."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from scoring.sheets.marks import Unsayable, write_number


def is_alike(left: Any, right: Any) -> bool:
    """Return whether two values are equal, decimal text counted as its number."""
    match left, right:
        case dict(), dict():
            return left.keys() == right.keys() and all(is_alike(left[k], right[k]) for k in left)
        case ((list() | tuple()), (list() | tuple())):
            pairs = zip(left, right, strict=False)
            return len(left) == len(right) and all(is_alike(a, b) for a, b in pairs)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if type(left) is type(right) is str:
        return left == right
    try:
        return Fraction(write_number(left)) == Fraction(write_number(right))
    except Unsayable:
        return bool(left == right)
