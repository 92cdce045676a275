"""Lines of the ledger as terms: what brought, took and awaits the points of a clause or node."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from scoring.assessing.causes import Cause, Evidence, RowsUsed
from scoring.assessing.clauses import Score
from scoring.assessing.decisions import Moved
from scoring.assessing.facts import CellRef
from scoring.assessing.texts import Shown, Text, When
from scoring.clauses.parts import Node
from scoring.terms import terms as t
from scoring.terms.terms import FALSE, ZERO, Bits, Term

Home = Literal["earned", "lost", "pending", "none"]
"""The figure that a line's points belong to."""

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
        net = _tell_net(score, causes)
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
    if takers:
        yield _limit("lost", rest, score, _tell_made_up(causes, score))
        return
    told: Text = (*_tell_missed(causes), "，未得", Shown(rest), "分")
    if is_final:
        told = (*told, *(_lack(one) for one in causes if one.awaits is not None))
    key = "not_met" if any(one.missed is not None for one in causes) else "not_earned"
    yield Line("lost", "lost", key, rest, told, _missed(causes))


def _lack(cause: Cause) -> When:
    assert cause.awaits is not None, "the caller asks only for those that wait"
    return When(cause.awaits, ("；截至年终没有：", *cause.awaited))


def _await(score: Score, causes: Sequence[Cause]) -> Line:
    """Return what is still open, and the forms and columns that it waits for."""
    words = [When(one.awaits, ("；", *one.awaited)) for one in causes if one.awaits is not None]
    masks = [one.awaited_months for one in causes if one.awaited_months is not None]
    months = Bits("or", tuple(masks)) if len(masks) > 1 else next(iter(masks), None)
    return Line("pending", "pending", "awaited", score.pending, ("待报", *words), months=months)


def _to_line(kind: str, home: Home, key: str, cause: Cause) -> Line:
    verb = {"lost": "，扣", "deduction": "，减", "bonus": "，加"}.get(kind, "，得")
    shown = -cause.points if kind == "deduction" else cause.points
    reason: Text = (*cause.reason, verb, Shown(shown), "分")
    evidence = _drop_repeated(cause.evidence)
    factors = cause.factors or (() if cause.factor is None else (cause.factor,))
    return Line(kind, home, key, cause.points, reason, evidence, cause.rows, factors)


def _tell_made_up(causes: Sequence[Cause], score: Score) -> Text:
    """Return why less is lost than was taken: a floor, or gains that make up for it."""
    gains = [one for one in causes if not one.takes and not one.is_start]
    if not gains:
        return ("扣完为止",)
    net = t.add(cause.points for cause in causes)
    is_floored = t.is_less(net, score.exact[0])
    return (When(is_floored, ("扣完为止",), ("加、扣相抵",)),)


def _limit(home: Home, change: Term, score: Score, words: Text = ()) -> Line:
    """Return what floors, ceilings and the way of combining change."""
    if home == "earned":
        words = (When(t.is_less(change, ZERO), ("超出上限的部分不计",), ("按下限计",)),)
    assert score.span is not None, "a clause has a span"
    return Line("limit", home, "limit", change, score.span.limit_words or words)


def _tell_net(score: Score, causes: Sequence[Cause]) -> Text:
    """Return the sum of a clause in words: from where, what was added, what was taken."""
    start = t.add(cause.points for cause in causes if cause.is_start)
    gains = t.add(one.points for one in causes if not one.takes and not one.is_start)
    losses = t.add(-one.points for one in causes if one.takes)
    waits = start + gains - losses - score.exact[0]
    words: list[str | Shown | When] = [Shown(start), "分起算"]
    for value, verb in ((gains, "加"), (losses, "扣")):
        words.append(When(t.is_less(ZERO, value), (f"，{verb}", Shown(value), "分")))
    is_waiting = t.all_of([score.is_open, t.is_less(ZERO, waits)])
    words.append(When(is_waiting, ("，", Shown(waits), "分待定")))
    return tuple(words)


def _tell_missed(causes: Sequence[Cause]) -> Text:
    """Return the figures of a clause's lines, or the periods that brought nothing."""
    told = [one.missed_reason or one.reason for one in causes if not _gives_absent(one)]
    return (*told[0], *(part for one in told[1:] for part in ("；", *one)))


def _gives_absent(cause: Cause) -> bool:
    """Return whether a cause gives the full mark of the periods outside the roster."""
    return cause.is_absent and not cause.name


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
    words = {"scale": "折算", "complete": "补足满分", "equal_share": "补足满分"}.get(
        node.fit, "按上下限计" if node.when == () else "不计入或按上下限计"
    )
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
        lines.append(Line(kind, home, "node", change, (f"{node.name or '合计'}{words}",)))
    return lines
