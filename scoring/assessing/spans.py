"""Spans of points: what is certain and the most that may still come, with the causes of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scoring.assessing.causes import Cause
from scoring.assessing.texts import Text
from scoring.terms.terms import (
    FALSE,
    Constant,
    Term,
    add,
    any_of,
    as_term,
    choose,
    clamp,
    greatest,
    least,
)

FAR = as_term(10**15)
"""Stands for 'without end': no amount and no points of a notice come near it."""

NEVER = as_term(-(10**18))
"""Points taken without end: no points without end on the other side make up for them."""

ENDLESS = as_term(10**11)
"""Points from here on, or from its opposite down, stand for points without end."""


FLOOR_WORDS = "扣完为止"


@dataclass(frozen=True)
class Span:
    """The points of a part: one value where all is known, else from `low` to `high`."""

    low: Term
    high: Term
    is_open: Term = FALSE
    """Whether something that it rests on is not known."""
    is_undefined: Term = FALSE
    """Whether something can never be known: a rate of nothing."""
    is_skipped: Term = FALSE
    """Of a period: whether it leaves the count of periods."""
    causes: tuple[Cause, ...] = ()
    limit_words: Text = ()
    """What the ledger says where the points are not the sum of the causes."""
    floor_words: str = FLOOR_WORDS
    """What it says where no more can be taken."""


def point(value: Term, causes: Sequence[Cause] = ()) -> Span:
    """Return the span of known points."""
    return Span(value, value, causes=tuple(causes))


def total(spans: Iterable[Span]) -> Span:
    """Add spans: what is open in one is open in the sum."""
    spans = list(spans)
    if len(spans) == 1:
        return spans[0]
    low = add(one.low for one in spans)
    is_point = all(one.high is one.low for one in spans)
    return Span(
        low,
        low if is_point else add(one.high for one in spans),
        any_of(one.is_open for one in spans),
        any_of(one.is_undefined for one in spans),
        any_of(one.is_skipped for one in spans),
        tuple(cause for one in spans for cause in one.causes),
        *_find_words(spans),
    )


def scale(span: Span, factor: Term) -> Span:
    """Multiply a span; a factor under 0 turns its ends round."""
    if isinstance(factor, Constant) and factor.value == 1:
        return span
    low = high = span.low * factor
    if span.high is not span.low:
        ends = [low, span.high * factor]
        low, high = least(ends), greatest(ends)
    return replace(
        span,
        low=low,
        high=high,
        causes=tuple(cause.scale(factor) for cause in span.causes),
    )


def hold_within(span: Span, floor: Term | None, ceiling: Term | None) -> Span:
    """Hold both ends within two limits; causes stay: the difference is the ledger's limit line."""
    if floor is None and ceiling is None:
        return span
    low = clamp(span.low, floor, ceiling)
    high = low if span.high is span.low else clamp(span.high, floor, ceiling)
    return replace(span, low=low, high=high)


def either(condition: Term, then: Span, otherwise: Span) -> Span:
    """Return one span where the condition is True, else the other."""
    if then is otherwise:
        return then
    low = choose(condition, then.low, otherwise.low)
    same = then.high is then.low and otherwise.high is otherwise.low
    return Span(
        low,
        low if same else choose(condition, then.high, otherwise.high),
        choose(condition, then.is_open, otherwise.is_open),
        choose(condition, then.is_undefined, otherwise.is_undefined),
        choose(condition, then.is_skipped, otherwise.is_skipped),
        (
            *(cause.where(condition) for cause in then.causes),
            *(cause.unless(condition) for cause in otherwise.causes),
        ),
        *_find_words([then, otherwise]),
    )


def _find_words(spans: Sequence[Span]) -> tuple[Text, str]:
    """Return the first words that any of some spans has for its limits."""
    floors = (one.floor_words for one in spans if one.floor_words != FLOOR_WORDS)
    limits = (one.limit_words for one in spans if one.limit_words)
    return next(limits, ()), next(floors, FLOOR_WORDS)
