"""What a curve is taken of: a line's figure, its place or ratio, or its distance to a target."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scoring.assessing.ends import Ends
from scoring.assessing.figures import measure
from scoring.assessing.scope import At
from scoring.assessing.standings import Held, find_place, hold_against_best
from scoring.assessing.targets import cite, require
from scoring.clauses.curves import Curve, Each, Table, Tiers
from scoring.clauses.figures import Best, Place
from scoring.clauses.parts import Line
from scoring.clauses.quantities import Quantity
from scoring.terms import terms as t
from scoring.terms.terms import ONE, ZERO, Term


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


def find_amount(at: At, line: Line) -> Amount:
    """Return the amount: the figure, its place or ratio, or its distance to a target."""
    ends = measure(at, line.figure)
    held = _hold(at, line, ends)
    low, high = ends.low, ends.high
    undefined = ends.is_undefined
    if held is not None:
        low, high = held.value, held.highest
        undefined = t.any_of([undefined, held.is_undefined])
    ends = replace(ends, is_undefined=undefined)
    cited = [cell for quantity in _list_worth(line.curve) for cell in cite(at, quantity)]
    ends = replace(ends, evidence=(*ends.evidence, *cited))
    if line.gap is None:
        return Amount(low, high, ends, held=held)
    target = require(at, line.gap.target, line.figure)
    ends = replace(ends, evidence=(*ends.evidence, *cite(at, line.gap.target)))
    near = _find_gap(line, low, target)
    far = near if high is low else _find_gap(line, high, target)
    return Amount(near, far, ends, target, held)


def _list_worth(curve: Curve) -> list[Quantity]:
    """Return what the steps of a curve are worth and how large they are."""
    match curve:
        case Each(price=price, per=per):
            return [price, per]
        case Tiers(tiers=tiers):
            return [tier.price for tier in tiers]
        case Table(rows=rows):
            return [row.points for row in rows]
    return []


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
