"""Refuse units, kinds and groups that the roster does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scoring.clauses.curves import Each
from scoring.clauses.decisions import Assessment
from scoring.clauses.evaluating import concerns
from scoring.clauses.faults import Findings, Place
from scoring.clauses.figures import Own, Rate, walk
from scoring.clauses.notice import Heading
from scoring.clauses.numbers import format_number
from scoring.clauses.parts import (
    Child,
    Clause,
    Concerns,
    Condition,
    NotFor,
    Subject,
    walk_lines,
    walk_tree,
)
from scoring.clauses.quantities import Among, ByUnit, list_figures
from scoring.clauses.roster import AssessedUnit, OwnFigure
from scoring.clauses.score_checks import list_part_figures
from scoring.clauses.validation import WRITTEN_KEYS
from scoring.frozen import Frozen


def check_names(heading: Heading, assessment: Assessment, place: Place, findings: Findings) -> None:
    """Note names of units and kinds that are not on the roster, and own figures without a value."""
    roster = heading.roster(assessment.id)
    units = {unit.name for unit in roster}
    kinds = {unit.kind for unit in roster}
    own = {column.key for column in heading.own}
    ids = {part.id for part in walk_tree(assessment.total)}
    for part in walk_tree(assessment.total):
        where = (*place, f"指标 {part.id}")
        if isinstance(part, Clause):
            if id(part) in findings.named:
                continue
            findings.named.add(id(part))
        for key, is_unit, name in _list_names(part):
            known = units if is_unit else kinds
            if name not in known:
                word = "单位" if is_unit else "类别"
                allowed = "、".join(sorted(known)[:20]) or "先列出名册"
                findings.refuse(where, key, f"名册没有{word}“{name}”", allowed)
        if part.concerns and part.concerns.having and part.concerns.having not in own:
            allowed = "、".join(sorted(own)) or "先在 own 下列出"
            findings.refuse(where, "for", f"名册没有“{part.concerns.having}”", allowed)
    for unit in roster:
        for entry in unit.not_for:
            if entry.clause not in ids and len(heading.units) == len(roster):
                findings.refuse(
                    (f"单位 {unit.name}",), "not_for", f"没有指标“{entry.clause}”",
                    "、".join(sorted(ids)), "units.csv",
                )  # fmt: skip


def _list_names(part: Child) -> Iterator[tuple[str, bool, str]]:
    """Yield (key, whether it is a unit, name) of a part; a node's children speak for themselves."""
    for key, model in _walk(part, ""):
        match model:
            case ByUnit(units=units, kinds=kinds):
                written = WRITTEN_KEYS.get(key, key)
                yield from ((written, True, name) for name in units)
                yield from ((written, False, name) for name in kinds)
            case Concerns(units=names, kinds=kind_names):
                yield from (("for", True, name) for name in names)
                yield from (("for", False, name) for name in kind_names)
            case Condition(subject=Subject(kind="unit_kind"), against=tuple() as names):
                yield from (("when", False, name) for name in names)
            case NotFor(units=names):
                yield from (("not_for", True, name) for name in names)
            case Among(kinds=kind_names):
                yield from (("among", False, name) for name in kind_names)


def _walk(model: Frozen, key: str) -> Iterator[tuple[str, Frozen]]:
    yield key, model
    for name in type(model).model_fields:
        if name == "clauses":
            continue
        value = getattr(model, name)
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, Frozen):
                yield from _walk(inner, name)


def check_own_figures(
    heading: Heading, assessment: Assessment, unit: AssessedUnit, findings: Findings
) -> None:
    """Refuse a clause for a unit whose roster line lacks a figure that the clause needs.

    The figure would be unknown for good, and its points pending without a word.
    """
    missing = {column.key for column in heading.own} - unit.own.keys()
    for part in walk_tree(assessment.total):
        if not missing or not concerns(part, unit):
            continue
        for figure in list_part_figures(part):
            for inner in walk(figure):
                if isinstance(inner, Own) and inner.own in missing:
                    missing.remove(inner.own)  # its other clauses follow from the first
                    findings.refuse(
                        (f"单位 {unit.name}",),
                        inner.own,
                        f"考核 {assessment.id} 的指标 {part.id} 要用，名册没有填",
                        "填上数，或用 for 说明不涉及",
                        "units.csv",
                    )


