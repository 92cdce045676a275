"""The three curves: mark, each and table; and what a line can bring while its figure is open."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

from . import figures, standing
from .columns import column
from .exact import (
    INF,
    ZERO,
    Missing,
    Number,
    Range,
    add,
    exact,
    is_number,
    known,
    multiply,
    point,
    scale,
    total,
)
from .facts import At, Spec
from .parameters import settle
from .targets import amount

Ends = tuple[Number, Number]


def unsure(at: At, least: Number, most: Number, missing: Missing = Missing.BLANK) -> Range:
    """Return the range of what is not known: closed for good by `final`, unless undefined."""
    undefined = missing is Missing.UNDEFINED
    if at.known_only:  # beside the total only what is known is added or taken
        least = most = max(least, min(most, ZERO))
    elif at.year.is_final and not undefined:
        most = least
    return Range(least, most, is_open=True, is_undefined=undefined)


def points(at: At, line: Spec) -> Range:
    """Return a line's points: its figure, held against something, through its curve."""
    if "mark" in line:
        return mark(at, line)
    if figures.is_of_nothing(at, line):
        empty = settle(at, line.get("empty", "pending"))
        if empty in ("full", "skip"):
            return without_cases(at, line, empty)
    amounts = distances(at, line)
    if isinstance(amounts, Missing):
        return unsure(at, *bounds(at, line), amounts)
    ranges = []
    for ends in amounts:
        low, high = curve(at, line, ends[0]), curve(at, line, ends[1])
        if low is None or high is None:
            return unsure(at, *bounds(at, line), no_price(at, line))
        ranges.append(of_ends(at, line, (low, high), ends))
    return scale(total(ranges), Fraction(1, len(ranges)))  # shared places: the mean of their points


def without_cases(at: At, line: Spec, empty: str) -> Range:
    """Return what a rate of nothing gives: nothing taken or all that can be given, or a skip."""
    least, most = bounds(at, line)
    if empty == "skip":
        return replace(unsure(at, least, most, Missing.UNDEFINED), is_skipped=True)
    return point((at.full or ZERO) if most == INF else most)


def of_ends(at: At, line: Spec, pair: Ends, ends: Ends) -> Range:
    """Return the range of a figure's two ends; of a table also the rows between them."""
    if ends[0] == ends[1]:  # never done, or no place: a price without end is held at nothing
        return Range(pair[0], pair[0], is_open=pair[0] in (INF, -INF))
    values = list(pair)
    rows = settle(at, line.get("table", []))
    if rows and isinstance(rows[0], list):
        starts = [amount(at, start) for start, _ in rows]
        between = [s for s in starts if s is not None and ends[0] <= s <= ends[1]]
        values += [table(at, line, start) for start in between]
    elif rows:
        places = [Fraction(n) for n in range(1, len(rows) + 2)]
        values += [table(at, line, place) for place in places if ends[0] <= place <= ends[1]]
    return unsure(at, min(values), max(values))


def distances(at: At, line: Spec) -> list[Ends] | Missing:
    """Return the amounts that a curve is taken of: the figure or place, or its gap to a target."""
    if "place" in line or "best" in line:
        found = standing.held(at, line)
        ends: list[Ends] | Missing = (
            found if isinstance(found, Missing) else [(one, one) for one in found]
        )
    else:
        value = figures.figure(at, line)
        ends = value if isinstance(value, Missing) else [value]
    side = next((key for key in ("below", "above") if key in line), None)
    if side is None or isinstance(ends, Missing):
        return ends
    target = amount(at, line[side], line)
    if target is None:
        return Missing.BLANK
    inclusive = settle(at, line.get("edge", "exclusive")) == "inclusive"
    return [
        (gap(low, target, side, inclusive), gap(high, target, side, inclusive))
        for low, high in ends
    ]


def gap(value: Number, target: Fraction, side: str, inclusive: bool) -> Number:
    """Return how far a figure is below or above a target.

    With an inclusive edge the target itself counts; only `once` allows that, so by how much
    does not matter (80%以下 includes 80%: 民法典 1259).
    """
    if inclusive and value == target:
        return Fraction(1)
    away = target - value if side == "below" else value - target
    return max(ZERO, away)


def curve(at: At, line: Spec, value: Number) -> Number | None:
    """Return the points of one amount; None: its price or unit is not known."""
    if "table" in line:
        return table(at, line, value)
    each = settle(at, line.get("each", 1))
    if isinstance(each, list):
        return tiers(at, each, value)
    how = settle(at, line.get("steps", "proportional"))
    price = amount(at, each)
    per = Fraction(1) if how == "once" else amount(at, line.get("per", 1))
    if price is None or not per:
        return None
    return multiply(price, steps(how, value, per))


def no_price(at: At, line: Spec) -> Missing:
    """Return why `each` has no points: steps of nothing are undefined, else something is blank."""
    how = settle(at, line.get("steps", "proportional"))
    per = None if how == "once" else amount(at, line.get("per", 1))
    return Missing.UNDEFINED if per == 0 else Missing.BLANK


