"""Curves (给分): from a line's figure to its points, and what it can bring while that is open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from scoring.assessing.causes import Cause, RowsUsed
from scoring.assessing.cells import Ticks
from scoring.assessing.figures import Ends, measure
from scoring.assessing.reasons import name_source, tell_awaited, tell_line, tell_mark
from scoring.assessing.scope import At
from scoring.assessing.spans import ENDLESS, FAR, NEVER, Span
from scoring.assessing.standings import Held, find_place, hold_against_best
from scoring.assessing.targets import evaluate, require
from scoring.clauses.curves import Curve, Each, Mark, Places, Table, Tiers
from scoring.clauses.figures import Best, Place, Rows, Standing, find_rate
from scoring.clauses.parts import Line
from scoring.clauses.quantities import Fixed, OfFull, Quantity, find_sign
from scoring.terms import terms as t
from scoring.terms.terms import FALSE, NOTHING, ONE, ZERO, Term, known


@dataclass(frozen=True)
class Amount:
    """What a curve is taken of: both ends, None where they are not known."""

    low: Term
    high: Term
    ends: Ends
    """The figure itself."""
    target: Term | None = None
    held: Held | None = None
    """The unit's place, where the amount is one."""


def score_line(at: At, line: Line) -> Span:
    """Return a line's points: its figure, held against something, through its curve."""
    if isinstance(line.curve, Mark):
        return _score_mark(at, line, line.curve)
    amount = _find_amount(at, line)
    low = _apply(at, line, amount, amount.low)
    if amount.low is amount.high:
        high = low
    else:
        high = _apply(at, line, amount, amount.high)
    return _to_span(at, line, amount, low, high)


def _find_amount(at: At, line: Line) -> Amount:
    """Return the amount: the figure, its place or ratio, or its distance to a target."""
    ends = measure(at, line.figure)
    held = _hold(at, line, ends)
    low, high = ends.low, ends.high
    undefined = ends.is_undefined
    if held is not None:
        low, high = held.value, held.highest
        undefined = t.any_of([undefined, held.is_undefined])
    ends = replace(ends, is_undefined=undefined)
    if line.gap is None:
        return Amount(low, high, ends, held=held)
    target = require(at, line.gap.target, line.figure)
    near = _find_gap(line, low, target)
    far = near if high is low else _find_gap(line, high, target)
    return Amount(near, far, ends, target, held)


def _hold(at: At, line: Line, ends: Ends) -> Held | None:
    match line.standing:
        case Place() as place:
            return find_place(at, place, ends.low, ends.high)
        case Best() as best:
            return hold_against_best(at, best, ends.low, ends.high)
    return None


def _find_gap(line: Line, value: Term, target: Term) -> Term:
    """Return max(0, target − value) or max(0, value − target).

    With an inclusive edge the target itself counts; only `once` allows that, so by how much does
    not matter (80%以下 includes 80%: 民法典 1259).
    """
    assert line.gap is not None, "the caller has a gap"
    away = target - value if line.gap.side == "below" else value - target
    distance = t.greatest([ZERO, away])
    if line.gap.edge == "exclusive":
        return distance
    return t.choose(t.is_equal(value, target), ONE, distance)


def _apply(at: At, line: Line, amount: Amount, value: Term) -> Term:
    """Return the points of an amount; None: its price or unit is not known."""
    match line.curve:
        case Each() as each:
            price, per = require(at, each.price), require(at, each.per)
            shared = _share_places(line, each, amount, value, per)
            return price * (shared if shared is not None else _count_steps(each, value, per))
        case Tiers(tiers=tiers):
            starts = [t.as_term(tier.from_) for tier in tiers]
            ends: list[Term] = [*starts[1:], FAR * 2]
            return t.add(
                require(at, tier.price) * t.greatest([ZERO, t.least([value, end]) - start])
                for tier, start, end in zip(tiers, starts, ends, strict=True)
            )
        case Table() as table:
            return _look_up_shared(at, table, line.standing, amount, value)
        case Places() as places:
            return _look_up_place(at, places, amount, value)
    raise AssertionError(f"unknown curve {line.curve.kind}")


