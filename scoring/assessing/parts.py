"""Lines, groups and clauses: limit((start + Σ lines) × times) of one window, or of its periods."""

from __future__ import annotations

from dataclasses import replace

from scoring.assessing.causes import Cause
from scoring.assessing.conditions import cite_conditions, holds
from scoring.assessing.curves import score_line
from scoring.assessing.periods import over_periods
from scoring.assessing.scope import At
from scoring.assessing.spans import (
    FAR,
    FLOOR_WORDS,
    NEVER,
    Span,
    either,
    hold_within,
    point,
    scale,
    total,
)
from scoring.assessing.taking import take
from scoring.assessing.targets import cite, evaluate, require
from scoring.assessing.texts import Shown, When
from scoring.clauses.numbers import format_number
from scoring.clauses.parts import Clause, Group, Line, walk_groups, walk_lines
from scoring.clauses.quantities import Fixed
from scoring.terms import terms as t
from scoring.terms.terms import FALSE, TRUE, ZERO, Term, known


def score_item(at: At, item: Line | Group) -> Span:
    """Return the points of a line or group."""
    if isinstance(item, Line):
        return score_conditional(at, item)
    inner = at
    if item.full is not None:
        full = require(at, item.full)
        inner = replace(at, full=full)
        span = score_part(inner, item)
        # None: the group is not there for the unit.
        return span if isinstance(full, t.Constant) else either(t.known(full), span, point(ZERO))
    return score_part(inner, item)


def score_conditional(at: At, line: Line) -> Span:
    """Return a line's points under its condition."""
    return _apply_condition(at, line.when, score_line(at, line))


def _apply_condition(at: At, when: tuple[object, ...], span: Span) -> Span:
    """Return 0 where the condition is False, and the hull with 0 where it is not known."""
    if not when:
        return span
    condition = holds(at, when)  # type: ignore[arg-type]
    decides = cite_conditions(at, when)  # type: ignore[arg-type]
    causes = (replace(one, evidence=(*one.evidence, *decides)) for one in span.causes)
    span = replace(span, causes=tuple(causes))
    unsure = t.negate(t.known(condition))
    low, high = t.least([span.low, ZERO]), t.greatest([span.high, ZERO])
    if at.known_only or at.desk.is_final:
        high = t.greatest([low, t.least([high, ZERO])]) if at.known_only else low
        low = high
    hull = replace(span, low=low, high=high, is_open=TRUE, is_skipped=FALSE)
    return either(unsure, hull, either(condition, span, point(ZERO)))


def score_part(at: At, part: Clause | Group) -> Span:
    """Return the points of a group or clause under its full mark: of the year, or one window."""
    has_full = part.full is not None

    def score_period(here: At) -> Span:
        # Its condition is that of each period.
        span = score_window(here, part, has_full=has_full)
        return _except_period(here, part, _apply_condition(here, part.when, span))

    if part.period is None or (at.is_period and isinstance(part, Clause)):
        # A clause that does not concern the unit in a period by itself is treated as a whole.
        return _apply_condition(at, part.when, score_window(at, part, has_full=has_full))
    if at.is_period:
        return score_period(at)
    by_month = looks_at_month(part)
    span = over_periods(at, part.period, score_period, has_full=has_full, by_month=by_month)
    if part.floor is None:
        return span
    each = {"month": "各月", "quarter": "各季度", "half": "各半年"}[part.period.length]
    return replace(span, floor_words=f"{each}{_say_floor(part)}")


def _say_floor(part: Clause | Group) -> str:
    """Return what is said where a part's lower limit binds: 扣完为止, 扣至12.5分为止."""
    if isinstance(part.floor, Fixed) and part.floor.value > 0:
        return f"扣至{format_number(part.floor.value)}分为止"
    return FLOOR_WORDS


