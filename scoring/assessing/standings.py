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

    @property
    def mean(self) -> Term:
        """The mean of the shared places; without any place FAR."""
        return self.value


def keep_rivals(
    at: At, value: Term, within: str, *, not_vetoed: bool = False
) -> tuple[Term, tuple[str, ...]]:
    """Return the value where the unit is compared with others, and the columns that part them."""
    conditions = [at.peers, was_present(at.desk, at.window)]
    if not_vetoed:
        conditions.append(t.negate(at.desk.is_vetoed()))
    columns = () if within == "all" else (within,)
    return t.choose(t.all_of(conditions), value, NOTHING), columns


def find_place(at: At, place: Place, value: Term) -> Held:
    """Return the unit's place; without one (a zero, a veto) it is FAR."""
    rival, within = keep_rivals(at, value, place.within, not_vetoed=place.not_vetoed)
    if place.zero_has_no_place:
        rival = t.choose(t.is_equal(rival, ZERO), NOTHING, rival)
    ordered = rival if place.order == "highest" else -rival
    which = "dense" if place.ties == "dense" else "place"
    first = OverUnits(which, ordered, within)  # type: ignore[arg-type]
    count = OverUnits("count", ordered, within)
    shared: Term = OverUnits("shared", ordered, within) if place.ties == "mean" else ONE
    found: Term = first if shared is ONE else first + (shared - 1) / 2
    if place.share:
        found = (found - 1) / t.greatest([count - 1, ONE])
    has_place = known(rival)
    is_known = known(value)
    return Held(
        t.choose(is_known, t.choose(has_place, found, FAR), NOTHING),
        first=t.choose(is_known, t.choose(has_place, first, FAR), NOTHING),
        shared=t.choose(has_place, shared, ONE),
        count=count,
    )


def hold_against_best(at: At, best: Best, value: Term) -> Held:
    """Return 100 × own ÷ best, or 100 × best ÷ own; the best is exactly 100."""
    rival, within = keep_rivals(at, value, best.within, not_vetoed=best.not_vetoed)
    which = "greatest" if best.order == "highest" else "least"
    peak = OverUnits(which, rival, within)  # type: ignore[arg-type]
    top, bottom = (value, peak) if best.order == "highest" else (peak, value)
    is_undefined = t.all_of([known(value), t.is_equal(bottom, ZERO)])
    return Held(top * 100 / bottom, is_undefined)
