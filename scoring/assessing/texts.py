"""Reasons of the ledger as data: words, with the row's own figures put in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scoring.terms.terms import FALSE, Term, any_of


@dataclass(frozen=True)
class Shown:
    """A figure as it is printed: at most so many decimals, without trailing zeros."""

    value: Term
    decimals: int = 4


@dataclass(frozen=True)
class Months:
    """A mask of months as it is printed: 5月、7—9月."""

    mask: Term


@dataclass(frozen=True)
class MonthName:
    """The month of the year that a figure is, as it is printed: 5月."""

    value: Term


@dataclass(frozen=True)
class When:
    """Words that stand only where a condition holds."""

    condition: Term
    then: Text
    otherwise: Text = ()


Text = tuple["str | Shown | Months | MonthName | When", ...]


def join_where(parts: Iterable[tuple[Term, Text]], *, lead: str = "") -> Text:
    """Return the texts whose condition holds as a list, the first of them after `lead`."""
    words: list[When] = []
    before: Term = FALSE
    for condition, text in parts:
        between: Text = (When(before, ("；",), (lead,)),) if words else (lead,)
        words.append(When(condition, (*between, *text)))
        before = any_of([before, condition])
    return tuple(words)
