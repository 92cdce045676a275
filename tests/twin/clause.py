"""A clause: lines between a start and two limits, under its conditions; and what is published."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from . import curves, figures, periods
from .concerned import entries, full_mark, has_full
from .conditions import condition
from .exact import INF, ZERO, Missing, Number, Range, Score, clamp, half_up, point, scale, total
from .facts import At, Spec
from .parameters import settle
from .targets import amount

FIGURE_KEYS = [
    *("of", "out_of", "rows", "where", "amount", "price", "highest_per", "within_months"),
    *("read", "blank", "decimals", "due_day", "together", "join", "weights", "trim_from", "empty"),
    *("place", "ties", "best", "within", "as", "zero_has_no_place", "not_vetoed"),
]
"""What lines without a source of their own take over from their clause."""

LINE_KEYS = [*FIGURE_KEYS, "mark", "reversed", "out", "below", "above", "edge", "per", "steps"]
"""What each line of a price list has in common."""


def points(at: At, part: Spec, is_clause: bool = False) -> Range:
    """Return the points of a line, group or clause."""
    if has_full(part) and not is_clause:
        at = replace(at, full=full_mark(at, part))
        if at.full is None:
            return point(ZERO)
    period = settle(at, part.get("period", "none"))
    if period == "none" or at.year.only:
        return in_one_window(at, part, is_clause)
    return periods.over_periods(at, part, is_clause)


def in_one_window(at: At, part: Spec, is_clause: bool) -> Range:
    """Return the points of one window under the part's condition, or of one without cases."""
    is_treated = is_clause and bool(at.year.only)
    if at.is_period and "period" in part and not is_treated:
        for entry in entries(part, "not_for"):
            if "when" in entry and condition(at, entry["when"]) is True:
                skipped = settle(at, entry["treat"]) == "drop"
                return replace(point(at.full or ZERO), is_skipped=skipped)
    holds = condition(at, part["when"]) if "when" in part else True
    if holds is False:
        return point(ZERO)
    result = in_window(at, part, is_clause)
    if holds is None:  # from without to with
        low, high = min(ZERO, result.least), max(ZERO, result.most)
        result = curves.unsure(at, low, high)
    return result


def in_window(at: At, part: Spec, is_clause: bool) -> Range:
    """Return limit((start + Σ lines) × times) of one window."""
    lines = lines_of(at, part)
    alone = lines == [part]
    take = settle(at, part.get("take", "sum"))
    if take != "sum":
        lines = [one for line in lines for one in columns_of(at, line)]
    several = [curves.points(at, one) if alone else points(at, one) for one in lines]
    result = taken(take, several)
    if settle(at, part.get("fit", "sum")) == "scale":
        parts = sum((full_mark(at, line) or ZERO for line in lines), ZERO)
        if parts == 0:
            result = curves.unsure(at, ZERO, at.full or ZERO, Missing.UNDEFINED)
        else:
            result = scale(result, (at.full or ZERO) / parts)
    result = total([point(start_of(at, part, lines, is_clause)), result])
    times = amount(at, part.get("times", 1))
    if times is None:
        unknown = curves.unsure(at, -INF, INF)
        result = replace(unknown, is_skipped=result.is_skipped)
    else:
        result = scale(result, times)
    return clamp(result, *limits(at, part, is_clause))


def taken(how: str, ranges: list[Range]) -> Range:
    """Return the sum of some lines, or the one that brings most or least (就高、就低)."""
    summed = total(ranges)
    if how == "sum":
        return summed
    best = max if how == "highest" else min
    least, most = best(r.least for r in ranges), best(r.most for r in ranges)
    waits = least < most or least in (INF, -INF)  # never done: a price without end
    return replace(summed, least=least, most=most, is_open=summed.is_open and waits)


def lines_of(at: At, part: Spec) -> list[Spec]:
    """Return the lines of a clause: written out, one a column of a price list, or itself."""
    if "lines" in part:
        shared = {key: part[key] for key in FIGURE_KEYS if key in part}
        own = ("of", "rows", "mark", "lines")
        return [
            line if any(key in line for key in own) or is_price_list(at, line) else shared | line
            for line in part["lines"]
            if is_there(at, line)
        ]
    if is_price_list(at, part):
        common = {key: part[key] for key in LINE_KEYS if key in part}
        prices = settle(at, part["each"])
        return [{**common, "of": name, "each": price} for name, price in prices.items()]
    return [part]


def columns_of(at: At, line: Spec) -> list[Spec]:
    """Return the lines that one entry stands for: a price list without limits is one a column."""
    limits = {"full", "period_full", "floor", "ceiling", "start", "times", "period", "take"}
    if not is_price_list(at, line) or limits & line.keys():
        return [line]
    when = {"when": line["when"]} if "when" in line else {}
    return [{**one, **when} for one in lines_of(at, line)]


def is_there(at: At, line: Spec) -> bool:
    """Return whether the readings let a line stand."""
    readings = [one for one in entries(line, "when") if "reading" in one]
    return all(condition(at, one) is True for one in readings)


def is_price_list(at: At, part: Spec) -> bool:
    """Return whether `each` is column → price."""
    return figures.is_weights(settle(at, part.get("each")))


def start_of(at: At, part: Spec, lines: list[Spec], is_clause: bool) -> Number:
    """Return what the lines are added to: full if every line only deducts, else 0."""
    if "start" in part:
        return amount(at, part["start"]) or ZERO
    is_full = at.full is not None and (is_clause or has_full(part))
    alone = lines == [part]
    deducts = all(curves.only_deducts(at, bare(ln) if alone else ln) for ln in lines)
    return (at.full or ZERO) if is_full and deducts else ZERO


def bare(line: Spec) -> Spec:
    """Return a flat clause as its line: without the full mark that is the clause's."""
    return {key: value for key, value in line.items() if key not in ("full", "period_full")}


def limits(at: At, part: Spec, is_clause: bool) -> tuple[Number | None, Number | None]:
    """Return floor and ceiling: of a clause with a full mark 0 and full, else none."""
    whole = is_clause and at.full is not None
    floor = amount(at, part["floor"]) if "floor" in part else (ZERO if whole else None)
    ceiling = amount(at, part["ceiling"]) if "ceiling" in part else (at.full if whole else None)
    return floor, ceiling


def publish(at: At, clause: Spec, result: Range) -> Score:
    """Return earned, lost and pending: the certain ends, each rounded half up once."""
    decimals = int(settle(at, clause.get("decimals_shown", 2)))
    limit = result.limit if isinstance(result.limit, Fraction) else ZERO
    if at.full is None:
        added = result.least if isinstance(result.least, Fraction) else ZERO
        return Score(None, added=half_up(added, decimals), limit=limit, is_open=result.is_open)
    least, most = result.least, result.most
    if result.is_open:  # what is open does not take a clause under 0
        least = max(least, ZERO)
        if settle(at, clause.get("earn", "as_known")) == "when_complete" and least < most:
            least = ZERO
        most = max(most, least)
    earned = half_up(Fraction(least), decimals)
    missing = at.full - (earned if least == most else most)
    lost = half_up(Fraction(max(missing, ZERO)), decimals)
    pending = max(at.full - earned - lost, ZERO) if least < most else ZERO
    return Score(at.full, earned, lost, pending, limit=limit, is_open=least < most)
