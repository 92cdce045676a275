"""Held against the other units: a place among them, or the ratio to the best of them."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.assessing.scope import At, was_present
from scoring.assessing.spans import FAR
from scoring.clauses.figures import Best, Place
from scoring.terms import terms as t
from scoring.terms.terms import FALSE, NOTHING, ONE, ZERO, OverUnits, Term, known


@dataclass(frozen=True)
class Held:
    """A place, or a ratio; None: the unit has no figure."""

    value: Term
    is_undefined: Term = FALSE
    first: Term = NOTHING
    """The first of the places that units with equal figures share."""
    shared: Term = ONE
    """How many share them."""
    count: Term = NOTHING
    """How many units have a place."""
    last: Term | None = None
    """The value at the other end, where other figures or its own may still change."""

    @property
    def highest(self) -> Term:
        """The greatest value that it can come to."""
        return self.value if self.last is None else self.last


def keep_rivals(
    at: At, value: Term, within: str, *, not_vetoed: bool = False
) -> tuple[Term, tuple[str, ...]]:
    """Return the value where the unit is compared with others, and the columns that part them."""
    conditions = [at.peers, was_present(at.desk, at.window)]
    if not_vetoed:
        conditions.append(t.negate(at.desk.is_vetoed()))
    columns = () if within == "all" else (within,)
    return t.choose(t.all_of(conditions), value, NOTHING), columns


def find_place(at: At, place: Place, low: Term, high: Term) -> Held:
    """Return the unit's place; without one (a zero, a veto) it is FAR."""
    if low is not high and at.seen == "ahead":
        return _find_places_ahead(at, place, low, high)
    value = low if low is high else t.choose(t.is_equal(low, high), low, NOTHING)
    rival, within = keep_rivals(at, value, place.within, not_vetoed=place.not_vetoed)
    if place.zero_has_no_place:
        rival = t.choose(t.is_equal(rival, ZERO), NOTHING, rival)
    ordered = rival if place.order == "highest" else -rival
    which = "dense" if place.ties == "dense" else "place"
    first = OverUnits(which, ordered, within)  # type: ignore[arg-type]
    count = OverUnits("count", ordered, within)
    shared: Term = OverUnits("shared", ordered, within) if place.ties == "mean" else ONE
    found: Term = first if shared is ONE else first + (shared - 1) / 2
    found = to_share(place, found, count)
    has_place = known(rival)
    is_known = known(value)
    return Held(
        t.choose(is_known, t.choose(has_place, found, FAR), NOTHING),
        first=t.choose(is_known, t.choose(has_place, first, FAR), NOTHING),
        shared=t.choose(has_place, shared, ONE),
        count=count,
    )


def to_share(place: Place, number: Term, count: Term) -> Term:
    """Return a place as a part of all places: (place − 1) ÷ (n − 1), 100 × place ÷ n, or itself."""
    if place.share:
        return (number - 1) / t.greatest([count - 1, ONE])
    return number * 100 / count if place.percent else number


def _find_places_ahead(at: At, place: Place, low: Term, high: Term) -> Held:
    """Return the first and the last place that a unit can still come to.

    Against it may stand each figure that is settled and better, and, in the last place, each one
    that is open; an open figure may end at its worst.
    """
    lows, within = keep_rivals(at, low, place.within, not_vetoed=place.not_vetoed)
    highs, _ = keep_rivals(at, high, place.within, not_vetoed=place.not_vetoed)
    is_rival = t.known(lows)
    is_open = t.all_of([is_rival, t.negate(t.is_equal(lows, highs))])
    settled = t.choose(t.all_of([is_rival, t.negate(is_open)]), lows, NOTHING)
    ordered = settled if place.order == "highest" else -settled
    which = "dense" if place.ties == "dense" else "place"
    own = OverUnits(which, ordered, within)  # type: ignore[arg-type]
    opened = t.or_else(OverUnits("count", t.choose(is_open, ONE, NOTHING), within), ZERO)
    others = opened - t.choose(is_open, ONE, ZERO)
    above = t.choose(is_open, _count_better(place, settled, within), own - 1)
    first, last = t.choose(is_open, ONE, own), above + others + 1
    if place.zero_has_no_place:
        has_none = t.is_equal(settled, ZERO)
        first = t.choose(has_none, FAR, first)
        last = t.choose(t.any_of([has_none, is_open]), FAR, last)
    count = OverUnits("count", lows, within)
    least, most = _share_ends(place, first, last, count)
    return Held(
        t.choose(is_rival, least, NOTHING),
        first=first,
        count=count,
        last=t.choose(is_rival, most, NOTHING),
    )


def _count_better(place: Place, settled: Term, within: tuple[str, ...]) -> Term:
    """Return how many places an open figure has before it at its worst.

    There it stands behind every settled figure that is better than 0.
    """
    better = settled
    if place.order == "highest":
        better = t.choose(t.is_less(ZERO, settled), settled, NOTHING)
    counted = better if place.order == "highest" else -better
    if place.ties == "dense":
        ahead: Term = OverUnits("greatest", OverUnits("dense", counted, within), within)
    else:
        ahead = OverUnits("count", counted, within)
    return t.or_else(ahead, ZERO)


def _share_ends(place: Place, first: Term, last: Term, count: Term) -> tuple[Term, Term]:
    """Return both places as parts of all places; no place at all stays FAR."""
    if not (place.share or place.percent):
        return first, last
    least, most = (to_share(place, one, count) for one in (first, last))
    most = t.least([most, to_share(place, count, count)])
    return (
        t.choose(t.is_at_most(FAR, first), FAR, least),
        t.choose(t.is_at_most(FAR, last), FAR, most),
    )


def hold_against_best(at: At, best: Best, low: Term, high: Term) -> Held:
    """Return 100 × own ÷ best, or 100 × best ÷ own (2.2), or where between worst and best it lies.

    The best is exactly 100. While any figure of the units may change it may be anything to 100.
    """
    value = low if low is high else t.choose(t.is_equal(low, high), low, NOTHING)
    rival, within = keep_rivals(at, value, best.within, not_vetoed=best.not_vetoed)
    found, is_undefined = _compare_with_best(best, value, rival, within)
    if at.seen != "ahead":
        return Held(found, is_undefined)
    lows, _ = keep_rivals(at, low, best.within, not_vetoed=best.not_vetoed)
    opened = t.all_of([known(lows), t.negate(t.is_equal(low, high))])
    count = OverUnits("count", t.choose(opened, ONE, NOTHING), within)
    is_settled = t.is_equal(t.or_else(count, ZERO), ZERO)
    return Held(
        t.choose(is_settled, found, ZERO),
        t.all_of([is_settled, is_undefined]),
        last=t.choose(is_settled, found, t.as_term(100)),
    )


def _compare_with_best(
    best: Best, value: Term, rival: Term, within: tuple[str, ...]
) -> tuple[Term, Term]:
    """Return a figure against the best of the units, and whether that is a division by 0."""
    order = ("greatest", "least") if best.order == "highest" else ("least", "greatest")
    peak, worst = (OverUnits(which, rival, within) for which in order)  # type: ignore[arg-type]
    if best.span:  # 功效系数: 100 × (own − worst) ÷ (best − worst); all equal: all are the best
        all_best = t.choose(known(value), t.as_term(100), NOTHING)
        found = (value - worst) * 100 / (peak - worst)
        return t.choose(t.is_equal(peak, worst), all_best, found), FALSE
    top, bottom = (value, peak) if best.order == "highest" else (peak, value)
    is_undefined = t.all_of([known(value), t.is_equal(bottom, ZERO)])
    return top * 100 / bottom, is_undefined
