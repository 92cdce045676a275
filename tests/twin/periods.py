"""Periods (分期): each by itself under its own full mark, then combined (合成)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from . import clause, curves
from .concerned import has_full
from .exact import INF, ZERO, Missing, Range, clamp, half_up, point, scale, total
from .facts import YEAR, At, Spec
from .parameters import settle


def windows(at: At, part: Spec) -> list[tuple[int, ...]]:
    """Return the due months of each period of the year."""
    size = {"month": 1, "quarter": 3, "half": 6}[settle(at, part["period"])]
    due = settle(at, part.get("months", list(YEAR)))
    periods = [tuple(m for m in YEAR[i : i + size] if m in due) for i in range(0, 12, size)]
    return [period for period in periods if period]


def over_periods(at: At, part: Spec, is_clause: bool) -> Range:
    """Return a part's periods combined; one without cases leaves their number."""
    how = settle(at, part.get("combine", "mean"))
    counted = [p for p in windows(at, part) if is_counted(at, part, p)]
    if not counted:
        return curves.unsure(at, ZERO, at.full or ZERO, Missing.UNDEFINED)
    ranges = [one_period(at, part, p, how, len(counted), is_clause) for p in counted]
    kept = [p for p, r in zip(counted, ranges, strict=True) if not r.is_skipped]
    if not kept:
        return curves.unsure(at, ZERO, at.full or ZERO, Missing.UNDEFINED)
    if len(kept) < len(counted):
        ranges = [one_period(at, part, p, how, len(kept), is_clause) for p in kept]
    return combine(how, ranges, [p[-1] <= at.year.month for p in kept])


def is_counted(at: At, part: Spec, period: tuple[int, ...]) -> bool:
    """Return whether a period counts for a unit: it was on the roster, or absence is scored."""
    by_own_months = settle(at, part.get("new_unit", "own_months")) == "own_months"
    return not by_own_months or bool(replace(at, months=period).window)


def one_period(
    at: At, part: Spec, period: tuple[int, ...], how: str, count: int, is_clause: bool
) -> Range:
    """Return the points of one period, under its own full mark; open: at most that."""
    full = at.full
    if full is not None and how == "sum" and (is_clause or has_full(part)):
        full = full / count
    here = replace(at, months=period, is_period=True, full=full)
    if not here.window:  # absent: full, or missed
        most = point(full if full is not None and (is_clause or has_full(part)) else ZERO)
        is_full = settle(at, part["new_unit"]) == "absent_full"
        return most if is_full else missed(here, part, is_clause)
    result = clause.in_one_window(here, part, is_clause)
    if result.is_open and full is not None and (is_clause or has_full(part)):
        result = clamp(result, None, max(full, result.least))
    if settle(at, part.get("round_period")):
        result = rounded(result, full)
    return result


def missed(here: At, part: Spec, is_clause: bool) -> Range:
    """Return the points of a period in which nothing was done: what a blank makes 0 is 0."""
    reported = {name: set(YEAR) for name in here.year.scheme.get("form", {})}
    empty = replace(here.year.facts, cells={}, rows=[], reported=reported)
    nothing = replace(here.year, is_final=True, facts=empty)
    unit = replace(here.unit, first=1, last=12)
    here = replace(here, unit=unit, year=nothing, known_only=False)
    result = clause.in_one_window(here, part, is_clause)
    return point(result.least if result.least != -INF else ZERO)


def rounded(one: Range, full: Fraction | None) -> Range:
    """Round a period's published figure: what is earned and what is lost, each once."""
    least, most = one.least, one.most
    if isinstance(least, Fraction):
        least = half_up(least)
    if isinstance(most, Fraction):
        most = least if one.least == one.most else (full or ZERO) - half_up((full or ZERO) - most)
    return replace(one, least=least, most=most)


def combine(how: str, ranges: list[Range], are_over: list[bool]) -> Range:
    """Return the year of some periods: their sum, mean, best, or the last or mean to date.

    To date are the periods that are over and known; before there is one, all are open.
    """
    known = [r for r, over in zip(ranges, are_over, strict=True) if over and not r.is_open]
    known = known or ranges
    if how == "best":
        summed = total(ranges)
        return replace(
            summed,
            least=max(r.least for r in ranges),
            most=max(r.most for r in ranges),
            is_open=max(r.least for r in ranges) < max(r.most for r in ranges),
            limit=ZERO,
        )
    if how == "last":
        return known[-1]
    if how == "mean_to_date":
        return scale(total(known), Fraction(1, len(known)))
    return scale(total(ranges), Fraction(1, len(ranges) if how == "mean" else 1))


def period_full(at: At, clause: Spec) -> Fraction | None:
    """Return a clause's full mark when one period alone is scored."""
    if at.full is None or settle(at, clause.get("combine", "mean")) != "sum":
        return at.full
    return at.full / len(windows(at, clause))