def _count_steps(each: Each, value: Term, per: Term) -> Term:
    """Return the steps in an amount: exact, whole ones, started ones, or one for any."""
    if each.steps == "once":
        return t.choose(t.is_less(ZERO, value), ONE, t.unless(t.negate(known(value)), ZERO))
    count = value / per
    if each.steps == "proportional":
        return count
    steps = t.round_down(count) if each.steps == "whole" else t.round_up(count)
    return t.choose(t.is_at_most(FAR, value), count, steps)


def _share_places(line: Line, each: Each, amount: Amount, value: Term, per: Term) -> Term | None:
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
    return t.choose(t.is_at_most(FAR, held.first), _count_steps(each, value, per), mean)


def _look_up(at: At, table: Table, value: Term) -> Term:
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


def _look_up_shared(
    at: At, table: Table, place: Standing | None, amount: Amount, value: Term
) -> Term:
    """Return the points of the row that is reached; of shared places the mean of their points.

    Each row adds its step over the row before for as many of the places as reach it.
    """
    held = amount.held
    if held is None or held.shared is ONE:
        return _look_up(at, table, value)
    assert isinstance(place, Place), "places are shared, not ratios"
    below = evaluate(at, table.below_table)
    before: Term = ZERO if below is None else below
    found, last = before, held.first + held.shared - 1
    for row in table.rows:
        start = _find_start(place, row.from_, held, is_exclusive=table.edge == "exclusive")
        reached = t.least([t.greatest([last - start + 1, ZERO]), held.shared])
        points = require(at, row.points)
        found, before = found + (points - before) * reached / held.shared, points
    return t.choose(t.is_at_most(FAR, held.first), _look_up(at, table, value), found)


def _find_start(place: Place, from_: Fraction, held: Held, *, is_exclusive: bool) -> Term:
    """Return the first whole place that reaches a row, of whatever the row counts in places."""
    if not place.percent:
        return t.as_term(floor(from_) + 1 if is_exclusive else ceil(from_))
    start = held.count * (from_ / 100)  # 100 × place ÷ n ≥ from
    return t.round_down(start) + 1 if is_exclusive else t.round_up(start)


def _look_up_place(at: At, places: Places, amount: Amount, value: Term) -> Term:
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
    """Return the points of a place, also of one that the form gives with decimals (rounded down)."""
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


def _to_span(at: At, line: Line, amount: Amount, low: Term, high: Term) -> Span:
    """Return the span of a line's points at both ends of its figure."""
    least, most = _find_bounds(at, line)
    is_known = known(low) if high is low else t.all_of([known(low), known(high)])
    rate = find_rate(line.figure)
    if rate is not None and rate.empty == "full":  # nothing taken, or all that can be given
        is_full, is_one = amount.ends.is_of_nothing, high is low
        whole = ZERO if at.full is None else at.full
        given = t.choose(t.is_at_most(ENDLESS, most), whole, most)
        low = t.choose(is_full, given, low)
        high = low if is_one else t.choose(is_full, given, high)
        is_known = t.any_of([is_known, is_full])
    undefined = t.any_of([amount.ends.is_undefined, _is_stepless(at, line)])
    undefined = t.all_of([undefined, t.negate(is_known)])
    if high is low:
        first, last = low, low
    else:
        first, last = _order(at, line, amount, low, high)
    unsure_low, unsure_high = _close(at, least, most, undefined)
    span_low = t.choose(is_known, first, unsure_low)
    is_point = t.TRUE if high is low else t.is_equal(amount.low, amount.high)
    if high is not low:
        closed_low, closed_high = _close(at, first, last, FALSE)
        span_low = t.choose(is_known, t.choose(is_point, first, closed_low), unsure_low)
        span_high = t.choose(is_known, t.choose(is_point, first, closed_high), unsure_high)
    else:
        span_high = t.choose(is_known, low, unsure_high)
    is_endless: Term = FALSE
    if _may_be_endless(line, amount):
        far = t.any_of([t.is_at_most(ENDLESS, first), t.is_at_most(first, -ENDLESS)])
        is_endless = t.all_of([is_known, is_point, far])
        span_low, span_high = _level(span_low), _level(span_high)
    is_open = t.any_of([t.negate(t.all_of([is_known, is_point])), is_endless])
    counted = t.choose(t.all_of([is_known, is_point]), span_low, ZERO)
    if _may_be_endless(line, amount):  # never done: the whole full mark is at stake
        whole = ZERO if at.full is None else at.full
        whole = t.choose(t.is_less(counted, ZERO), -whole, whole)
        counted = t.choose(is_endless, whole, counted)
    cause = Cause(
        counted,
        tell_line(at, line, amount.ends, amount.low, amount.target, amount.held),
        name_source(at, line),
        amount.ends.evidence,
        rows=_split_rows(line, amount),
        takes=_only_takes(line),
        awaits=is_open,
        awaited=tell_awaited(at, line.figure),
    )
    is_skipped = amount.ends.is_of_nothing if rate is not None and rate.empty == "skip" else FALSE
    return Span(span_low, span_high, is_open, undefined, is_skipped, causes=(cause,))


