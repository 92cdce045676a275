"""Steps, rows and places: what an amount comes to, also for places that several units share."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from scoring.assessing.amounts import Amount
from scoring.assessing.scope import At
from scoring.assessing.spans import FAR
from scoring.assessing.standings import Held
from scoring.assessing.targets import evaluate, require
from scoring.clauses.curves import Each, Places, Table
from scoring.clauses.figures import Place, Standing
from scoring.clauses.parts import Line
from scoring.terms import terms as t
from scoring.terms.terms import NOTHING, ONE, ZERO, Term, known


def count_steps(each: Each, value: Term, per: Term) -> Term:
    """Return the steps in an amount: exact, whole ones, started ones, or one for any."""
    if each.steps == "once":
        return t.choose(t.is_less(ZERO, value), ONE, t.unless(t.negate(known(value)), ZERO))
    count = value / per
    if each.steps == "proportional":
        return count
    steps = t.round_down(count) if each.steps == "whole" else t.round_up(count)
    return t.choose(t.is_at_most(FAR, value), count, steps)


def share_places(line: Line, each: Each, amount: Amount, value: Term, per: Term) -> Term | None:
    """Return the mean steps of shared places (ties = mean); None: those of the mean place.

    Of the places p to p + s − 1 the distances above a whole place T add up to
    G(p + s − 1) − G(p − 1), G(p) = q(q + 1) ÷ 2, q = max(0, p − T); those below T likewise.
    """
    held, place = amount.held, line.standing
    if held is None or not isinstance(place, Place) or place.ties != "mean":
        return None
    if line.gap is None or amount.target is None:
        # Places are whole, so whole and started steps of 1 are the places themselves.
        return value if each.steps in {"whole", "started"} else None
    is_above, target = line.gap.side == "above", amount.target
    if line.gap.edge == "inclusive":
        target = target - 1 if is_above else target + 1
    ends = (held.first + held.shared - 1, held.first - 1)
    if not is_above:
        ends = (held.first, held.first + held.shared)
    far, near = (t.greatest([ZERO, end - target if is_above else target - end]) for end in ends)
    if each.steps == "once":
        mean = t.least([far, held.shared]) / held.shared
    else:
        mean = (far * (far + 1) - near * (near + 1)) / (held.shared * 2)
        mean = mean / per if each.steps == "proportional" else mean
    return t.choose(t.is_at_most(FAR, held.first), count_steps(each, value, per), mean)


def look_up(at: At, table: Table, value: Term) -> Term:
    """Return the points of the highest row that is reached."""
    below = evaluate(at, table.below_table)
    found: Term = t.unless(t.negate(known(value)), below if below is not None else ZERO)
    for row in table.rows:
        start = t.as_term(row.from_)
        reached = (
            t.is_less(start, value) if table.edge == "exclusive" else t.is_at_most(start, value)
        )
        found = t.choose(reached, require(at, row.points), found)
    return found


def look_up_shared(
    at: At, table: Table, place: Standing | None, amount: Amount, value: Term
) -> Term:
    """Return the points of the row that is reached; of shared places the mean of their points.

    Each row adds its step over the row before for as many of the places as reach it.
    """
    held = amount.held
    if held is None or held.shared is ONE:
        return look_up(at, table, value)
    assert isinstance(place, Place), "places are shared, not ratios"
    below = evaluate(at, table.below_table)
    before: Term = ZERO if below is None else below
    found, last = before, held.first + held.shared - 1
    for row in table.rows:
        start = _find_start(place, row.from_, held, is_exclusive=table.edge == "exclusive")
        reached = t.least([t.greatest([last - start + 1, ZERO]), held.shared])
        points = require(at, row.points)
        found, before = found + (points - before) * reached / held.shared, points
    return t.choose(t.is_at_most(FAR, held.first), look_up(at, table, value), found)


def _find_start(place: Place, from_: Fraction, held: Held, *, is_exclusive: bool) -> Term:
    """Return the first whole place that reaches a row, of whatever the row counts in places."""
    if not place.percent:
        return t.as_term(floor(from_) + 1 if is_exclusive else ceil(from_))
    start = held.count * (from_ / 100)  # 100 × place ÷ n ≥ from
    return t.round_down(start) + 1 if is_exclusive else t.round_up(start)


def look_up_place(at: At, places: Places, amount: Amount, value: Term) -> Term:
    """Return the points of a place; of shared places (ties = mean) the mean of their points."""
    points = [require(at, one) for one in places.points]
    beyond = points[-1] if places.beyond is None else require(at, places.beyond)
    held = amount.held
    if held is None or held.shared is ONE:
        found = _pick_place(points, beyond, value)
    else:
        up_to: list[Term] = [ZERO]
        for one in points:
            up_to.append(up_to[-1] + one)
        last = held.first + held.shared - 1
        found = (
            _sum_places(up_to, beyond, last) - _sum_places(up_to, beyond, held.first - 1)
        ) / held.shared
    # A place that is none (a zero, a veto, a 0 in a column) brings nothing.
    has_none = t.any_of([t.is_at_most(FAR, value), t.is_less(value, ONE)])
    found = t.choose(has_none, ZERO, found)
    return t.choose(known(value), found, NOTHING)


def _pick_place(points: list[Term], beyond: Term, place: Term) -> Term:
    """Return the points of a place; one that a form gives with decimals is rounded down."""
    found = beyond
    for number in range(len(points), 0, -1):
        found = t.choose(
            t.is_less(place, t.as_term(number + 1))
            if number < len(points)
            else t.is_at_most(place, t.as_term(number)),
            points[number - 1],
            found,
        )
    return found


def _sum_places(up_to: list[Term], beyond: Term, place: Term) -> Term:
    """Return Σ of the points of the places 1 to `place`."""
    count = len(up_to) - 1
    found = up_to[-1] + beyond * (place - count)
    for number in range(count, -1, -1):
        found = t.choose(t.is_at_most(place, t.as_term(number)), up_to[number], found)
    return found