def looks_at_month(part: Clause | Group) -> bool:
    """Return whether a condition of a part looks at the month."""
    groups = list(walk_groups(part))
    conditions = [one for group in groups for one in group.when]
    conditions += [one for line in walk_lines(part.lines) for one in line.when]
    conditions += [one for group in groups for entry in group.not_for for one in entry.when]
    return any(getattr(one.subject, "kind", "") == "month" for one in conditions)


def _except_period(here: At, part: Clause | Group, span: Span) -> Span:
    """Treat the periods in which the part does not concern the unit: dropped, or full."""
    for entry in reversed(part.not_for):  # the first that holds decides
        if not entry.when:
            continue
        treated = point(here.full if here.full is not None else ZERO)
        if entry.treat == "drop":
            treated = replace(treated, is_skipped=TRUE)
        span = either(holds(here, entry.when), treated, span)
    return span


def score_window(at: At, part: Clause | Group, *, has_full: bool) -> Span:
    """Return limit((start + Σ lines) × times) of one window."""
    if not has_full and part.ceiling is not None:
        at = replace(at, mark_worth=evaluate(at, part.ceiling))
    span = take(part.take, (score_item(at, item) for item in part.lines))
    if part.fit == "scale":
        span = _fit(at, part, span)
    start = require(at, part.start)
    if not (isinstance(start, t.Constant) and not start.value):
        begin = Cause(start, ("起点",), evidence=cite(at, part.start), is_start=True)
        span = total([point(start, [begin]), span])
    span = _multiply(at, span, require(at, part.times))
    floor, ceiling = evaluate(at, part.floor), evaluate(at, part.ceiling)
    floor = None if floor is None else _or_far(floor, NEVER * 1000)
    ceiling = None if ceiling is None else _or_far(ceiling, FAR)
    if isinstance(part, Group) and len(span.causes) == 1:
        span = replace(span, causes=(_hold_cause(span.causes[0], floor, ceiling),))
    if (words := _say_floor(part)) != FLOOR_WORDS:
        span = replace(span, floor_words=words)
    return hold_within(span, floor, ceiling)


def _hold_cause(cause: Cause, floor: Term | None, ceiling: Term | None) -> Cause:
    """Return the one cause of a group within its limits, which its reason then says."""
    if cause.is_split or (floor is None and ceiling is None):
        return cause
    points = t.clamp(cause.points, floor, ceiling)
    if cause.awaits is not None:
        points = t.choose(cause.awaits, cause.points, points)
    is_held = t.negate(t.is_equal(points, cause.points))
    held = When(is_held, ("（以", Shown(t.greatest([points, -points])), "分为限）"))
    return replace(cause, points=points, reason=(*cause.reason, held))


def _multiply(at: At, span: Span, times: Term) -> Span:
    """Multiply a span; by a factor that is not known it may come to anything."""
    if isinstance(times, t.Constant):
        return scale(span, times)
    factor = t.or_else(times, ZERO)
    unknown = replace(span, low=NEVER, high=FAR, is_open=TRUE, is_undefined=FALSE)
    if at.known_only:
        unknown = replace(unknown, low=ZERO, high=ZERO)
    elif at.desk.is_final:
        unknown = replace(unknown, high=NEVER)
    return either(known(times), scale(span, factor), unknown)


def _or_far(limit: Term, far: Term) -> Term:
    """Return a limit; one that is not known is none."""
    return limit if isinstance(limit, t.Constant) else t.or_else(limit, far)


def _fit(at: At, part: Clause | Group, span: Span) -> Span:
    """Convert the sum of the lines' own full marks to the part's full mark (折算)."""
    fulls = [
        t.or_else(require(at, item.full), ZERO)
        for item in part.lines
        if isinstance(item, Group) and item.full is not None
    ]
    whole = t.add(fulls)
    full = at.full if at.full is not None else ZERO
    nothing = Span(ZERO, full, TRUE, TRUE)
    if isinstance(whole, t.Constant) and not whole.value:
        return nothing
    scaled = scale(span, full / whole)
    return (
        scaled
        if isinstance(whole, t.Constant)
        else either(t.is_equal(whole, ZERO), nothing, scaled)
    )
