"""Curves (给分): from a line's figure to its points, and what it can bring while that is open."""

from __future__ import annotations

from dataclasses import replace

from scoring.assessing.amounts import Amount, find_amount
from scoring.assessing.causes import Cause, RowsUsed
from scoring.assessing.line_ends import close, find_bounds, level, only_takes, order_ends
from scoring.assessing.marks import score_mark
from scoring.assessing.reasons import find_states, name_source, tell_awaited, tell_line
from scoring.assessing.scope import At
from scoring.assessing.spans import ENDLESS, FAR, Span
from scoring.assessing.steps import count_steps, look_up_place, look_up_shared, share_places
from scoring.assessing.targets import require
from scoring.clauses.curves import Each, Mark, Places, Table, Tiers
from scoring.clauses.figures import Rows, find_rate
from scoring.clauses.parts import Line
from scoring.clauses.quantities import Fixed
from scoring.terms import terms as t
from scoring.terms.terms import FALSE, ZERO, Term, known


def score_line(at: At, line: Line) -> Span:
    """Return a line's points: its figure, held against something, through its curve."""
    if isinstance(line.curve, Mark):
        return score_mark(at, line, line.curve)
    amount = find_amount(at, line)
    low = _apply(at, line, amount, amount.low)
    high = low if amount.low is amount.high else _apply(at, line, amount, amount.high)
    return _to_span(at, line, amount, low, high)


def _apply(at: At, line: Line, amount: Amount, value: Term) -> Term:
    """Return the points of an amount; None: its price or unit is not known."""
    match line.curve:
        case Each() as each:
            price, per = require(at, each.price), require(at, each.per)
            shared = share_places(line, each, amount, value, per)
            return price * (shared if shared is not None else count_steps(each, value, per))
        case Tiers(tiers=tiers):
            starts = [t.as_term(tier.from_) for tier in tiers]
            ends: list[Term] = [*starts[1:], FAR * 2]
            return t.add(
                require(at, tier.price) * t.greatest([ZERO, t.least([value, end]) - start])
                for tier, start, end in zip(tiers, starts, ends, strict=True)
            )
        case Table() as table:
            return look_up_shared(at, table, line.standing, amount, value)
        case Places() as places:
            return look_up_place(at, places, amount, value)
    raise AssertionError(f"unknown curve {line.curve.kind}")


def _to_span(at: At, line: Line, amount: Amount, low: Term, high: Term) -> Span:
    """Return the span of a line's points at both ends of its figure."""
    bounds = find_bounds(at, line)
    is_known = known(low) if high is low else t.all_of([known(low), known(high)])
    rate = find_rate(line.figure)
    if rate is not None and rate.empty == "full":
        low, high = _give_all(at, amount, bounds[1], (low, high))
        is_known = t.any_of([is_known, amount.ends.is_of_nothing])
    undefined = t.any_of([amount.ends.is_undefined, _is_stepless(at, line)])
    undefined = t.all_of([undefined, t.negate(is_known)])
    is_one = high is low
    ends = (low, low) if is_one else order_ends(at, line, amount, low, high)
    is_point = t.TRUE if is_one else t.is_equal(amount.low, amount.high)
    is_settled = t.all_of([is_known, is_point])
    unsure = close(at, *bounds, undefined)
    closed = ends
    if not is_one:
        closed = _pair(is_point, (ends[0], ends[0]), close(at, *ends, FALSE))
    span_low, span_high = _pair(is_known, closed, unsure)
    is_endless: Term = FALSE
    if _may_be_endless(line, amount):
        far = t.any_of([t.is_at_most(ENDLESS, ends[0]), t.is_at_most(ends[0], -ENDLESS)])
        is_endless = t.all_of([is_settled, far])
        span_low, span_high = level(span_low), level(span_high)
    is_open = t.any_of([t.negate(is_settled), is_endless])
    # Both ends may bring the same points, as of what is late and not done yet.
    is_same = is_settled if is_one else _is_same(span_low, span_high)
    is_certain = t.any_of([is_settled, t.all_of([is_known, is_same])])
    counted = _hold_endless(at, t.choose(is_certain, span_low, ZERO), is_endless)
    awaits = t.any_of([t.negate(is_certain), is_endless])
    cause = _make_cause(at, line, amount, counted, awaits)
    is_skipped = amount.ends.is_of_nothing if rate is not None and rate.empty == "skip" else FALSE
    return Span(span_low, span_high, is_open, undefined, is_skipped, causes=(cause,))


def _pair(
    condition: Term, then: tuple[Term, Term], otherwise: tuple[Term, Term]
) -> tuple[Term, Term]:
    """Return one pair of ends where a condition holds, else the other."""
    low, high = (t.choose(condition, one, two) for one, two in zip(then, otherwise, strict=True))
    return low, high


def _is_same(low: Term, high: Term) -> Term:
    """Return whether both ends bring the same points, and not all that can ever be taken."""
    return t.all_of([t.is_equal(low, high), t.is_less(-ENDLESS, low)])


def _give_all(at: At, amount: Amount, most: Term, ends: tuple[Term, Term]) -> tuple[Term, Term]:
    """Return both ends, where a rate of nothing gives nothing taken or all that can be given."""
    low, high = ends
    whole = ZERO if at.full is None else at.full
    given = t.choose(t.is_at_most(ENDLESS, most), whole, most)
    given_low = t.choose(amount.ends.is_of_nothing, given, low)
    if high is low:
        return given_low, given_low
    return given_low, t.choose(amount.ends.is_of_nothing, given, high)


def _hold_endless(at: At, points: Term, is_endless: Term) -> Term:
    """Return what the ledger counts: of something never done, the whole full mark is at stake."""
    if is_endless is FALSE:
        return points
    whole = ZERO if at.full is None else at.full
    whole = t.choose(t.is_less(points, ZERO), -whole, whole)
    return t.choose(is_endless, whole, points)


def _make_cause(at: At, line: Line, amount: Amount, counted: Term, awaits: Term) -> Cause:
    """Return a line's cause: its points and figure in words, its cells or rows."""
    rows = _split_rows(line, amount)
    is_split = rows is not None and rows.price is not None
    return Cause(
        counted,
        tell_line(at, line, amount.ends, amount.low, amount.target, amount.held),
        name_source(at, line),
        amount.ends.evidence,
        rows=rows,
        takes=only_takes(line),
        states=find_states(at, line),
        awaits=awaits,
        awaited=tell_awaited(at, line.figure),
        # In a period the rows count once it is over, as their sum does.
        factor=t.choose(awaits, ZERO, t.ONE) if is_split and at.is_period else None,
    )


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


def _may_be_endless(line: Line, amount: Amount) -> bool:
    return amount.high is not amount.low or amount.held is not None


def _is_stepless(at: At, line: Line) -> Term:
    """Return whether the steps are of a size 0, which has no points."""
    if not isinstance(line.curve, Each) or line.curve.steps == "once":
        return FALSE
    per = require(at, line.curve.per)
    return t.FALSE if isinstance(per, t.Constant) else t.is_equal(per, ZERO)