def _split_rows(line: Line, amount: Amount) -> RowsUsed | None:
    """Return the rows of a ledger behind a line, with a price where each brings its own points."""
    if len(amount.ends.rows) != 1:
        return None
    rows, curve = amount.ends.rows[0], line.curve
    is_linear = (
        isinstance(line.figure, Rows)
        and line.gap is None
        and line.standing is None
        and isinstance(curve, Each)
        and curve.steps == "proportional"
        and isinstance(curve.price, Fixed)
        and isinstance(curve.per, Fixed)
    )
    if not is_linear:
        return rows
    assert isinstance(curve, Each), "it is linear"
    assert isinstance(curve.price, Fixed), "it is linear"
    assert isinstance(curve.per, Fixed), "it is linear"
    return replace(rows, price=curve.price.value / curve.per.value)


def _level(points: Term) -> Term:
    """Return points without end as one and the same number."""
    taken = t.choose(t.is_at_most(points, -ENDLESS), NEVER, points)
    return t.choose(t.is_at_most(ENDLESS, points), FAR, taken)


def _may_be_endless(line: Line, amount: Amount) -> bool:
    return amount.high is not amount.low or amount.held is not None


def _order(at: At, line: Line, amount: Amount, low: Term, high: Term) -> tuple[Term, Term]:
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
            return [(start, _look_up(at, curve, start)) for start in starts]
        case Places(points=points, beyond=beyond):
            found = [require(at, one) for one in points]
            found.append(found[-1] if beyond is None else require(at, beyond))
            return [(t.as_term(place), one) for place, one in enumerate(found, 1)]
    return []


def _close(at: At, low: Term, high: Term, undefined: Term) -> tuple[Term, Term]:
    """Return the ends of what is not known: at the close the least, unless it is undefined.

    An addition shows of what is not known the end nearer to nothing.
    """
    if at.known_only:
        nearest = t.greatest([low, t.least([high, ZERO])])
        return nearest, nearest
    if at.desk.is_final:
        return low, t.choose(undefined, high, low)
    return low, high


def _is_stepless(at: At, line: Line) -> Term:
    """Return whether the steps are of a size 0, which has no points."""
    if not isinstance(line.curve, Each) or line.curve.steps == "once":
        return FALSE
    per = require(at, line.curve.per)
    return t.FALSE if isinstance(per, t.Constant) else t.is_equal(per, ZERO)


def _find_bounds(at: At, line: Line) -> tuple[Term, Term]:
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


def _only_takes(line: Line) -> bool:
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


def _score_mark(at: At, line: Line, mark: Mark) -> Span:
    """Return an inspector's mark: yes is full, no is 0, a number is itself (× full ÷ out)."""
    full = at.mark_worth if at.full is None else at.full
    out = None if mark.out is None else t.as_term(mark.out)
    worth = out if out is not None else (full if full is not None else ZERO)
    ticks = Ticks(ZERO, worth) if mark.reversed else Ticks(worth, ZERO)
    ends = measure(at, line.figure, ticks)

    def convert(value: Term) -> Term:
        return value * full / out if out is not None and full is not None else value

    points = convert(ends.single)
    is_known = known(points)
    low, high = _close(at, ZERO, FAR if full is None else full, FALSE)
    if at.seen == "ahead" and not ends.is_single:
        low = t.or_else(t.least([convert(ends.low), convert(ends.high)]), low)
        high = t.or_else(t.greatest([convert(ends.low), convert(ends.high)]), high)
    cause = Cause(
        t.or_else(points, ZERO),
        tell_mark(at, line),
        name_source(at, line),
        ends.evidence,
        awaits=t.negate(is_known),
        awaited=tell_awaited(at, line.figure),
    )
    return Span(
        t.choose(is_known, points, low),
        t.choose(is_known, points, high),
        t.negate(is_known),
        causes=(cause,),
    )
