"""The least value that a figure or a line's amount can take, as far as the forms say."""

from __future__ import annotations

from fractions import Fraction

from scoring.clauses.figures import (
    Best,
    Column,
    Constant,
    Figure,
    Join,
    Own,
    Place,
    Placed,
    Rate,
    Rounded,
    Rows,
    Score,
    Total,
)
from scoring.clauses.forms import Forms
from scoring.clauses.parts import Line

NOTHING = Fraction(0)


def find_least(line: Line, forms: Forms) -> Fraction | None:
    """Return the least amount that a line can have; None if there is none."""
    if line.gap:  # max(0, distance)
        return NOTHING
    if isinstance(line.standing, Place):
        if line.standing.percent:
            return Fraction(1, 100)  # the first of ten thousand units
        return NOTHING if line.standing.share else Fraction(1)
    if isinstance(line.standing, Best):
        return find_figure_ends(line.figure, forms)[0] and NOTHING
    return find_figure_ends(line.figure, forms)[0]


Ends = tuple[Fraction | None, Fraction | None]
"""(least, most); None is without end."""


def find_figure_ends(figure: Figure, forms: Forms) -> Ends:
    """Return the least and most that a figure can be."""
    match figure:
        case Column():
            return _find_column_ends(figure, forms)
        case Constant(value=value):
            return value, value
        case Own():
            return NOTHING, None
        case Score():
            return None, None
        case Rows(price=price):
            prices = price.prices.values() if price else [Fraction(1)]
            return (NOTHING if all(one >= 0 for one in prices) else None), None
        case Rounded(figure=inner):
            return find_figure_ends(inner, forms)
        case Placed(standing=standing):
            is_place = isinstance(standing, Place) and not (standing.share or standing.percent)
            return (Fraction(1) if is_place else NOTHING), None
        case Rate(of=of):
            least = find_figure_ends(of, forms)[0]
            return (NOTHING if least is not None and least >= 0 else None), None
        case Total(terms=terms):
            return _add([(term.weight, find_figure_ends(term.figure, forms)) for term in terms])
        case Join(terms=terms):
            ends = [find_figure_ends(term.figure, forms) for term in terms]
            lows = [low for low, _ in ends if low is not None]
            return (min(lows) if len(lows) == len(ends) else None), None


def _find_column_ends(column: Column, forms: Forms) -> Ends:
    if column.read == "month":
        return Fraction(1), None
    cell = forms[column.form].describe(column.column)
    least = cell.least
    if least is None and cell.type not in {"points", "quantity"}:
        least = NOTHING  # counts, rates and ticks are not below 0
    return least, None if column.read in {"sum", "tally"} else cell.most


def _add(terms: list[tuple[Fraction, Ends]]) -> Ends:
    low: Fraction | None = NOTHING
    high: Fraction | None = NOTHING
    for weight, ends in terms:
        least, most = ends if weight >= 0 else (ends[1], ends[0])
        low = None if low is None or least is None else low + weight * least
        high = None if high is None or most is None else high + weight * most
    return low, high
