"""What a figure may come to: a range that still grows, or a rate of nothing."""

from __future__ import annotations

from scoring.clauses.figures import (
    Best,
    Column,
    Figure,
    Placed,
    Rate,
    Rounded,
    Standing,
    Total,
    walk,
)


def may_grow(figure: Figure) -> bool:
    """Return whether a figure may be a range: what may still be added to, or done later."""
    match figure:
        case Column(read=read):
            return read in {"tally", "month"}
        case Total(terms=terms):
            return any(may_grow(term.figure) for term in terms)
        case Rounded(figure=inner):
            return may_grow(inner)
        case Rate(of=of):
            return may_grow(of)
    return False


def has_rate(figure: Figure) -> bool:
    """Return whether a figure may be a rate of nothing."""
    return any(
        isinstance(one, Rate) or (isinstance(one, Placed) and may_lack_place(one.standing))
        for one in walk(figure)
    )


def may_lack_place(standing: Standing) -> bool:
    """Return whether a unit with a figure may have no place among the others, or no ratio."""
    is_ratio = isinstance(standing, Best) and not standing.span
    return is_ratio or standing.not_vetoed or getattr(standing, "zero_has_no_place", False)
