"""Lines of the ledger as terms: what brought, took and awaits the points of a clause or node."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from scoring.assessing.causes import Cause, Evidence, RowsUsed
from scoring.assessing.clauses import Score
from scoring.assessing.decisions import Moved
from scoring.assessing.facts import CellRef
from scoring.assessing.ledger_words import (
    OVER_CEILING,
    tell_awaited,
    tell_made_up,
    tell_missed,
    tell_net,
    tell_start,
)
from scoring.assessing.texts import Shown, Text, When, join_where
from scoring.clauses.parts import Node
from scoring.terms import terms as t
from scoring.terms.terms import FALSE, ZERO, Bits, Term

Home = Literal["earned", "lost", "pending", "none"]
"""The figure that a line's points belong to."""

VERBS = {
    "earned": ("得", "扣"),
    "lost": ("扣", "加回"),
    "bonus": ("加", "减"),
    "deduction": ("减", "加"),
}
"""Kind of line → what it says of its points, and of points the other way round."""

HOMES: tuple[Home, ...] = ("earned", "lost", "pending")


@dataclass(frozen=True)
class Line:
    """One cause of points in a home; written where its points are not 0."""

    kind: str
    home: Home
    cause: str
    """A stable key of the cause."""
    points: Term
    reason: Text
    evidence: tuple[Evidence, ...] = ()
    rows: RowsUsed | None = None
    factors: tuple[Term, ...] = ()
    """What a row's own points are multiplied by: one number, or one for each period of the year;
    none: 1."""
    months: Term | None = None
    """The mask of the months that are meant, where it is not that of the evidence."""


def list_clause_lines(score: Score, *, is_final: bool) -> list[Line]:
    """Return the lines of a clause; with the rounding they add up to its published figures."""
    if score.span is None:
        return []
    causes = score.span.causes
    if score.full is None:
        lines = list(_list_added(score, causes))
    else:
        lines = [*_list_earned(score, causes), *_list_lost(score, causes, is_final=is_final)]
        lines.append(_await(score, causes))
    if score.is_treated is FALSE:
        return lines
    lines = [_leave_out(one, score.is_treated) for one in lines]
    for home in HOMES:
        points = t.choose(score.is_treated, getattr(score, home), ZERO)
        lines.append(Line(home, home, "treated", points, score.treated_words))
    return lines


def _leave_out(line: Line, condition: Term) -> Line:
    """Return a line that is nothing where a condition holds."""
    factors = line.factors
    if line.rows is not None:
        factors = tuple(t.choose(condition, ZERO, one) for one in factors or (t.ONE,))
    return replace(line, points=t.choose(condition, ZERO, line.points), factors=factors)


def _list_added(score: Score, causes: Sequence[Cause]) -> Iterator[Line]:
    """Yield the lines of an addition or deduction, which stands beside the total."""
    for number, cause in enumerate(causes):
        kind = "deduction" if cause.takes else "bonus"
        yield _to_line(kind, "earned", f"line_{number}", cause)
    yield _limit("earned", score.exact[0] - t.add(cause.points for cause in causes), score)


def _list_earned(score: Score, causes: Sequence[Cause]) -> Iterator[Line]:
    """Yield what brought points; where lines also take, the net of all in one line."""
    if any(cause.takes or cause.is_start for cause in causes):
        net = tell_net(score, causes)
        yield Line("earned", "earned", "net", score.exact[0], net, _cells(causes))
        return
    for number, cause in enumerate(causes):
        key = "met" if cause.missed is not None else f"line_{number}"
        yield _to_line("earned", "earned", key, cause)
    yield _limit("earned", score.exact[0] - t.add(cause.points for cause in causes), score)


def _list_lost(score: Score, causes: Sequence[Cause], *, is_final: bool) -> Iterator[Line]:
    """Yield what took points, and what was not earned."""
    takers = [cause for cause in causes if cause.takes]
    for number, cause in enumerate(takers):
        key = f"taken_{number}" if cause.missed is None else "not_met"
        yield _to_line("lost", "lost", key, replace(cause, points=-cause.points))
    rest = score.exact[1] - t.add(-cause.points for cause in takers)
    gains = [cause for cause in causes if not cause.takes and not cause.is_start]
    told = (tell_missed(gains) if gains else ()) or tell_start(causes)
    if is_final:
        told = _tell_lacking(causes, told)
    if not takers:
        key = "not_met" if any(one.missed is not None for one in causes) else "not_earned"
        told = (*told, "，未得", Shown(rest), "分")
        yield Line("lost", "lost", key, rest, told, _missed(causes))
        return
    missing = _find_missing(score, causes, rest)
    told = (*told, "，未得", Shown(missing), "分")
    yield Line("lost", "lost", "not_earned", missing, told, _missed(gains or causes))
    yield _limit("lost", rest - missing, score, tell_made_up(causes, score, rest - missing))


