"""Reasons of the ledger as data: words, with the row's own figures put in."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.terms.terms import Term


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
class When:
    """Words that stand only where a condition holds."""

    condition: Term
    then: Text
    otherwise: Text = ()


Text = tuple["str | Shown | Months | When", ...]
