"""What the ledger says of a clause as a whole: its sum, what was missed, and what is awaited."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.assessing.causes import Cause
from scoring.assessing.clauses import Score
from scoring.assessing.texts import Months, Shown, Text, When, join_where
from scoring.terms import terms as t
from scoring.terms.terms import ZERO, Bits, Term

OVER_CEILING = "超出上限的部分不计"


def tell_net(score: Score, causes: Sequence[Cause]) -> Text:
    """Return the sum of a clause in words: from where, what was added, what was taken."""
    starts = [cause for cause in causes if cause.is_start]
    takers = [cause for cause in causes if cause.takes]
    gained = t.add(one.points for one in causes if not one.takes and not one.is_start)
    lost = t.add(-one.points for one in takers)
    net = t.add(one.points for one in starts) + gained - lost
    taken = When(t.is_less(ZERO, lost), ("，扣", Shown(lost), "分"))
    if not starts:
        words: Text = (*_tell_gains(causes), "，得", Shown(gained), "分", taken)
    else:
        added = When(t.is_less(ZERO, gained), ("，加", Shown(gained), "分"))
        words = (*tell_start(causes), added, taken)
        is_same = t.all_of([t.is_equal(gained, ZERO), t.is_equal(lost, ZERO)])
        nothing = When(is_same, ("，没有扣分" if takers else "，没有加分",))
        is_settled = t.is_equal(net, score.exact[0])
        words = (*words, When(is_settled, (nothing,)))
    return (*words, *_tell_difference(score, net))


def _tell_difference(score: Score, net: Term) -> Text:
    """Return why a clause's points are not the sum of its lines."""
    assert score.span is not None, "a clause has a span"
    points = score.exact[0]
    is_over, is_under = t.is_less(points, net), t.is_less(net, points)
    limits: Text = (
        When(is_over, (f"，{OVER_CEILING}",), (When(is_under, (f"，{score.span.floor_words}",)),)),
    )
    if score.span.limit_words:
        limits = (When(t.is_equal(net, points), (), ("，", *score.span.limit_words)),)
    waits = t.all_of([score.is_open, is_over])
    return (When(waits, ("，", Shown(net - points), "分待定"), limits),)


def _tell_gains(causes: Sequence[Cause]) -> Text:
    """Return the figures of the lines that brought points."""
    gains = [one for one in causes if not one.takes and not one.is_start]
    told = [(t.is_less(ZERO, one.points), one.reason) for one in gains]
    has_any = t.any_of(condition for condition, _ in told)
    return (When(has_any, join_where(told), ("各项合计",)),)


def tell_start(causes: Sequence[Cause]) -> Text:
    """Return from what a clause's points are counted."""
    return ("从", Shown(t.add(one.points for one in causes if one.is_start)), "分起算")


def tell_made_up(causes: Sequence[Cause], score: Score, change: Term) -> Text:
    """Return why less is lost than was taken: a floor, or gains that make up for it."""
    assert score.span is not None, "a clause has a span"
    words: Text = (score.span.floor_words,)
    if any(not one.takes and not one.is_start for one in causes):
        net = t.add(cause.points for cause in causes)
        words = (When(t.is_less(net, score.exact[0]), words, ("加、扣相抵",)),)
    return (When(t.is_less(ZERO, change), (OVER_CEILING,), words),)


def tell_missed(causes: Sequence[Cause]) -> Text:
    """Return the figures of a clause's lines, or the periods that brought nothing."""
    told = [one.missed_reason or one.reason for one in causes if not _gives_absent(one)]
    if not told:
        return ()
    return (*told[0], *(part for one in told[1:] for part in ("；", *one)))


def _gives_absent(cause: Cause) -> bool:
    """Return whether a cause gives the full mark of the periods outside the roster."""
    return cause.is_absent and not cause.name


def tell_awaited(causes: Sequence[Cause], *, lead: str) -> Text:
    """Return the forms, columns and months that a clause waits for, each once."""
    found: dict[Text, list[Cause]] = {}
    for cause in causes:
        if cause.awaits is not None:
            found.setdefault(cause.awaited, []).append(cause)
    parts: list[tuple[Term, Text]] = []
    for awaited, same in found.items():
        masks = [one.awaited_months for one in same if one.awaited_months is not None]
        months: Text = ()
        if masks:
            mask = Bits("or", tuple(masks)) if len(masks) > 1 else masks[0]
            months = (When(t.is_less(ZERO, mask), ("（", Months(mask), "）")),)
        waits = t.any_of(one.awaits for one in same if one.awaits is not None)
        parts.append((waits, (*awaited, *months)))
    return join_where(parts, lead=lead)
