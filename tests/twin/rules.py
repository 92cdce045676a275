"""The ten rule kinds of scoring.md 2, one function each, in exact fractions.

A rule is given only what is visible: a `dict[int, ...]` holds the reported months and no other.
What is neither earned nor pending is lost, so a rule states those two.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from .facts import Value, as_number

YEAR = range(1, 13)
NOTHING = Fraction(0)


def half_up(exact: Fraction) -> Fraction:
    """Round to 2 decimals, a half upwards (28.125 -> 28.13); nothing here is negative."""
    return Fraction(math.floor(exact * 100 + Fraction(1, 2)), 100)


@dataclass(frozen=True)
class Points:
    """The exact points of one unit and indicator.

    `undefined` marks what cannot be computed at all: it stays pending even when the year closes.
    """

    full: Fraction
    earned: Fraction
    pending: Fraction = NOTHING
    undefined: bool = False
    worst: Fraction | None = None
    best: Fraction | None = None
    """The points that the year can end with; None: those earned."""
    has_ceiling: bool = True

    def ends(self) -> tuple[Fraction, Fraction | None]:
        """Give the least and the most that the year can end with; None: there is no most."""
        worst = self.earned if self.worst is None else self.worst
        best = self.earned if self.best is None else self.best
        return worst, best if self.has_ceiling else None


def ranged(points: Points, *may_change: bool) -> Points:
    """Say that anything from nothing to full can still come, if a figure may change."""
    return replace(points, worst=NOTHING, best=points.full) if any(may_change) else points


def all_pending(full: int, *, undefined: bool = False) -> Points:
    """Give the points of an indicator about which nothing is known."""
    return Points(Fraction(full), NOTHING, pending=Fraction(full), undefined=undefined)


def assessed(full: int, value: Value, *, yes_is_fault: bool = False) -> Points:
    """Yes gives full, no gives 0, a number itself; `yes_is_fault` is the spec's `reversed`."""
    if value is None:
        return all_pending(full)
    if isinstance(value, bool):
        earns_full = value is not yes_is_fault
        return Points(Fraction(full), Fraction(full if earns_full else 0))
    number = as_number(value)
    assert number is not None and 0 <= number <= full and not yes_is_fault
    return Points(Fraction(full), number)


def is_met(value: Value, *, quota: int = 1, due: date | None = None) -> bool:
    """Say whether a month is met: count >= quota, or tick, or the filing date <= the due day."""
    if value is None or isinstance(value, bool):
        return value is True
    if isinstance(value, date):
        assert due is not None
        return value <= due  # the whole date: one of an earlier month is on time
    assert isinstance(value, int)
    return value >= quota


def monthly_quota(full: int, due_months: Collection[int], met: Mapping[int, bool]) -> Points:
    """Share the full points evenly among the due months."""
    share = Fraction(full, len(due_months))
    months_met = [month for month in due_months if met.get(month, False)]
    not_reported = [month for month in due_months if month not in met]
    earned, pending = share * len(months_met), share * len(not_reported)
    return Points(Fraction(full), earned, pending=pending, best=earned + pending)


def monthly_count(
    full: int, base: int, extra: Fraction, counts: Mapping[int, int], *, beyond_full: bool
) -> Points:
    """Give base for a month's first and extra for each further one, over the twelve months."""
    earned = NOTHING
    for count in counts.values():
        if count >= 1:
            earned += base
        if count > 1:
            earned += extra * (count - 1)
    if not beyond_full:
        earned = min(earned, Fraction(full))
    not_reported = [month for month in YEAR if month not in counts]
    still_open = max(NOTHING, full - earned)  # 0 once earned >= full
    pending = min(still_open, Fraction(base * len(not_reported)))
    if not not_reported:
        return Points(Fraction(full), earned)
    # an awaited month may bring so many posts that every point is made up for
    return Points(
        Fraction(full), earned, pending=pending, best=Fraction(full), has_ceiling=not beyond_full
    )


def annual_minimum(full: int, target: int, step: int, counts: Mapping[int, int]) -> Points:
    """Take a step off for each one short of the year's target; open until all is reported."""
    done = sum(counts.values())
    earned = Fraction(max(0, full - step * max(0, target - done)))
    any_month_missing = any(month not in counts for month in YEAR)
    if any_month_missing:
        return Points(Fraction(full), earned, pending=full - earned, best=Fraction(full))
    return Points(Fraction(full), earned)


