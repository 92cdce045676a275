"""What a line can bring while its figure is open, and at the close."""

from __future__ import annotations

from scoring.assessing.amounts import Amount
from scoring.assessing.scope import At
from scoring.assessing.spans import ENDLESS, FAR, NEVER
from scoring.assessing.steps import look_up
from scoring.assessing.targets import require
from scoring.clauses.curves import Curve, Each, Places, Table, Tiers
from scoring.clauses.parts import Line
from scoring.clauses.quantities import Fixed, OfFull, Quantity, find_sign
from scoring.terms import terms as t
from scoring.terms.terms import ZERO, Term, known


def close(at: At, low: Term, high: Term, undefined: Term) -> tuple[Term, Term]:
    """Return the ends of what is not known: at the close the least, unless it is undefined.

    Read as open, what is undefined stays so: nothing to come changes it.

    An addition shows of what is not known the end nearer to nothing.
    """
    if at.known_only:
        nearest = t.greatest([low, t.least([high, ZERO])])
        return nearest, nearest
    if at.desk.is_final:
        return low, t.choose(undefined, high, low)
    return low, t.choose(undefined, low, high) if at.seen == "ahead" else high


def find_bounds(at: At, line: Line) -> tuple[Term, Term]:
    """Return the least and most that a curve can bring."""
    match line.curve:
        case Table() as table:
            worth = [require(at, row.points) for row in table.rows]
            if table.below_table is not None:
                worth.append(require(at, table.below_table))
        case Places() as places:
            worth = [require(at, one) for one in places.points]
            worth.append(ZERO if places.beyond is None else require(at, places.beyond))
        case Each(price=price, steps="once"):
            priced = require(at, price)
            worth = [t.choose(known(priced), priced, _find_far(at, price)), ZERO]
        case Each(price=price):
            worth = [_find_far(at, price), ZERO]
        case Tiers(tiers=tiers):
            worth = [ZERO, *(_find_far(at, tier.price) for tier in tiers)]
        case _:
            raise AssertionError("marks have bounds of their own")
    return t.least(worth), t.greatest(worth)


def _find_far(at: At, price: Quantity) -> Term:
    """Return what a price brings without end, in its direction; of nothing it is nothing.

    A price that is measured is not under 0, so its direction is known before it is.
    """
    sign = find_sign(price)
    if isinstance(price, Fixed | OfFull) and sign is not None:
        return (NEVER, ZERO, FAR)[sign + 1]
    value = require(at, price)
    unknown = ZERO if sign is None else (NEVER, ZERO, FAR)[sign + 1]
    taken = t.choose(t.is_less(value, ZERO), NEVER, t.choose(known(value), ZERO, unknown))
    return t.choose(t.is_less(ZERO, value), FAR, taken)


def order_ends(at: At, line: Line, amount: Amount, low: Term, high: Term) -> tuple[Term, Term]:
    """Return the least and most points between both ends; of a table also the rows between."""
    values = [low, high]
    least, most = t.least(values), t.greatest(values)
    for start, points in _list_rows(at, line.curve):
        between = t.all_of([t.is_at_most(amount.low, start), t.is_at_most(start, amount.high)])
        least = t.choose(between, t.least([least, points]), least)
        most = t.choose(between, t.greatest([most, points]), most)
    return least, most


def _list_rows(at: At, curve: Curve) -> list[tuple[Term, Term]]:
    """Return the starts of the rows of a table, or its places, with the points there."""
    match curve:
        case Table(rows=rows):
            starts = [t.as_term(row.from_) for row in rows]
            return [(start, look_up(at, curve, start)) for start in starts]
        case Places(points=points, beyond=beyond):
            found = [require(at, one) for one in points]
            found.append(found[-1] if beyond is None else require(at, beyond))
            return [(t.as_term(place), one) for place, one in enumerate(found, 1)]
    return []


def level(points: Term) -> Term:
    """Return points without end as one and the same number."""
    taken = t.choose(t.is_at_most(points, -ENDLESS), NEVER, points)
    return t.choose(t.is_at_most(ENDLESS, points), FAR, taken)


def only_takes(line: Line) -> bool:
    """Return whether no amount brings points."""
    match line.curve:
        case Each(price=price):
            return find_sign(price) == -1
        case Tiers(tiers=tiers):
            return all(find_sign(tier.price) == -1 for tier in tiers)
        case Table(rows=rows, below_table=below):
            return all(
                find_sign(one) in {-1, 0}
                for one in [*(row.points for row in rows), *([below] if below else [])]
            )
        case Places(points=points, beyond=beyond):
            return all(
                find_sign(one) in {-1, 0} for one in [*points, *([beyond] if beyond else [])]
            )
    return False