def _tell_lacking(causes: Sequence[Cause], told: Text) -> Text:
    """Return what was missed, and what never came; of a deduction that never came only that."""
    waits = [(one.takes, one.awaits) for one in causes if one.awaits is not None]
    taken = t.any_of(awaits for takes, awaits in waits if takes)
    awaited = tell_awaited(causes, lead="截至年终没有：")
    anything = t.any_of(awaits for _, awaits in waits)
    return join_where([(t.negate(taken), told), (anything, awaited)])


def _find_missing(score: Score, causes: Sequence[Cause], rest: Term) -> Term:
    """Return what start and gains lack to the full mark; where something is not known, the rest."""
    assert score.full is not None, "only a part of a full mark is lost"
    given = t.add(cause.points for cause in causes if not cause.takes)
    waits = [cause.awaits for cause in causes if cause.awaits is not None]
    missing = t.choose(t.any_of([score.is_open, *waits]), rest, score.full - given)
    return t.greatest([missing, ZERO])


def _await(score: Score, causes: Sequence[Cause]) -> Line:
    """Return what is still open, and the forms and columns that it waits for."""
    masks = [one.awaited_months for one in causes if one.awaited_months is not None]
    months = Bits("or", tuple(masks)) if len(masks) > 1 else next(iter(masks), None)
    told: Text = ("待报", *tell_awaited(causes, lead="："))
    return Line("pending", "pending", "awaited", score.pending, told, months=months)


def _to_line(kind: str, home: Home, key: str, cause: Cause) -> Line:
    up, down = VERBS[kind]
    shown = -cause.points if kind == "deduction" else cause.points
    is_under = t.is_less(shown, ZERO)
    told = When(is_under, (down, Shown(-shown), "分"), (up, Shown(shown), "分"))
    reason: Text = (*cause.reason, "，", told)
    evidence = _drop_repeated(cause.evidence)
    factors = cause.factors or (() if cause.factor is None else (cause.factor,))
    return Line(kind, home, key, cause.points, reason, evidence, cause.rows, factors)


def _limit(home: Home, change: Term, score: Score, words: Text = ()) -> Line:
    """Return what floors, ceilings and the way of combining change."""
    if home == "earned":
        words = (When(t.is_less(change, ZERO), (OVER_CEILING,), ("按下限计",)),)
    assert score.span is not None, "a clause has a span"
    return Line("limit", home, "limit", change, score.span.limit_words or words)


def _cells(causes: Sequence[Cause]) -> tuple[Evidence, ...]:
    return _drop_repeated(one for cause in causes for one in cause.read or cause.evidence)


def _missed(causes: Sequence[Cause]) -> tuple[Evidence, ...]:
    return _drop_repeated(
        one
        for cause in causes
        for one in (cause.evidence if cause.missed is None else cause.missed)
    )


def _drop_repeated(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return evidence without the cells that are named before."""
    found: dict[CellRef, Evidence] = {}
    for one in evidence:
        found.setdefault(one.cell, one)
    return tuple(found.values())


def list_decided_lines(score: Score, moved: Moved) -> list[Line]:
    """Return what decisions on objections moved: what each decided, cut to what there still is."""
    over = moved.moved - moved.requested
    words: Text = (When(t.is_less(over, ZERO), ("复核调整以满分为限",), ("复核调整扣完为止",)),)
    lines = []
    for home, sign in (("earned", 1), ("lost", -1)) if score.full is not None else (("earned", 1),):
        lines.append(Line("adjustment", home, "adjustment", moved.requested * sign, ()))  # type: ignore[arg-type]
        lines.append(Line("limit", home, "adjustment_limit", over * sign, words))  # type: ignore[arg-type]
    return lines


def list_node_lines(
    node: Node, score: Score, children: Sequence[Score], counts: Term
) -> list[Line]:
    """Return what a node changes of the sum of its parts: conversion, limits, condition.

    Additions that do not count stand in the ledger as such, and are nothing here.
    """
    kind = "limit" if node.fit == "sum" else "scale"
    lines = []
    for home in HOMES:
        summed = t.add(getattr(one, home) for one in children)
        figure: Term = getattr(score, home)
        if home == "earned":
            summed = summed + t.add(one.added for one in children)
            figure = figure + score.added
        change = figure - summed
        if score.full is None:
            change = t.choose(counts, change, ZERO)
        told = (node.name or "合计", *_tell_node(node, change))
        lines.append(Line(kind, home, "node", change, told))
    return lines


def _tell_node(node: Node, change: Term) -> Text:
    """Return why a node's points are not the sum of its parts."""
    if node.fit != "sum":
        return ("折算" if node.fit == "scale" else "补足满分",)
    if node.when:
        return ("不计入或按上下限计",)
    if node.floor is not None or node.ceiling is not None:
        return ("按上下限计",)
    size = t.greatest([change, -change])
    return (When(t.is_less(size, t.as_term(Fraction(1, 100))), ("四舍五入到2位小数",), ("折算",)),)
