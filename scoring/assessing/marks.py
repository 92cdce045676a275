"""An inspector's mark (评定): points already, of the full mark where it is a yes or no."""

from __future__ import annotations

from scoring.assessing.causes import Cause
from scoring.assessing.cell_numbers import Ticks
from scoring.assessing.figures import measure
from scoring.assessing.line_ends import close
from scoring.assessing.reasons import name_source, tell_awaited
from scoring.assessing.scope import At
from scoring.assessing.spans import FAR, Span
from scoring.clauses.curves import Mark
from scoring.clauses.parts import Line
from scoring.terms import terms as t
from scoring.terms.terms import FALSE, ZERO, Term, known


def score_mark(at: At, line: Line, mark: Mark) -> Span:
    """Return an inspector's mark: yes is full, no is 0, a number is itself (× full ÷ out)."""
    full = at.mark_worth if at.full is None else at.full
    out = None if mark.out is None else t.as_term(mark.out)
    worth = out if out is not None else (full if full is not None else ZERO)
    ticks = Ticks(ZERO, worth) if mark.reversed else Ticks(worth, ZERO)
    ends = measure(at, line.figure, ticks)

    def convert(value: Term) -> Term:
        return value * full / out if out is not None and full is not None else value

    points = convert(ends.single)
    is_known = known(points)
    low, high = close(at, ZERO, FAR if full is None else full, FALSE)
    if at.seen == "ahead" and not ends.is_single:
        low = t.or_else(t.least([convert(ends.low), convert(ends.high)]), low)
        high = t.or_else(t.greatest([convert(ends.low), convert(ends.high)]), high)
    name = name_source(at, line)
    cause = Cause(
        t.or_else(points, ZERO),
        (f"{name}按检查评定",),
        name,
        ends.evidence,
        awaits=t.negate(is_known),
        awaited=tell_awaited(at, line.figure),
    )
    return Span(
        t.choose(is_known, points, low),
        t.choose(is_known, points, high),
        t.negate(is_known),
        causes=(cause,),
    )
