"""Clauses: earned, lost and pending as published, each rounded half up once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from scoring.assessing.parts import score_part
from scoring.assessing.scope import MONTHS, At, was_present
from scoring.assessing.spans import ENDLESS, Span, either
from scoring.assessing.targets import evaluate, is_named
from scoring.assessing.texts import Text
from scoring.clauses.parts import Clause, Concerns, Node
from scoring.terms import terms as t
from scoring.terms.terms import FALSE, TRUE, ZERO, ByMonth, Input, Term


@dataclass(frozen=True)
class Score:
    """A published figure; all None where the clause is not there for the unit."""

    full: Term | None
    """The full mark in force; None: the clause has none, it adds or deducts."""
    earned: Term = ZERO
    lost: Term = ZERO
    pending: Term = ZERO
    added: Term = ZERO
    """What a part without a full mark adds, or takes."""
    is_open: Term = FALSE
    is_undefined: Term = FALSE
    is_there: Term = TRUE
    span: Span | None = None
    exact: tuple[Term, Term] = (ZERO, ZERO)
    """Earned (or added) and lost before they are rounded."""
    is_treated: Term = FALSE
    """Whether the clause does not concern the unit and is counted in another way."""
    treated_words: Text = ()


def concerns(at: At, part: Clause | Node) -> Term:
    """Return whether a clause or node is there for a unit: `for`, kind, full mark."""
    conditions: list[Term] = [was_present(at.desk, at.window)]
    if part.concerns is not None:
        conditions.append(_is_among(at, part.concerns))
    conditions += [
        is_named(at, "kind", one.against)  # type: ignore[arg-type]
        for one in part.when
        if getattr(one.subject, "kind", "") == "unit_kind"
    ]
    if at.is_period and part.period is not None and len(part.period.months) < len(MONTHS):
        due = ByMonth(tuple(Fraction(month in part.period.months) for month in MONTHS))
        conditions.append(t.is_equal(due, t.ONE))  # by itself a period counts only if it is due
    if part.full is not None:
        full = evaluate(at, part.full)
        if full is not None and not isinstance(full, t.Constant):
            conditions.append(t.known(full))
    return t.all_of(conditions)


def _is_among(at: At, wanted: Concerns) -> Term:
    conditions = []
    if wanted.units:
        conditions.append(is_named(at, "unit", wanted.units))
    if wanted.kinds:
        conditions.append(is_named(at, "kind", wanted.kinds))
    if wanted.having is not None:
        conditions.append(t.known(Input(f"own:{wanted.having}")))
    return t.all_of(conditions)


def score_clause(at: At, clause: Clause, share: Term = ZERO, is_unsure: Term = FALSE) -> Score:
    """Return a clause's published figure.

    `share`: what its full mark is larger by (equal_share). `is_unsure`: whether it is not known if
    the clause concerns the unit; then it lies between its least and its full mark.
    """
    is_there = t.all_of([at.peers, concerns(at, clause)])
    full = evaluate(at, clause.full)
    if full is not None:
        full = full + share if share is not ZERO else full
    here = replace(at, peers=is_there, full=full, known_only=full is None and at.seen == "now")
    period = clause.period if at.is_period else None
    if period is not None and period.combine == "sum" and full is not None:
        here = replace(here, full=full / period.count)  # one period alone has its share of it
    span = score_part(here, clause)
    if is_unsure is not FALSE and here.full is None:
        nothing = replace(span, low=ZERO, high=ZERO, is_open=TRUE)
        span = either(is_unsure, nothing, span)
    elif is_unsure is not FALSE and here.full is not None:
        most = t.greatest([span.high, here.full])
        least = t.least([span.low, most])
        high = least if at.desk.is_final else most
        span = either(is_unsure, replace(span, low=least, high=high, is_open=TRUE), span)
    score = publish(here, clause, span)
    return replace(score, is_there=is_there)


def publish(at: At, clause: Clause, span: Span) -> Score:
    """Return earned = least, lost = full − most, pending = the rest, each rounded half up once."""
    decimals = clause.decimals_shown
    if at.full is None:
        low = t.choose(_is_endless(span.low), ZERO, span.low)
        added = t.round_half_up(low, decimals)
        return Score(None, added=added, is_open=span.is_open, span=span, exact=(low, ZERO))
    low = t.choose(span.is_open, t.greatest([span.low, ZERO]), span.low)
    if clause.earn == "when_complete":
        waits = t.all_of([span.is_open, t.is_less(low, span.high)])
        low = t.choose(waits, ZERO, low)
    high = t.choose(span.is_open, t.greatest([span.high, low]), low)
    is_point = t.is_equal(low, high)
    earned = t.round_half_up(low, decimals)
    missing = at.full - t.choose(is_point, earned, high)
    lost = t.round_half_up(t.greatest([missing, ZERO]), decimals)
    exact = (low, t.greatest([at.full - high, ZERO]))
    pending = t.choose(is_point, ZERO, t.greatest([at.full - earned - lost, ZERO]))
    is_open = t.negate(is_point)
    return Score(
        at.full,
        earned,
        lost,
        pending,
        is_open=is_open,
        is_undefined=span.is_undefined,
        span=span,
        exact=exact,
    )


def _is_endless(points: Term) -> Term:
    return t.any_of([t.is_at_most(ENDLESS, points), t.is_at_most(points, -ENDLESS)])
