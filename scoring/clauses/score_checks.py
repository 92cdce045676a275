"""Refuse scores that are figures of themselves, of what they are part of, or in a circle."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.clauses.decisions import Assessment, Veto
from scoring.clauses.faults import Findings, Place
from scoring.clauses.figures import Figure, Placed, Score, walk
from scoring.clauses.parts import (
    Child,
    Clause,
    Condition,
    Group,
    Line,
    Node,
    Subject,
    walk_groups,
    walk_lines,
    walk_tree,
)
from scoring.clauses.quantities import Quantity, list_figures


def check_scores(assessment: Assessment, place: Place, findings: Findings) -> None:
    """Note unknown scores and circles of an assessment."""
    parts = {part.id: part for part in walk_tree(assessment.total)}
    uses = {name: _list_used(part) for name, part in parts.items()}
    parents = {
        child.id: part.id
        for part in parts.values()
        if isinstance(part, Node)
        for child in part.clauses
    }
    is_sound = True
    for name, used in uses.items():
        for one in sorted(used):
            where = (*place, f"指标 {name}")
            if one not in parts:
                findings.refuse(where, "score", f"没有指标“{one}”", "、".join(parts))
            elif one == name:
                findings.refuse(where, "score", "取自身的得分", "另一条的得分")
            elif one in _list_above(name, parents):
                findings.refuse(where, "score", f"取上级“{one}”的得分", "不包含本条的得分")
            else:
                continue
            is_sound = False
    if is_sound:
        _refuse_circles(parts, uses, assessment.vetoes, place, findings)


def check_totals(assessments: list[Assessment], findings: Findings) -> None:
    """Note totals of other assessments that do not exist, or that rest on each other."""
    uses = {one.id: _list_totals(one) for one in assessments}
    for name, used in uses.items():
        for unknown in sorted(used - uses.keys()):
            findings.refuse(
                (f"考核 {name}",), "assessment", f"没有考核“{unknown}”", "、".join(uses)
            )
    if not findings.refusals and (circle := _find_any_circle(uses)):
        words = f"成环：{'→'.join(circle)}"
        findings.refuse((f"考核 {circle[0]}",), "assessment", words, "不成环")


def _list_totals(assessment: Assessment) -> set[str]:
    return {
        inner.assessment
        for part in walk_tree(assessment.total)
        for figure in list_part_figures(part)
        for inner in walk(figure)
        if isinstance(inner, Score) and inner.assessment
    }


def _list_above(name: str, parents: dict[str, str]) -> list[str]:
    above = []
    while name in parents:
        name = parents[name]
        above.append(name)
    return above


def _refuse_circles(
    parts: dict[str, Child],
    uses: dict[str, set[str]],
    vetoes: tuple[Veto, ...],
    place: Place,
    findings: Findings,
) -> None:
    """Refuse the first circle found: a node rests on its children, a clause on its scores.

    A place that leaves out vetoed units rests on what the vetoes look at.
    """
    rests = {
        name: uses[name] | ({one.id for one in part.clauses} if isinstance(part, Node) else set())
        for name, part in parts.items()
    }
    rests["否决"] = _list_judged(vetoes) & parts.keys()
    for name, part in parts.items():
        if isinstance(part, Clause) and _leaves_out_vetoed(part):
            rests[name] = rests[name] | {"否决"}
    if circle := _find_any_circle(rests):
        words = f"成环：{'→'.join(circle)}"
        findings.refuse((*place, f"指标 {circle[0]}"), "score", words, "不成环")


def _list_judged(vetoes: tuple[Veto, ...]) -> set[str]:
    """Return the ids of the scores that vetoes look at."""
    figures = [
        figure
        for veto in vetoes
        for figure in _list_condition_figures((veto.condition, *veto.when))
    ]
    return {
        inner.score
        for figure in figures
        for inner in walk(figure)
        if isinstance(inner, Score) and inner.score and inner.assessment is None
    }


def _leaves_out_vetoed(clause: Clause) -> bool:
    standings = [line.standing for line in walk_lines(clause.lines)]
    standings += [
        inner.standing
        for figure in list_part_figures(clause)
        for inner in walk(figure)
        if isinstance(inner, Placed)
    ]
    return any(standing is not None and standing.not_vetoed for standing in standings)


def _find_any_circle(rests: dict[str, set[str]]) -> list[str]:
    done: set[str] = set()
    for name in rests:
        if circle := _find_circle(name, rests, [], done):
            return circle
    return []


def _find_circle(
    name: str, rests: dict[str, set[str]], way: list[str], done: set[str]
) -> list[str]:
    if name in way:
        return [*way[way.index(name) :], name]
    if name in done:
        return []
    for one in sorted(rests[name]):
        if circle := _find_circle(one, rests, [*way, name], done):
            return circle
    done.add(name)
    return []


def _list_used(part: Child) -> set[str]:
    """Return the ids of this assessment whose points the part rests on."""
    return {
        inner.score
        for figure in list_part_figures(part)
        for inner in walk(figure)
        if isinstance(inner, Score) and inner.score and inner.assessment is None
    }


def list_part_figures(part: Child) -> Iterator[Figure]:
    """Yield every figure of a clause, or of a node's own keys."""
    if isinstance(part, Node):
        yield from list_own_figures(part)
        return
    for group in walk_groups(part):
        yield from list_own_figures(group)
    for line in walk_lines(part.lines):
        yield from list_line_figures(line)


def list_own_figures(part: Clause | Group | Node) -> Iterator[Figure]:
    """Yield the figures of a part's own limits and conditions, without those of its lines."""
    start = None if isinstance(part, Node) else part.start
    for quantity in (part.full, start, part.floor, part.ceiling, part.times):
        yield from list_figures(quantity)
    for entry in part.not_for:
        yield from _list_condition_figures(entry.when)
    yield from _list_condition_figures(part.when)


def list_line_figures(line: Line) -> Iterator[Figure]:
    """Yield the figures of a line: its own, its target's, its prices' and its conditions'."""
    yield line.figure
    for quantity in list_line_quantities(line):
        yield from list_figures(quantity)
    yield from _list_condition_figures(line.when)


def list_line_quantities(line: Line) -> Iterator[Quantity]:
    """Yield the target, prices and points of a line."""
    if line.gap:
        yield line.gap.target
    match line.curve.kind:
        case "each":
            yield line.curve.price
            yield line.curve.per
        case "tiers":
            yield from (tier.price for tier in line.curve.tiers)
        case "table":
            yield from (row.points for row in line.curve.rows)
            if line.curve.below_table:
                yield line.curve.below_table
        case "places":
            yield from line.curve.points


def _list_condition_figures(conditions: tuple[Condition, ...]) -> Iterator[Figure]:
    for condition in conditions:
        if not isinstance(condition.subject, Subject):
            yield condition.subject
        if not isinstance(condition.against, tuple):
            yield from list_figures(condition.against)
