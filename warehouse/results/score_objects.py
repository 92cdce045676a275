"""Turn rows of scores and ledgers into the JSON objects of `kaohe scores` and `kaohe ledger`."""

from __future__ import annotations

from typing import Any

import polars as pl

from scoring.months import from_mask
from scoring.scheme import Assessment, VetoKeyBonus


def to_unit(
    assessment: Assessment, row: dict[str, Any], indicators: pl.DataFrame
) -> dict[str, Any]:
    """Return a unit's row of the view leaderboard, with its indicators, as a JSON object."""
    unit = {
        "assessment": assessment.id,
        "unit": row["unit"],
        "rank": row["rank"],
        "full": _format(row["full_points"]),
        "earned": _format(row["earned"]),
        "lost": _format(row["lost"]),
        "pending": _format(row["pending"]),
        "total": _format(row["total"]),
        "rate": _format(row["rate_pct"]),
        "grade": row["grade"],
        "grade_settled": row["is_grade_settled"],
    }
    if isinstance(assessment.grading, VetoKeyBonus):
        unit |= {
            "vetoes": row["vetoes"],
            "at_risk": row["at_risk"],
            "key": _format(row["key_points"]),
            "bonus": _format(row["bonus_points"]),
            "bonus_counted": row["is_bonus_counted"],
        }
    unit["indicators"] = [
        _to_indicator(indicator) for indicator in indicators.iter_rows(named=True)
    ]
    return unit


def _to_indicator(row: dict[str, Any]) -> dict[str, str | None]:
    points = {
        "id": row["indicator_id"],
        "full": _format(row["full_points"]),
        "earned": _format(row["earned"]),
    }
    if row["part"] != "bonus":  # a bonus that is not earned is neither lost nor pending
        points |= {"lost": _format(row["lost"]), "pending": _format(row["pending"])}
    return points


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


def _format(points: Any) -> str | None:
    return None if points is None else str(points)
