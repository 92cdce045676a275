"""Curves as formulas: from an amount to its points, and what they can be while it is open."""

from __future__ import annotations

from collections.abc import Callable

from documents.proof.formulas import (
    BLANK,
    FAR,
    ZERO,
    Formula,
    add_up,
    both,
    ceiling,
    constant,
    exceeds,
    flag,
    floor,
    greatest_of,
    is_number,
    least_of,
    matches,
    or_zero,
    reaches,
    when,
)
from documents.proof.standings import Held
from scoring.clauses.curves import Curve, Each, Places, Table, Tiers
from scoring.clauses.parts import Gap
from scoring.clauses.quantities import Quantity

Get = Callable[[Quantity], Formula]
"""Gives a unit's value of a quantity, "" where it is not known."""


def find_gap(gap: Gap, value: Formula, target: Formula) -> Formula:
    """Return max(0, target − value) or max(0, value − target).

    With an inclusive edge the target itself counts as 1; only `once` allows that, so by how much
    does not matter (80%以下 includes 80%: 民法典 1259).
    """
    distance = greatest_of(0, target - value if gap.side == "below" else value - target)
    return distance if gap.edge == "exclusive" else when(matches(value, target), 1, distance)


def count_steps(each: Each, value: Formula, per: Formula) -> Formula:
    """Return the steps in an amount: exact, whole ones, started ones, or one for any."""
    if each.steps == "once":
        return flag(exceeds(value, 0))
    rounded = {"whole": floor, "started": ceiling}.get(each.steps)
    return value / per if rounded is None else rounded(value / per)


def share_steps(each: Each, held: Held, target: Formula) -> Formula:
    """Return the mean steps of shared places (ties = mean) beyond a place T.

    Of the places p to p + s - 1 the distances to T add up to G(p + s - 1) - G(p - 1) with
    G(p) = q(q + 1) ÷ 2, q = max(0, p - T).
    """
    last = held.first + held.shared - 1
    far, near = greatest_of(0, last - target), greatest_of(0, held.first - 1 - target)
    mean = (far * (far + 1) / 2 - near * (near + 1) / 2) / held.shared
    if each.steps == "once":
        mean = least_of(far, held.shared) / held.shared
    return when(held.first >= FAR, FAR, mean)


def give_points(curve: Curve, get: Get, value: Formula, held: Held | None) -> Formula:
    """Return the points of a known amount on tiers, a table or a list of places."""
    match curve:
        case Tiers():
            return _sum_tiers(curve, get, value)
        case Table():
            return look_up(curve, get, value)
        case Places():
            return _look_up_place(curve, get, value, held)
    raise AssertionError(f"{curve.kind} is given by its line")


def _sum_tiers(curve: Tiers, get: Get, value: Formula) -> Formula:
    """Σ price × the part of the amount that lies in the tier."""
    starts = [constant(tier.from_) for tier in curve.tiers]
    inside = [
        greatest_of(0, (value if end is None else least_of(value, end)) - start)
        for start, end in zip(starts, [*starts[1:], None], strict=True)
    ]
    return add_up(get(tier.price) * one for tier, one in zip(curve.tiers, inside, strict=True))


def look_up(table: Table, get: Get, value: Formula) -> Formula:
    """Return the points of the highest row that is reached."""
    found = ZERO if table.below_table is None else get(table.below_table)
    test = exceeds if table.edge == "exclusive" else reaches
    for row in table.rows:
        found = when(test(value, row.from_), get(row.points), found)
    return found


def _look_up_place(places: Places, get: Get, value: Formula, held: Held | None) -> Formula:
    """Return the points of a place; of shared places (ties = mean) the mean of their points."""
    points = [get(one) for one in places.points]
    beyond = points[-1] if places.beyond is None else get(places.beyond)
    if held is not None and held.is_shared:
        last = held.first + held.shared - 1
        found = _sum_places(points, beyond, last) - _sum_places(points, beyond, held.first - 1)
        return when(value >= FAR, 0, found / held.shared)
    found = when(value >= FAR, 0, beyond)
    for number, one in reversed(list(enumerate(points, start=1))):
        # A place that the form gives with decimals counts as the whole one before.
        found = when(value <= number if number == len(points) else value < number + 1, one, found)
    return found


def _sum_places(points: list[Formula], beyond: Formula, place: Formula) -> Formula:
    """Return Σ of the points of the places 1 to `place`."""
    found = add_up(points) + beyond * (place - len(points))
    for number in range(len(points), -1, -1):
        found = when(place <= number, add_up(points[:number]), found)
    return found


def find_bounds(curve: Curve, get: Get) -> tuple[Formula, Formula]:
    """Return the least and most that a curve can bring."""
    match curve:
        case Table(rows=rows, below_table=below):
            worth = [row.points for row in rows] + ([] if below is None else [below])
            values = [get(one) for one in worth]
        case Places(points=points, beyond=beyond):
            values = [*map(get, points), ZERO if beyond is None else get(beyond)]
        case Each(price=price, steps=steps):
            values = [get(price) if steps == "once" else _go_far(get(price)), ZERO]
        case Tiers(tiers=tiers):
            values = [ZERO, *(_go_far(get(tier.price)) for tier in tiers)]
        case _:
            raise AssertionError("marks have bounds of their own")
    low, high = least_of(*map(or_zero, values)), greatest_of(*map(or_zero, values))
    if isinstance(curve, Table | Places):
        return low, high
    known = both(*(is_number(one) for one in values))
    return when(known, low, -FAR), when(known, high, FAR)


def _go_far(price: Formula) -> Formula:
    """Return a price without end in its direction; of nothing it is nothing."""
    far = when(price > 0, FAR, when(price < 0, -FAR, 0))
    if price.is_literal or price == BLANK:
        return price if price == BLANK else constant(far.number or 0)
    return when(is_number(price), far, BLANK)
