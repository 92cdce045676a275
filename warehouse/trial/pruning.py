"""Assessments with some of their clauses only: what the others cost is saved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from scoring.clauses.building import DECISION_KEYS
from scoring.clauses.decisions import Assessment
from scoring.clauses.figures import Score, walk
from scoring.clauses.notice import ChosenScheme
from scoring.clauses.parts import Child, Clause, Node, walk_tree
from scoring.clauses.readings import find_used
from scoring.clauses.score_checks import list_part_figures

LOOSE = {"full": None, "floor": None, "ceiling": None, "fit": "sum"}
"""What a node is without some of its clauses: no more than the sum of the others."""


def prune(scheme: ChosenScheme, assessment_id: str, ids: Collection[str]) -> ChosenScheme:
    """Return a chosen scheme in which an assessment has some clauses only, and no decisions.

    The clauses whose scores the kept ones take stay, too.
    """
    whole = scheme.assessment(assessment_id)
    kept = _add_scores(whole, set(ids))
    total = _prune_node(whole.total, kept) or whole.total
    plain = {"total": total, "vetoes": (), "grades": None, "consequences": ()}
    fewer = whole.model_copy(update=plain)
    assessments = [fewer if one.id == whole.id else one for one in scheme.assessments]
    return scheme.model_copy(update={"assessments": tuple(assessments)})


def list_depending(written: Mapping[str, Any], readings: Collection[str]) -> set[str]:
    """Return the ids of a written assessment's clauses that some readings change."""
    return {
        part["id"]
        for part in _list_parts(written["total"])
        if "clauses" not in part and find_used(part) & set(readings)
    }


def needs_all(written: Mapping[str, Any], readings: Collection[str]) -> bool:
    """Return whether a node, veto, rank or grade depends on some readings."""
    decisions = {key: written[key] for key in DECISION_KEYS & written.keys()}
    nodes = [
        {key: one for key, one in part.items() if key != "clauses"}
        for part in _list_parts(written["total"])
        if "clauses" in part
    ]
    return bool(find_used([decisions, *nodes]) & set(readings))


def _list_parts(part: Any) -> Iterator[Mapping[str, Any]]:
    yield part
    for child in part.get("clauses", ()):
        yield from _list_parts(child)


def _add_scores(assessment: Assessment, ids: set[str]) -> set[str]:
    """Return the ids of clauses with those whose points they rest on."""
    parts = {part.id: part for part in walk_tree(assessment.total)}
    waiting, kept = list(ids), set(ids)
    while waiting:
        part = parts.get(waiting.pop())
        for name in _list_taken(part) if part else ():
            for clause in _list_clauses(parts.get(name)):
                if clause not in kept:
                    kept.add(clause)
                    waiting.append(clause)
    return kept


def _list_taken(part: Child) -> Iterator[str]:
    for figure in list_part_figures(part):
        yield from (one.score for one in walk(figure) if isinstance(one, Score) and one.score)


def _list_clauses(part: Child | None) -> list[str]:
    if isinstance(part, Node):
        return [one.id for one in walk_tree(part) if isinstance(one, Clause)]
    return [part.id] if part else []


def _prune_node(node: Node, ids: Collection[str]) -> Node | None:
    """Return a node with the kept clauses only; None if it has none."""
    kept: list[Child] = []
    for child in node.clauses:
        if isinstance(child, Node):
            if inner := _prune_node(child, ids):
                kept.append(inner)
        elif child.id in ids:
            kept.append(child)
    if not kept:
        return None
    if tuple(kept) == node.clauses:
        return node
    return node.model_copy(update={**LOOSE, "clauses": tuple(kept)})
