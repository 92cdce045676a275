"""Figures (数) as terms: columns, ledgers and other figures, summed, averaged, divided, placed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from scoring.assessing.causes import Evidence, RowsUsed
from scoring.assessing.cell_numbers import PLAIN, Ticks
from scoring.assessing.cells import read_column
from scoring.assessing.ends import Ends
from scoring.assessing.facts import OWN_SCALE
from scoring.assessing.ledger_rows import cite_ledger, read_rows
from scoring.assessing.scope import At
from scoring.assessing.spans import FAR
from scoring.assessing.standings import find_place, hold_against_best
from scoring.assessing.votes import join_votes
from scoring.clauses.figures import (
    Column,
    Constant,
    Figure,
    Join,
    Own,
    Place,
    Placed,
    Rate,
    Rounded,
    Rows,
    Score,
    Total,
)
from scoring.clauses.figures import (
    Term as Summand,
)
from scoring.terms import terms as t
from scoring.terms.terms import FALSE, NOTHING, ZERO, Input, Term, known


def measure(at: At, figure: Figure, ticks: Ticks = PLAIN) -> Ends:
    """Return a figure over the window."""
    match figure:
        case Column():
            found = read_column(at, figure, ticks)
            return Ends(found.low, found.high, evidence=found.evidence)
        case Rows():
            low, high, rows = read_rows(at, figure)
            return Ends(low, high, evidence=(cite_ledger(at, figure.form),), rows=(rows,))
        case Constant(value=number):
            constant = t.as_term(number)
            return Ends(constant, constant)
        case Own(own=key):
            own = Input(f"own:{key}", OWN_SCALE, most=at.desk.most_own[key])
            return Ends(own, own)
        case Score(score=score, assessment=assessment):
            return _take_score(at, score, assessment)
        case Total(terms=summands):
            return _add_up(at, summands)
        case Join():
            votes = [(measure(at, one.figure), t.as_term(one.weight)) for one in figure.terms]
            return join_votes(figure, votes)
        case Rate():
            return _divide(at, figure)
        case Rounded(figure=inner, decimals=decimals):
            return _round(measure(at, inner, ticks), decimals)
        case Placed(figure=inner, standing=standing):
            return _hold(at, measure(at, inner), standing)


def _take_score(at: At, score: str | None, assessment: str | None) -> Ends:
    assert at.desk.score_of is not None, "a scheme's scores are known where its clauses are read"
    if at.seen != "now":
        return Ends(NOTHING, NOTHING)
    points = at.desk.score_of(score or "", assessment)
    return Ends(points, points)


def _add_up(at: At, summands: tuple[Summand, ...]) -> Ends:
    """Σ weight × figure: a weight under 0 turns the ends round."""
    lows, highs, undefined = [], [], []
    evidence: list[Evidence] = []
    rows: list[RowsUsed] = []
    for summand in summands:
        ends = measure(at, summand.figure)
        low, high = ends.low * summand.weight, ends.high * summand.weight
        if ends.is_single:
            high = low
        lows.append(low if summand.weight >= 0 else high)
        highs.append(high if summand.weight >= 0 else low)
        undefined.append(ends.is_undefined)
        evidence += ends.evidence
        rows += ends.rows
    low = t.add(lows)
    same = all(one is other for one, other in zip(lows, highs, strict=True))
    high = low if same else t.add(highs)
    return Ends(low, high, t.any_of(undefined), evidence=tuple(evidence), rows=tuple(rows))


def _divide(at: At, rate: Rate) -> Ends:
    """Return base × of ÷ out_of (2.1); over 0 it is undefined, whatever is above it."""
    top, bottom = measure(at, rate.of), measure(at, rate.out_of)
    whole = bottom.single
    is_empty = t.is_equal(whole, ZERO)
    if at.seen == "ahead" and not (top.is_single and bottom.is_single):
        return _divide_ahead(at, rate, top, bottom)
    low = top.low * rate.base / whole
    high = low if top.is_single else top.high * rate.base / whole
    nothing = t.all_of([known(whole), is_empty])
    if isinstance(rate.empty, Fraction):
        low, high = (t.choose(nothing, rate.empty, end) for end in (low, high))
        high = low if top.is_single else high
        nothing = FALSE
    return Ends(
        low,
        high,
        t.any_of([nothing, bottom.is_undefined, top.is_undefined]),
        nothing,
        (*top.evidence, *bottom.evidence),
        (*top.rows, *bottom.rows),
    )


NEARLY = Fraction(1, 10**12)
"""How far a rate stays below its base that has a failure already: it nears 100% and never is."""


def _divide_ahead(at: At, rate: Rate, top: Ends, bottom: Ends) -> Ends:
    """Return the ends of a rate of which the counts may still grow.

    A part of a whole is at most 100%, and under it once a failure is there.
    """
    failures = _count_failures(at, rate, top, bottom)
    base, most = t.as_term(rate.base), FAR
    if failures is not None:
        most = t.choose(t.is_less(ZERO, failures), base - NEARLY, base)
    has_any = t.is_less(ZERO, bottom.low)
    # A row with 0 below and nothing above is not complete: both may still be filled in.
    is_complete = t.any_of([has_any, t.is_equal(top.low, top.high)])
    is_closed = t.all_of([t.is_equal(bottom.low, bottom.high), is_complete])
    low = t.choose(is_closed, top.low * base / bottom.low, ZERO)
    high = t.choose(is_closed, top.high * base / bottom.low, most)
    if failures is not None:
        high = t.choose(is_closed, t.least([high, base]), high)
        low = t.greatest([low, ZERO])
    nothing = t.all_of([is_closed, t.negate(has_any)])
    if isinstance(rate.empty, Fraction):
        return Ends(t.choose(nothing, rate.empty, low), t.choose(nothing, rate.empty, high))
    return Ends(low, high, nothing, nothing)


def _count_failures(at: At, rate: Rate, top: Ends, bottom: Ends) -> Term | None:
    """Return how many of the whole are not of the part so far; None: it is no part of a whole."""
    match rate.of, rate.out_of:
        case Column() as part, Column() as whole:
            pairs = at.desk.forms[part.form].at_most
            is_part = part.form == whole.form and (part.column, whole.column) in pairs
            return bottom.low - top.low if is_part else None
        case Total(terms=summands), Column() as whole:
            rest = [one for one in summands if one.figure != whole]
            has_whole = any(one.figure == whole and one.weight == 1 for one in summands)
            if has_whole and len(rest) == 1 and rest[0].weight == -1:
                return measure(at, rest[0].figure).low
    return None


def _round(ends: Ends, decimals: int) -> Ends:
    """Round a single value half up before it is used; what may still grow is not rounded."""
    low = t.round_half_up(ends.low, decimals)
    if ends.is_single:
        return replace(ends, low=low, high=low)
    is_one = t.is_equal(ends.low, ends.high)
    return replace(
        ends,
        low=t.choose(is_one, low, ends.low),
        high=t.choose(is_one, low, ends.high),
    )


def _hold(at: At, ends: Ends, standing: object) -> Ends:
    """Return a figure's place or its percentage of the best, inside another figure."""
    if isinstance(standing, Place):
        held = find_place(at, standing, ends.low, ends.high)
        has_none = t.is_at_most(FAR, held.value)  # without a place there is no figure, ever
        low = t.choose(has_none, NOTHING, held.value)
        high = low if held.last is None else t.choose(has_none, NOTHING, held.last)
        undefined = t.any_of([ends.is_undefined, has_none])
        return replace(ends, low=low, high=high, is_undefined=undefined)
    held = hold_against_best(at, standing, ends.low, ends.high)  # type: ignore[arg-type]
    return replace(
        ends,
        low=held.value,
        high=held.highest,
        is_undefined=t.any_of([ends.is_undefined, held.is_undefined]),
    )
