"""The difference of two results, computed in the simplest way, to check the 更正表 against."""

from __future__ import annotations

from typing import Any

from warehouse.editions.content import EditionContent
from warehouse.editions.corrections import Correction

Leaf = tuple[str, str, str | None, str]
"""(assessment, unit, indicator, figure)"""

NOT_LISTED = {"worst", "best", "settled", "added", "nodes", "group"}
"""What the year may still end with is no result of a month; sums follow from indicators."""


def list_leaves(content: EditionContent) -> dict[Leaf, Any]:
    """Return every figure that was published and has a value."""
    leaves: dict[Leaf, Any] = {}
    for unit in content["results"]:
        for figure, value in unit.items():
            own = {"assessment", "unit", "indicators", "grade", "grade_settled"}
            if figure not in own | NOT_LISTED:
                leaves[unit["assessment"], unit["unit"], None, figure] = value
        if unit["grade"]:  # a provisional grade differs from the same grade once settled
            grade = unit["grade"], unit["grade_settled"]
            leaves[unit["assessment"], unit["unit"], None, "grade"] = grade
        for indicator in unit["indicators"]:
            for figure, value in indicator.items():
                if figure not in {"id"} | NOT_LISTED:
                    leaves[unit["assessment"], unit["unit"], indicator["id"], figure] = value
    return {leaf: value for leaf, value in leaves.items() if value not in (None, [])}


def list_difference(old: EditionContent, new: EditionContent) -> set[Leaf]:
    """Return the figures that are not the same in both."""
    before, after = list_leaves(old), list_leaves(new)
    return {leaf for leaf in before.keys() | after.keys() if before.get(leaf) != after.get(leaf)}


def list_corrected(corrections: list[Correction]) -> list[Leaf]:
    """Return the figures that the corrections name; a figure named twice occurs twice."""
    return [
        (correction.assessment, correction.unit, correction.indicator, change.figure)
        for correction in corrections
        for change in correction.changes
    ]