def check_bases(
    heading: Heading, assessment: Assessment, units: Iterable[AssessedUnit], findings: Findings
) -> None:
    """Refuse own figures below 0 by which a clause divides: more would then count as less."""
    for part in walk_tree(assessment.total):
        bases = set(_list_bases(part)) if isinstance(part, Clause) else set()
        for unit in units if bases else ():
            for key in sorted(bases & unit.own.keys()):
                own = unit.own[key]
                values = [one.value for one in own] if isinstance(own, tuple) else [own]
                if concerns(part, unit) and min(values) < 0:
                    words = f"{format_number(min(values))}，指标 {part.id} 以它为除数"
                    where = (f"单位 {unit.name}",)
                    findings.refuse(where, key, words, "不小于 0", "units.csv")


def _list_bases(clause: Clause) -> Iterator[str]:
    """Yield the own figures by which a clause divides."""
    for figure in list_part_figures(clause):
        for rate in walk(figure):
            if isinstance(rate, Rate):
                yield from (one.own for one in walk(rate.out_of) if isinstance(one, Own))
    for line in walk_lines(clause.lines):
        per = line.curve.per if isinstance(line.curve, Each) else None
        for figure in list_figures(per):
            yield from (one.own for one in walk(figure) if isinstance(one, Own))


def check_roster(heading: Heading, assessments: frozenset[str], findings: Findings) -> None:
    """Refuse units whose months, own figures, assessments or successor cannot be."""
    names = {unit.name for unit in heading.units}
    known = {column.key for column in heading.own}
    for unit in heading.units:
        where = (f"单位 {unit.name}",)
        if unit.from_month > unit.to_month:
            words = f"{unit.from_month}月至{unit.to_month}月"
            findings.refuse(where, "from_month", words, "from_month 不晚于 to_month", "units.csv")
        for key in unit.own.keys() - known:
            allowed = "、".join(sorted(known)) or "先在 own 下列出单位自有数"
            findings.refuse(where, key, "没有这个单位自有数", allowed, "units.csv")
        for one in sorted({*unit.assessments, *unit.printed_names} - assessments):
            allowed = "、".join(sorted(assessments))
            findings.refuse(where, "assessments", f"没有考核“{one}”", allowed, "units.csv")
        if unit.successor is not None and unit.successor not in names:
            words = f"名册没有“{unit.successor}”"
            findings.refuse(where, "successor", words, "名册上的单位", "units.csv")
        for key, own in unit.own.items():
            _check_steps(unit, key, own, findings)
    _refuse_succession(heading, findings)


def check_groups(roster: Sequence[AssessedUnit], findings: Findings) -> None:
    """Refuse units without a group where the others have one and groups are ranked by themselves.

    They would make a group of their own, and be first in it.
    """
    groups = "、".join(dict.fromkeys(unit.group for unit in roster if unit.group))
    for unit in roster if groups else ():
        if not unit.group and unit.name not in findings.doubtful_units:
            where = (f"单位 {unit.name}",)
            findings.refuse(where, "group", "按组排名，这个单位没有写组", groups, "units.csv")


def _check_steps(unit: AssessedUnit, key: str, own: OwnFigure, findings: Findings) -> None:
    """Refuse two figures for one month, and a figure for no month."""
    steps = own if isinstance(own, tuple) else ()
    months = [month for one in steps for month in range(one.from_month, one.to_month + 1)]
    if len(set(months)) < len(months) or any(one.from_month > one.to_month for one in steps):
        spans = "、".join(f"{one.from_month}月至{one.to_month}月" for one in steps)
        where = (f"单位 {unit.name}",)
        findings.refuse(where, key, f"月份重复或颠倒：{spans}", "每月至多一个数", "units.csv")


def _refuse_succession(heading: Heading, findings: Findings) -> None:
    """Refuse units that follow each other in a circle: nobody would have their points."""
    follows = {unit.name: unit.successor for unit in heading.units if unit.successor}
    done: set[str] = set()
    for first in follows:
        way = [first]
        while (after := follows.get(way[-1])) and after not in way:
            way.append(after)
        if after and way[way.index(after) :] and not done & set(way):
            circle = [*way[way.index(after) :], after]
            done.update(way)
            where = (f"单位 {circle[0]}",)
            findings.refuse(where, "successor", f"成环：{'→'.join(circle)}", "不成环", "units.csv")
