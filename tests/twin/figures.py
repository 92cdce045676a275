"""Figures: columns and ledgers, summed, averaged, divided."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from . import standing, targets, tree
from .columns import column
from .exact import INF, Figure, Missing, Number, add, exact, half_up, is_number, known, multiply
from .facts import At, Spec
from .ledgers import rows
from .parameters import settle


def figure(at: At, spec: Spec) -> Figure:
    """Return `of` (or `rows`), divided by `out_of` as a percentage, rounded to its decimals.

    Inside another figure it may be a place or a ratio to the best (the mean of shared places).
    """
    if "place" in spec or "best" in spec:
        held = standing.held(at, spec)
        if isinstance(held, Missing):
            return held
        return Missing.UNDEFINED if INF in held else (sum(held, Fraction(0)) / len(held),) * 2
    return plain_figure(at, spec)


def plain_figure(at: At, spec: Spec) -> Figure:
    """Return a figure before it is held against the other units."""
    at = together(at, spec) if settle(at, spec.get("together")) else at
    top = rows(at, spec) if "rows" in spec else joined(at, spec)
    divisor = settle(at, spec.get("out_of", "none"))
    if divisor != "none":
        top = divided(at, spec, top, terms(at, divisor, spec))
    decimals = settle(at, spec.get("decimals", "exact"))
    value = known(top)
    if value is not None and is_number(decimals):
        value = half_up(value, int(decimals))
        return value, value
    return top


def divided(at: At, spec: Spec, top: Figure, bottom: Figure) -> Figure:
    """Return top ÷ bottom in percent, or of another base; of nothing what `empty` counts it as."""
    if is_zero(bottom):
        empty = settle(at, spec.get("empty", "pending"))
        return (exact(empty),) * 2 if is_number(empty) else Missing.UNDEFINED
    if Missing.UNDEFINED in (top, bottom):
        return Missing.UNDEFINED
    whole = known(bottom)
    if isinstance(top, Missing) or whole is None:
        return Missing.BLANK
    base = exact(settle(at, spec.get("base", 100)))
    low, high = sorted(multiply(end, base / whole) for end in top)
    return low, high


def is_zero(value: Figure) -> bool:
    """Return whether a figure is known and 0."""
    return known(value) == 0


def is_of_nothing(at: At, spec: Spec) -> bool:
    """Return whether a rate's own denominator is 0."""
    divisor = settle(at, spec.get("out_of", "none"))
    if divisor == "none":
        return False
    at = together(at, spec) if settle(at, spec.get("together")) else at
    return is_zero(terms(at, divisor, spec))


def terms(at: At, of: Any, spec: Spec) -> Figure:
    """Return Σ weight × value of a column, list or table of weights; one blank: unknown.

    A rate of nothing among them makes the sum undefined, whatever else is blank.
    """
    of = settle(at, of)
    pairs = (
        of.items() if is_weights(of) else [(t, 1) for t in (of if isinstance(of, list) else [of])]
    )
    least: Number = Fraction(0)
    most: Number = Fraction(0)
    values = [(one_term(at, term, spec), weight) for term, weight in pairs]
    missing = [value for value, _ in values if isinstance(value, Missing)]
    if missing:
        return Missing.UNDEFINED if Missing.UNDEFINED in missing else Missing.BLANK
    for value, weight in values:
        assert not isinstance(value, Missing)
        ends = sorted(multiply(end, exact(settle(at, weight))) for end in value)
        least, most = add(least, ends[0]), add(most, ends[1])
    return least, most


def is_weights(of: Any) -> bool:
    """Return whether a table is column → weight, and no figure of its own."""
    return isinstance(of, dict) and bool(of) and all("." in name for name in of)


def one_term(at: At, term: Any, spec: Spec) -> Figure:
    """Return a number, an own figure, another score, another figure or a column."""
    term = settle(at, term)
    if is_number(term):
        return (exact(term),) * 2
    if isinstance(term, dict) and ("own" in term or "mean" in term):
        value = targets.amount(at, term)
        return Missing.BLANK if value is None else (value, value)
    if isinstance(term, dict) and {"score", "assessment"} & term.keys():
        score = tree.score_of(at.year, at.unit, term.get("score"), term.get("assessment"))
        return Missing.BLANK if score is None else (score, score)
    if isinstance(term, dict):
        inherited: Spec = {key: spec[key] for key in ("read", "blank", "due_day") if key in spec}
        return figure(at, {**inherited, **term})
    return column(at, term, spec)


def joined(at: At, spec: Spec) -> Figure:
    """Return `of` as a sum, or the mean or highest of those of its terms that are given."""
    how = settle(at, spec.get("join", "sum"))
    of = settle(at, spec["of"])
    if how == "sum":
        return terms(at, of, spec)
    pairs = list(of.items()) if is_weights(of) else [(term, 1) for term in of]
    weights = settle(at, spec.get("weights"))
    if weights:
        pairs = list(zip((term for term, _ in pairs), weights, strict=True))
    votes = [(known(one_term(at, term, spec)), exact(settle(at, w))) for term, w in pairs]
    given = sorted((value, weight) for value, weight in votes if value is not None)
    trim = settle(at, spec.get("trim_from"))
    if is_number(trim) and len(given) >= max(3, int(trim)):
        given = given[1:-1]  # without one lowest and one highest
    if not given:
        return Missing.BLANK
    if how == "highest":
        return given[-1][0], given[-1][0]
    mean = sum((v * w for v, w in given), Fraction(0)) / sum(w for _, w in given)
    return mean, mean


def columns_of(at: At, of: Any) -> list[str]:
    """Return the columns that a figure names."""
    of = settle(at, of)
    if isinstance(of, str):
        return [of] if "." in of and not is_number(of) else []
    if isinstance(of, list):
        return [name for term in of for name in columns_of(at, term)]
    if is_weights(of):
        return [name for term in of for name in columns_of(at, term)]
    if isinstance(of, dict):
        return columns_of(at, of.get("of")) + columns_of(at, of.get("out_of"))
    return []


def together(at: At, spec: Spec) -> At:
    """Narrow the window to the last month whose table has all the columns."""
    names = columns_of(at, spec.get("of")) + columns_of(at, spec.get("out_of"))
    cells = at.year.facts.cells
    months = [
        m
        for m in at.window
        if m <= at.year.month and all((n, at.unit.name, m) in cells for n in names)
    ]
    return At(**{**vars(at), "months": tuple(months[-1:])})


def month_of(at: At, spec: Any) -> int:
    """Return the month that a figure stands at: the latest in which any of its columns has one."""
    names = columns_of(at, spec)
    months = [
        m
        for (name, unit, m) in at.year.facts.cells
        if name in names and unit == at.unit.name and m in at.window and m <= at.year.month
    ]
    return max(months, default=min(at.year.month, max(at.months)))