def count_tiers(
    full: int, base: int, threshold: int, extra: Fraction, count: int | None, *, beyond_full: bool
) -> Points:
    """Give base for each up to the threshold and extra for each one above it."""
    if count is None:
        return all_pending(full)
    earned = base * min(count, threshold) + extra * max(0, count - threshold)
    if not beyond_full:
        earned = min(earned, Fraction(full))
    return Points(Fraction(full), earned)


def ratio_to_target(
    full: int, target: Fraction, numerator: Fraction | None, denominator: Fraction | None
) -> Points:
    """Give full x (numerator / denominator) / target, at most full."""
    # Reading: objects given as 0 make the ratio undefined, also where the actions are blank.
    if denominator == 0:
        return all_pending(full, undefined=True)
    if numerator is None or denominator is None:
        return all_pending(full)
    value = numerator / denominator
    return Points(Fraction(full), min(Fraction(full), full * value / target))


def rank_step(
    full: int, step: Fraction, figures: Mapping[str, int], unit: str, *, dense: bool
) -> Points:
    """Take a step off for each rank below the first, among the units with a figure."""
    if unit not in figures:
        return all_pending(full)
    rank = rank_among(figures, unit, dense=dense)
    return Points(Fraction(full), max(NOTHING, full - step * (rank - 1)))


def rank_among(figures: Mapping[str, int], unit: str, *, dense: bool) -> int:
    """Rank a unit's figure, the greatest first."""
    greater = [figure for figure in figures.values() if figure > figures[unit]]
    return 1 + (len(set(greater)) if dense else len(greater))


def imagine_figures(
    figures: Mapping[str, int], may_change: Collection[str], unit: str, *, is_well: bool
) -> dict[str, int]:
    """Give the figures with which the year ends best, or worst, for the unit."""
    out_of_reach = 1 + max(figures.values(), default=0)
    imagined = dict(figures)
    for number, other in enumerate(may_change, start=1):
        if other == unit:
            imagined[other] = out_of_reach if is_well else 0
        else:  # each other one, so that no two of them share a place
            imagined[other] = 0 if is_well else out_of_reach + number
    return imagined


def pooled_quota(
    full: int,
    quota: int,
    posts: Mapping[int, int],
    exposures: Mapping[int, int],
    *,
    met_only: bool,
) -> Points:
    """Pool twelve monthly buckets (posts) and the year's (exposures), each of the unit's quota."""

    def credit(count: int) -> int:
        if met_only and count < quota:
            return 0
        return min(count, quota)

    all_quotas = 12 * quota + quota
    credit_of_months = sum(credit(count) for count in posts.values())
    credit_of_year = credit(sum(exposures.values()))
    open_quota = quota * len([month for month in YEAR if month not in posts])
    if any(month not in exposures for month in YEAR):
        open_quota += quota - credit_of_year
    earned = Fraction(full * (credit_of_months + credit_of_year), all_quotas)
    pending = Fraction(full * open_quota, all_quotas)
    return Points(Fraction(full), earned, pending=pending, best=earned + pending)


def rate_deduct(
    full: int,
    step: Fraction,
    rate: Fraction,
    *,
    floor: Fraction,
    floor_earns_nothing: bool,
    percent_step: str,
) -> Points:
    """Take a step off for each point below 100%; nothing is left under (or at) the floor.

    `floor_earns_nothing`: the floor's own figure gives 0 (inclusive), not only what is under it.
    """
    if rate < floor or (rate == floor and floor_earns_nothing):
        return Points(Fraction(full), NOTHING)
    below = (1 - rate) * 100
    if percent_step == "whole":
        below = Fraction(math.floor(below))
    if percent_step == "started":
        below = Fraction(math.ceil(below))
    return Points(Fraction(full), max(NOTHING, full - step * below))


def count_deduct(full: int, step: Fraction, count: int | None, *, kill: bool = False) -> Points:
    """Take a step off for each finding; a kill leaves nothing, whatever the count is."""
    if kill:
        return Points(Fraction(full), NOTHING)
    if count is None:
        return all_pending(full)
    return Points(Fraction(full), max(NOTHING, full - step * count))
