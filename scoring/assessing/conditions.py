"""Conditions (when) as terms: True, False, or None where it is not known."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.assessing.causes import Evidence
from scoring.assessing.ends import Ends
from scoring.assessing.figures import measure
from scoring.assessing.scope import MONTH, At, last_month
from scoring.assessing.targets import cite, evaluate, is_named
from scoring.clauses.figures import Score
from scoring.clauses.parts import Condition, Subject
from scoring.terms import terms as t
from scoring.terms.terms import NOTHING, Term


def holds(at: At, conditions: Sequence[Condition]) -> Term:
    """Return whether all conditions hold."""
    return t.all_of(_holds(at, condition) for condition in conditions)


def cite_conditions(at: At, conditions: Sequence[Condition]) -> tuple[Evidence, ...]:
    """Return the cells that decide whether conditions hold."""
    found: list[Evidence] = []
    for one in conditions:
        if not isinstance(one.subject, Subject):
            found += measure(at, one.subject).evidence
        if not isinstance(one.against, tuple):
            found += cite(at, one.against)
    return tuple(found)


def _holds(at: At, condition: Condition) -> Term:
    subject = condition.subject
    if isinstance(subject, Subject):
        if subject.kind == "unit_kind":
            assert isinstance(condition.against, tuple), "a kind is one of some names"
            return is_named(at, "kind", condition.against)
        month: Term = last_month(at.window) if at.is_period else MONTH
        if at.month_ahead is not None:
            month = t.as_term(at.month_ahead)
        return _compare(at, condition, month)
    ends = _take_range(at, subject) if isinstance(subject, Score) else measure(at, subject)
    low = _compare(at, condition, ends.low)
    if ends.is_single:
        return low
    high = _compare(at, condition, ends.high)
    same = t.any_of([t.all_of([low, high]), t.all_of([t.negate(low), t.negate(high)])])
    return t.choose(same, low, t.UNKNOWN)


def _take_range(at: At, subject: Score) -> Ends:
    """Return the ends of a score: what is earned may decide before all is known."""
    if at.seen != "now" or at.desk.range_of is None:
        return measure(at, subject)
    return Ends(*at.desk.range_of(subject.score or "", subject.assessment))


def _compare(at: At, condition: Condition, value: Term) -> Term:
    against = condition.against
    if isinstance(against, tuple):
        return t.any_of(t.is_equal(value, t.as_term(_to_number(one))) for one in against)
    subject = None if isinstance(condition.subject, Subject) else condition.subject
    bound = evaluate(at, against, subject)
    bound = NOTHING if bound is None else bound
    match condition.test:
        case "at_least":
            return t.is_at_most(bound, value)
        case "above":
            return t.is_less(bound, value)
        case "at_most":
            return t.is_at_most(value, bound)
        case "under":
            return t.is_less(value, bound)
        case "is":
            return t.is_equal(value, bound)


def _to_number(text: object) -> int:
    return int(str(text))
