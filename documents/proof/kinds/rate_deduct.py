"""`rate_deduct`: each percent below 100 loses points; from a floor downwards nothing is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from documents.proof.exactness import CENTS, Rate, compare, find_scale, guess, to_points, whole
from documents.proof.formulas import FALSE, Formula, both, either, greatest_of, when
from documents.proof.grids import WHOLE
from documents.proof.workings import Proved, Workings
from scoring.exact import to_ratio
from scoring.rules.rate_deduct import RateDeduct


@dataclass(frozen=True)
class _Source:
    """The rates of all units, whether each is there, and whether it is a rate of nothing."""

    title: str
    rates: Sequence[Rate]
    are_rated: Sequence[Formula]
    are_empty: Sequence[Formula]


def prove(rule: RateDeduct, full: Decimal, workings: Workings) -> list[Proved]:
    """Return max(0, full − step × points below 100%), and 0 at the floor."""
    source = _read_form(rule, workings) if rule.rate else _read_counts(rule, workings)
    if rule.percent_step == "proportional":
        points = _deduct_in_proportion(rule, full, source, workings)
    else:
        points = _deduct_by_percent(rule, full, source, workings)
    at_floor = _find_floored(rule, source, workings)
    proved = []
    for unit, left in enumerate(points):
        is_rated, is_empty = source.are_rated[unit], source.are_empty[unit]
        kept = when(at_floor[unit].equals(1), 0, greatest_of(0, left))
        if rule.no_orders == "full_marks":
            earned = when(is_rated, kept, when(is_empty, full, 0))
            proved.append(Proved(earned, either(is_rated, is_empty)))
        else:
            earned = when(is_rated, kept, 0)
            proved.append(Proved(earned, is_rated, is_uncomputable=is_empty))
    return proved


def _read_form(rule: RateDeduct, workings: Workings) -> _Source:
    """Return the latest rate that the form gives."""
    assert rule.rate is not None
    latest = workings.latest(rule.rate, is_rate=True)
    tops = [one.value for one in latest]
    bottoms = [one.denominator for one in latest if one.denominator is not None]
    title = workings.titles[rule.rate]
    are_rated = [one.is_filled() for one in tops]
    return _Source(title, workings.rates(title, tops, bottoms), are_rated, [FALSE] * len(tops))


def _read_counts(rule: RateDeduct, workings: Workings) -> _Source:
    """Return the sums of two counts over the months in which both are reported."""
    top_need, bottom_need = rule.needs()
    tops = _total_with(workings, top_need.ref, bottom_need.ref)
    bottoms = _total_with(workings, bottom_need.ref, top_need.ref)
    title = workings.titles[top_need.ref]
    if rule.failures:
        failures, title = tops, f"{title}（按期）"
        tops = workings.add(
            f"{title}：累计",
            lambda unit: workings.home(bottoms[unit]) - workings.home(failures[unit]),
            WHOLE,
        )
    is_reported = workings.reported.count_both(top_need.ref, bottom_need.ref) > 0
    return _Source(
        title,
        workings.rates(title, tops, bottoms),
        [one > 0 for one in bottoms],
        [both(is_reported, one.equals(0)) for one in bottoms],
    )


def _total_with(workings: Workings, ref: str, other: str) -> list[Formula]:
    return workings.add(
        f"{workings.titles[ref]}：累计",
        lambda unit: workings.facts.total_with(
            workings.position(unit), ref, workings.reported, other
        ),
        WHOLE,
    )


def _deduct_in_proportion(
    rule: RateDeduct, full: Decimal, source: _Source, workings: Workings
) -> list[Formula]:
    """Return full − step × 100 × (1 − rate) = (a × top + b × bottom) ÷ bottom, in points."""
    scale = find_scale(full, 100 * rule.step)
    taken = whole(100 * rule.step, scale)
    terms = (taken, whole(full, scale) - taken, scale // CENTS)
    shares = workings.share(f"{source.title}：{full}分", source.rates, source.are_rated, terms)
    return [one / CENTS for one in shares]


def _deduct_by_percent(
    rule: RateDeduct, full: Decimal, source: _Source, workings: Workings
) -> list[Formula]:
    """Return full − step × whole (or started) points below 100%."""
    scale = find_scale(full, rule.step)

    def describe_guess(unit: int) -> Formula:
        rate = workings.home_rate(source.rates[unit])
        return when(workings.home(source.are_rated[unit]), guess((-100, 100, 1), rate), 0)

    guesses = workings.add(f"{source.title}：低于100%的百分点，初算", describe_guess, WHOLE)

    def format_percents(unit: int) -> Formula:
        guessed, rate = workings.home(guesses[unit]), workings.home_rate(source.rates[unit])
        gap = compare(100, 100 - guessed, rate)  # > 0: guessed too many; < 0: too few
        if rule.percent_step == "whole":
            percents = guessed - when(gap > 0, 1, 0)
        else:
            percents = guessed + when(gap < 0, 1, 0)
        return when(workings.home(source.are_rated[unit]), percents, 0)

    percents = workings.add(f"{source.title}：低于100%的百分点", format_percents, WHOLE)
    step = whole(rule.step, scale)
    return [to_points(greatest_of(0, whole(full, scale) - step * one), scale) for one in percents]


def _find_floored(rule: RateDeduct, source: _Source, workings: Workings) -> list[Formula]:
    """Return 1 where a rate is at or under the floor."""
    top, bottom = to_ratio(rule.floor_pct)

    def say(unit: int) -> Formula:
        beyond = compare(100 * bottom, top, workings.home_rate(source.rates[unit]))
        is_floored = beyond <= 0 if rule.floor == "inclusive" else beyond < 0
        return when(workings.home(source.are_rated[unit]), when(is_floored, 1, 0), 0)

    limit = f"{rule.floor_pct}%及以下" if rule.floor == "inclusive" else f"低于{rule.floor_pct}%"
    return workings.add(f"{source.title}：{limit}", say, WHOLE)
