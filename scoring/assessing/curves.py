"""Curves (给分): from a line's figure to its points, and what it can bring while that is open."""

from __future__ import annotations

from dataclasses import replace

from scoring.assessing.amounts import Amount, find_amount
from scoring.assessing.causes import Cause, RowsUsed
from scoring.assessing.line_ends import close, find_bounds, level, only_takes, order_ends
from scoring.assessing.marks import score_mark
from scoring.assessing.reasons import name_source, tell_awaited, tell_line
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
    least, most = find_bounds(at, line)
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
        first, last = order_ends(at, line, amount, low, high)
    unsure_low, unsure_high = close(at, least, most, undefined)
    span_low = t.choose(is_known, first, unsure_low)
    is_point = t.TRUE if high is low else t.is_equal(amount.low, amount.high)
    if high is not low:
        closed_low, closed_high = close(at, first, last, FALSE)
        span_low = t.choose(is_known, t.choose(is_point, first, closed_low), unsure_low)
        span_high = t.choose(is_known, t.choose(is_point, first, closed_high), unsure_high)
    else:
        span_high = t.choose(is_known, low, unsure_high)
    is_endless: Term = FALSE
    if _may_be_endless(line, amount):
        far = t.any_of([t.is_at_most(ENDLESS, first), t.is_at_most(first, -ENDLESS)])
        is_endless = t.all_of([is_known, is_point, far])
        span_low, span_high = level(span_low), level(span_high)
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
        takes=only_takes(line),
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


def _may_be_endless(line: Line, amount: Amount) -> bool:
    return amount.high is not amount.low or amount.held is not None


def _is_stepless(at: At, line: Line) -> Term:
    """Return whether the steps are of a size 0, which has no points."""
    if not isinstance(line.curve, Each) or line.curve.steps == "once":
        return FALSE
    per = require(at, line.curve.per)
    return t.FALSE if isinstance(per, t.Constant) else t.is_equal(per, ZERO)
