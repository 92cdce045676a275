"""Refuse units, kinds and groups that the roster does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scoring.clauses.decisions import Assessment
from scoring.clauses.faults import Findings, Place
from scoring.clauses.parts import Child, Clause, Concerns, NotFor, walk_tree
from scoring.clauses.quantities import Among, ByUnit
from scoring.frozen import Frozen

if TYPE_CHECKING:
    from scoring.clauses.notice import Heading


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
                yield from ((key, True, name) for name in units)
                yield from ((key, False, name) for name in kinds)
            case Concerns(units=names, kinds=kind_names):
                yield from (("for", True, name) for name in names)
                yield from (("for", False, name) for name in kind_names)
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
