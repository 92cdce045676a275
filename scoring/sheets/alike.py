"""Whether two written values are equal."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
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


FEW = 12
"""So many words are all told."""


def suggest_in_order(written: str, known: Iterable[str]) -> str:
    """Return the known words that are nearest to a written one; none is near: all, as they come."""
    words = list(known)
    if len(words) <= FEW:
        return "、".join(words)
    near = get_close_matches(written, words, n=3, cutoff=0.5)
    return f"是不是“{'”“'.join(near)}”" if near else "、".join(words)
