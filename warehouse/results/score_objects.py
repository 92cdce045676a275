"""Turn rows of scores and ledgers into the JSON objects of `kaohe scores` and `kaohe ledger`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl

from scoring.months import from_mask
from scoring.outline import AssessmentOutline

CENT = Decimal("0.01")


def to_unit(
    assessment: AssessmentOutline,
    row: dict[str, Any],
    indicators: pl.DataFrame,
    nodes: pl.DataFrame,
) -> dict[str, Any]:
    """Return a unit's row of the view leaderboard, with its indicators, as a JSON object.

    What an assessment has no use for is null.
    """
    has_bonus = bool(assessment.additions)
    return {
        "assessment": assessment.id,
        "unit": row["unit"],
        "group": row["unit_group"] or None,
        "rank": row["rank"],
        "full": _format(row["full_points"]),
        "earned": _format(row["earned"]),
        "lost": _format(row["lost"]),
        "pending": _format(row["pending"]),
        "total": _format(row["total"]),
        "rate": _format(row["rate_pct"]),
        "worst": _format(row["worst"]),
        "best": _format(row["best"]),
        "settled": row["is_settled"],
        "grade": row["grade"],
        "grade_settled": row["is_grade_settled"],
        "vetoes": row["vetoes"] if assessment.vetoes else None,
        "at_risk": row["at_risk"] if assessment.vetoes else None,
        "key": _format(row["earned"]) if has_bonus else None,
        "bonus": _format(row["bonus_points"]) if assessment.may(give=True) else None,
        "bonus_counted": row["is_bonus_counted"] if has_bonus else None,
        "deductions": _find_deductions(assessment, row),
        "added": _format(row["added_points"]) if has_bonus else None,
        "nodes": (
            [_to_node(node) for node in nodes.iter_rows(named=True)] if assessment.nodes else None
        ),
        "indicators": [
            _to_indicator(assessment, indicator) for indicator in indicators.iter_rows(named=True)
        ],
    }


def _find_deductions(assessment: AssessmentOutline, row: dict[str, Any]) -> str | None:
    """Return what is taken beside the full marks: 0.00 where something could be, but is not."""
    points = row["deduction_points"]
    if points is None and assessment.may(give=False) and row["added_points"] is not None:
        points = Decimal(0)
    return _format(points)


def _to_indicator(assessment: AssessmentOutline, row: dict[str, Any]) -> dict[str, Any]:
    points = {"id": row["indicator_id"], "full": _format(row["full_points"])}
    if not row["has_full"]:
        points["full"] = _format(assessment.indicator(row["indicator_id"]).ceiling)
    points["earned"] = _format(row["earned"])
    if row["has_full"]:  # what an addition does not bring is neither lost nor pending
        points |= {"lost": _format(row["lost"]), "pending": _format(row["pending"])}
    return points | {
        "worst": _format(row["worst"]),
        "best": _format(row["best"]),
        "settled": row["is_settled"],
    }


def _to_node(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["indicator_id"],
        "name": row["name"],
        "parent": row["parent_id"],
        "full": _format(row["full_points"]),
        "earned": _format(row["earned"]),
        "lost": _format(row["lost"]),
        "pending": _format(row["pending"]),
        "added": _format(row["added"]),
        "counted": row["is_counted"],
    }


def to_entry(line: dict[str, Any], evidence: dict[int, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return a line of the view unit_ledger, with its evidence by `line_id`, as a JSON object."""
    sources = evidence.get(line["line_id"], [])
    return {
        "indicator": line["indicator_id"],
        "kind": line["kind"],
        "counts_to": line["counts_to"],
        "points": str(line["points"]),
        "reason": line["reason"],
        "clause": line["clause"],
        "months": from_mask(line["months"]),
        "is_provisional": line["is_provisional"],
        "evidence": [
            {key: source[key] for key in ("batch", "file", "sheet", "row")} for source in sources
        ],
    }


def _format(points: Decimal | None) -> str | None:
    """Return points with the two decimals of published figures, or more where they have more."""
    if points is None:
        return None
    whole = points.quantize(CENT)
    return str(whole) if whole == points else str(points.normalize())
