"""Curves as formulas: from an amount to its points, and what they can be while it is open."""

from __future__ import annotations

from collections.abc import Callable

from documents.proof.borders import ceiling, exceeds, floor, matches, reaches
from documents.proof.formulas import ENDLESS, FAR, NEVER, ONE, ZERO, Formula, constant
from documents.proof.functions import (
    add_up,
    either,
    flag,
    greatest_of,
    is_number,
    least_of,
    or_zero,
    when,
)
from documents.proof.standings import Held
from scoring.clauses.curves import Curve, Each, Places, Table, Tiers
from scoring.clauses.parts import Gap
from scoring.clauses.quantities import Quantity, find_sign

Get = Callable[[Quantity], Formula]
"""Gives a unit's value of a quantity, "" where it is not known."""


def find_gap(gap: Gap, value: Formula, target: Formula) -> Formula:
    """Return max(0, target − value) or max(0, value − target).

    With an inclusive edge the target itself counts as 1; only `once` allows that, so by how much
    does not matter (80%以下 includes 80%: 民法典 1259).
    """
    distance = greatest_of(0, target - value if gap.side == "below" else value - target)
    return distance if gap.edge == "exclusive" else when(matches(value, target), 1, distance)


def level(points: Formula) -> Formula:
    """Return points without end as one and the same number."""
    return when(points <= -ENDLESS, NEVER, when(points >= ENDLESS, FAR, points))


def count_steps(each: Each, value: Formula, per: Formula) -> Formula:
    """Return the steps in an amount: exact, whole ones, started ones, or one for any."""
    if each.steps == "once":
        return flag(exceeds(value, 0))
    rounded = {"whole": floor, "started": ceiling}.get(each.steps)
    return value / per if rounded is None else rounded(value / per)


def share_steps(each: Each, gap: Gap, held: Held, target: Formula, per: Formula) -> Formula:
    """Return the mean steps of shared places (ties = mean) beyond a whole place T.

    Of the places p to p + s - 1 the distances above T add up to G(p + s - 1) - G(p - 1) with
    G(p) = q(q + 1) ÷ 2, q = max(0, p - T); those below T likewise.
    """
    ends = (held.first + held.shared - 1, held.first - 1)
    if gap.side == "below":
        ends = (held.first, held.first + held.shared)
    if gap.edge == "inclusive":
        target = target - 1 if gap.side == "above" else target + 1
    far, near = (
        greatest_of(0, one - target if gap.side == "above" else target - one) for one in ends
    )
    if each.steps == "once":
        return least_of(far, held.shared) / held.shared
    mean = (far * (far + 1) / 2 - near * (near + 1) / 2) / held.shared
    return mean / per if each.steps == "proportional" else mean


def give_points(curve: Curve, get: Get, value: Formula, held: Held | None) -> Formula:
    """Return the points of a known amount on tiers, a table or a list of places."""
    match curve:
        case Tiers():
            return _sum_tiers(curve, get, value)
        case Table() if held is not None and held.is_shared:
            return _look_up_shared(curve, get, value, held)
        case Table():
            return look_up(curve, get, value)
        case Places():
            return _look_up_place(curve, get, value, held)
    raise AssertionError(f"{curve.kind} is given by its line")


def list_summed(curve: Curve, held: Held | None) -> list[Quantity]:
    """Return the points that all stand in a sum, so that one that is not known makes it unknown."""
    is_shared = held is not None and held.is_shared
    match curve:
        case Tiers(tiers=tiers):
            return [tier.price for tier in tiers]
        case Table(rows=rows, below_table=below) if is_shared:
            return [*(row.points for row in rows), *([] if below is None else [below])]
        case Places(points=points, beyond=beyond) if is_shared:
            return [*points, *([] if beyond is None else [beyond])]
    return []


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


def _look_up_shared(table: Table, get: Get, value: Formula, held: Held) -> Formula:
    """Return the mean points of shared places (ties = mean).

    Each row adds its step over the row before for as many of the places as reach it.
    """
    before = ZERO if table.below_table is None else get(table.below_table)
    found, last = before, held.first + held.shared - 1
    for row in table.rows:
        # The first whole place that reaches the row; of a percentage 100 × place ÷ n.
        start = constant(row.from_) if held.count == ONE else held.count * row.from_ / 100
        start = floor(start) + 1 if table.edge == "exclusive" else ceiling(start)
        reached = least_of(greatest_of(last - start + 1, 0), held.shared)
        points = get(row.points)
        found, before = found + (points - before) * reached / held.shared, points
    return when(value >= FAR, look_up(table, get, constant(FAR)), found)


def list_rows(curve: Curve, get: Get) -> list[tuple[Formula, Formula]]:
    """Return the starts of the rows of a table, or its places, with the points there."""
    match curve:
        case Table(rows=rows):
            starts = [constant(row.from_) for row in rows]
            return [(start, look_up(curve, get, start)) for start in starts]
        case Places(points=points, beyond=beyond):
            found = [*map(get, points)]
            found.append(found[-1] if beyond is None else get(beyond))
            return [(constant(place), one) for place, one in enumerate(found, start=1)]
    return []


def _look_up_place(places: Places, get: Get, value: Formula, held: Held | None) -> Formula:
    """Return the points of a place; of shared places (ties = mean) the mean of their points."""
    points = [get(one) for one in places.points]
    beyond = points[-1] if places.beyond is None else get(places.beyond)
    if held is not None and held.is_shared:
        last = held.first + held.shared - 1
        found = _sum_places(points, beyond, last) - _sum_places(points, beyond, held.first - 1)
        return when(value >= FAR, 0, found / held.shared)
    found = beyond
    for number, one in reversed(list(enumerate(points, start=1))):
        # A place that the form gives with decimals counts as the whole one before.
        found = when(value <= number if number == len(points) else value < number + 1, one, found)
    # A place that is none (a zero, a veto, a 0 in a column) brings nothing.
    has_none = value >= FAR if held is not None else either(value >= FAR, value < 1)
    return when(has_none, 0, found)


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
        case Each(price=price, steps="once"):
            priced = get(price)
            values = [when(is_number(priced), priced, _go_far(get, price)), ZERO]
        case Each(price=price):
            values = [_go_far(get, price), ZERO]
        case Tiers(tiers=tiers):
            values = [ZERO, *(_go_far(get, tier.price) for tier in tiers)]
        case _:
            raise AssertionError("marks have bounds of their own")
    return least_of(*map(or_zero, values)), greatest_of(*map(or_zero, values))


def _go_far(get: Get, price: Quantity) -> Formula:
    """Return a price without end in its direction; of nothing it is nothing.

    A price that is measured is not under 0, so its direction is known before it is.
    """
    sign, value = find_sign(price), get(price)
    unknown = ZERO if sign is None else constant((NEVER, 0, FAR)[sign + 1])
    return when(is_number(value), when(value > 0, FAR, when(value < 0, NEVER, 0)), unknown)