def steps(how: str, value: Number, per: Fraction) -> Number:
    """Count the steps in an amount: exact, whole ones, started ones, or one for any."""
    if how == "once":
        return Fraction(1 if value > 0 else 0)
    if isinstance(value, float):
        return value
    count = value / per
    if how == "whole":
        return Fraction(math.floor(count))
    return Fraction(math.ceil(count)) if how == "started" else count


def tiers(at: At, each: list[Any], value: Number) -> Number:
    """Return Σ price × the part of the amount that lies in the tier."""
    starts = [exact(settle(at, start)) for start, _ in each]
    ends: list[Number] = [*starts[1:], INF]
    result: Number = ZERO
    for start, end, (_, price) in zip(starts, ends, each, strict=True):
        inside = max(ZERO, min(value, end) - start)
        result = add(result, multiply(amount(at, price) or ZERO, inside))
    return result


def table(at: At, line: Spec, value: Number) -> Number:
    """Return the points of the highest row reached, or of a place in a plain list."""
    rows = settle(at, line["table"])
    if not isinstance(rows[0], list):
        beyond = settle(at, line.get("beyond", 0))
        if value == INF or value < 1:  # no place at all
            return ZERO
        if value <= len(rows):
            return amount(at, rows[int(value) - 1]) or ZERO
        return amount(at, rows[-1] if beyond == "last" else beyond) or ZERO
    exclusive = settle(at, line.get("edge", "inclusive")) == "exclusive"
    result = amount(at, line.get("below_table", 0)) or ZERO
    for start, worth in rows:
        from_here = amount(at, start)
        if from_here is not None and (value > from_here or (value == from_here and not exclusive)):
            result = amount(at, worth) or ZERO
    return result


def bounds(at: At, line: Spec) -> Ends:
    """Return the least and most that a curve can bring."""
    if "table" in line:
        rows = settle(at, line["table"])
        if isinstance(rows[0], list):
            worth = [row[1] for row in rows]
            worth += [line["below_table"]] if "below_table" in line else []
        else:
            beyond = settle(at, line.get("beyond", 0))
            worth = [*rows, 0] if beyond == "last" else [*rows, beyond]
        values = [amount(at, one) or ZERO for one in worth]
        return min(values), max(values)
    each = settle(at, line.get("each", 1))
    prices = [price for _, price in each] if isinstance(each, list) else [each]
    once = settle(at, line.get("steps", "proportional")) == "once"
    far = [far_of(at, price, once) for price in prices]
    return min([*far, ZERO]), max([*far, ZERO])


def far_of(at: At, price: Any, once: bool) -> Number:
    """Return what a price can bring; one that is measured is not under 0."""
    value = amount(at, price)
    if value is not None:
        return value if once else multiply(value, INF)
    price = settle(at, price)
    times = exact(settle(at, price.get("times", 1))) if isinstance(price, dict) else ZERO
    return multiply(times, INF)


def mark(at: At, line: Spec) -> Range:
    """Return an inspector's mark: yes is full, no is 0, a number is itself (of `out`: × full/out).

    A mark without a full point of its own has that of its ceiling.
    """
    full = at.full if at.full is not None else amount(at, line.get("ceiling"))
    out = amount(at, line.get("out"))
    yes = (full if out is None else out) or ZERO
    ticks = (ZERO, yes) if settle(at, line.get("reversed")) else (yes, ZERO)
    value = known(column(at, settle(at, line["mark"]), {**line, "ticks": ticks}))
    if value is None:
        return unsure(at, ZERO, INF if full is None else full)
    return point(value if out is None or full is None else value * full / out)


def only_deducts(at: At, line: Spec) -> bool:
    """Return whether a line can only take points: no price is over 0, and one is under it."""
    if {"full", "period_full", "mark"} & line.keys() or line.get("start", 0) != 0:
        return False
    if "lines" in line:
        return all(only_deducts(at, one) for one in line["lines"])
    if "table" in line:
        rows = settle(at, line["table"])
        worth = [row[1] if isinstance(row, list) else row for row in rows]
        past = [settle(at, line[key]) for key in ("beyond", "below_table") if key in line]
        found = [sign for one in [*worth, *past] if one != "last" for sign in signs(at, one)]
        return all(one <= 0 for one in found) and any(one < 0 for one in found)
    each = settle(at, line.get("each", 1))
    if isinstance(each, list):
        prices = [price for _, price in each]
    else:
        is_list = isinstance(each, dict) and all("." in str(key) for key in each)
        prices = list(each.values()) if is_list else [each]
    return all(signs(at, price) == {-1} for price in prices)


def signs(at: At, price: Any) -> set[int]:
    """Return the signs that a price has for the units; one that is measured is not under 0."""
    if isinstance(price, dict) and "by" in price:
        return signs(at, settle(at, price))
    if isinstance(price, dict) and {"unit", "kind"} & price.keys():
        tables = [*price.get("unit", {}).values(), *price.get("kind", {}).values()]
        tables += [price["others"]] if "others" in price else []
        return {sign for one in tables for sign in signs(at, one)}
    if price in ("full", "-full"):
        return {1 if price == "full" else -1}
    number = price
    if isinstance(price, dict):
        number = price.get("full", price.get("times", 1))
    elif not is_number(price):
        number = 1
    value = exact(number)
    return {(value > 0) - (value < 0)}
