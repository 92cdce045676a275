"""Read what the store says: the figures a proof is held against, and those it takes as given."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from documents.proof.scores import Other, Stored
from documents.proof.tree import adds
from scoring.clauses.notice import ChosenScheme
from scoring.clauses.parts import Child, walk_tree
from scoring.outline import AssessmentOutline
from warehouse.results.points import read_moves
from warehouse.results.scores import ScoreSource

WHERE = " where scheme_id = $scheme and assessment_id = $assessment and as_of = $month"


def read_stored(found: ScoreSource, assessment: AssessmentOutline, chosen: ChosenScheme) -> Stored:
    """Return what the store says of an assessment and, where it refers to them, of the others."""
    place = {"scheme": found.scheme.id, "assessment": assessment.id, "month": found.month}
    clauses, nodes, board = (
        found.cursor.sql(f"from {view} {WHERE}", params=place).pl().to_dicts()
        for view in ("unit_indicator", "unit_node", "leaderboard")
    )
    figures: dict[tuple[str, str], dict[str, Decimal]] = {}
    for row in clauses:
        sides = {"附加": row["earned"]} if not row["has_full"] else _list_sides(row)
        figures[row["unit"], row["indicator_id"]] = sides
    for row in nodes:
        sides = _list_sides(row) | {"附加": row["added"]}
        figures[row["unit"], row["indicator_id"]] = sides
    moves = read_moves(found, assessment)
    return Stored(figures, moves, board, _read_others(found, chosen, place))


def _list_sides(row: dict[str, Any]) -> dict[str, Decimal]:
    return {"得分": row["earned"], "失分": row["lost"], "待定": row["pending"]}


def _read_others(
    found: ScoreSource, chosen: ChosenScheme, place: dict[str, Any]
) -> dict[tuple[str, str, str], Other]:
    """Return (assessment, part, unit) → what is known of it, of all assessments but this one."""
    parts = {
        (one.id, part.id): part
        for one in chosen.assessments
        for part in walk_tree(one.total)
        if part is not one.total
    }
    rows = found.facts.sql(
        "select assessment_id, indicator_id, unit_name, earned, added, pending, is_open from figure"
        " inner join unit using (scheme_id, unit_id) where scheme_id = $scheme"
        " and assessment_id <> $assessment and as_of = $month",
        params=place,
    ).fetchall()
    return {
        (one, part, unit): _know(parts.get((one, part)), *figures)
        for one, part, unit, *figures in rows
    }


def _know(
    part: Child | None, earned: Decimal, added: Decimal, pending: Decimal, is_open: bool
) -> Other:
    """Return what is known of another assessment's part; None: its total."""
    points = None if is_open else earned + added
    if part is None or adds(part):
        return Other(points, points, points)
    return Other(points, earned, earned + pending)
