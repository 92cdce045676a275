"""What a year can still end with: bounds of published points, and whether a grade is settled."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from .facts import Facts, Seen
from .jiangxian import ASSESSMENTS
from .notices import JIANGXIAN, QIANYANG, YEAR_OF, roster
from .qianyang import bonus_ends, key_ends
from .rules import NOTHING, Points, half_up

Ends = tuple[Fraction, Fraction | None]
"""The least and the most; None: there is no most."""


def publish_ends(points: Points, *, final: bool) -> Ends:
    """Round the ends of one indicator; a closed year ends with what was earned."""
    worst, best = (points.earned, points.earned) if final else points.ends()
    return half_up(worst), None if best is None else half_up(best)


def sum_ends(ends: Mapping[str, Ends]) -> Ends:
    """Sum the ends of a unit's indicators."""
    worst = sum((low for low, _ in ends.values()), NOTHING)
    best = NOTHING
    for _, high in ends.values():
        if high is None:
            return worst, None
        best += high
    return worst, best


def is_settled(ends: Mapping[str, Ends], grade: str | None, pass_mark: int) -> bool:
    """Say whether no end gives another grade than now; an open one is settled with its points."""
    worst, best = sum_ends(ends)
    if grade is None:
        return all(low == high for low, high in ends.values())
    if grade == "合格":
        return worst >= pass_mark
    return best is not None and best < pass_mark


def score_ends(
    scheme: str, facts: Facts, as_of: int, choices: Mapping[str, str], *, final: bool = False
) -> dict[tuple[str, str, str], Ends]:
    """Give the ends of every indicator, by assessment, unit and id; all choices are named."""
    seen = Seen(facts, YEAR_OF[scheme], as_of)
    if scheme == QIANYANG:
        return {
            ("1", unit.name, id_): publish_ends(points, final=final)
            for unit in roster(QIANYANG, "1")
            for id_, points in (
                ("K", key_ends(seen, unit.name)),
                *bonus_ends(seen, unit.name, choices).items(),
            )
        }
    return {
        (assessment, unit.name, id_): publish_ends(points, final=final)
        for assessment, score in ASSESSMENTS.items()
        for unit in roster(JIANGXIAN, assessment)
        for id_, points in score(seen, unit, choices).items()
    }
