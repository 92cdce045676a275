"""The twin's results as `kaohe scores` prints them, to compare both figure by figure."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.years.sheets import Facts as Sheets

from . import tree, vetoes
from .documents import read_scheme, show
from .exact import Score, half_up
from .facts import Spec, Year
from .results import Result, assess, part_scores
from .sheets import to_facts

Row = dict[str, Any]


def print_scores(
    scheme: str,
    sheets: Sheets,
    month: int,
    *,
    final: bool = False,
    only: str | None = None,
    **choices: str,
) -> list[Row]:
    """Score an assessment of a shipped scheme, or each; units in the order of their ranks."""
    year = Year(read_scheme(scheme), to_facts(scheme, sheets), month, final, choices)
    return [
        row
        for assessment in tree.assessments(year)
        if only in (None, str(assessment["id"]))
        for row in print_board(year, assessment)
    ]


def print_board(year: Year, assessment: Spec) -> list[Row]:
    """Print the units of an assessment, by rank; ties and unranked units by the roster."""
    name = str(assessment["id"])
    parts = {str(part["id"]): part for part in tree.parts(assessment["total"]["clauses"])}
    scores = part_scores(year, name)
    results = sorted(assess(year, name).values(), key=lambda one: one.rank or len(scores) + 1)
    return [print_unit(year, assessment, one, parts, scores[one.unit.name]) for one in results]


def print_unit(
    year: Year, assessment: Spec, result: Result, parts: Spec, scores: dict[str, Score]
) -> Row:
    """Print a unit's figures; a veto that takes the score leaves none."""
    score, is_taken = result.score, result.points is None
    figures = {
        "earned": score.earned,
        "lost": score.lost,
        "pending": score.pending,
        "total": result.points,
        "rate": rate_of(score),
    }
    written = vetoes.list_written(year, assessment)
    has_vetoes = bool(written)
    return {
        "assessment": str(assessment["id"]),
        "unit": result.unit.name,
        "rank": result.rank,
        "full": show(score.full),
        **{key: None if is_taken else show(value) for key, value in figures.items()},
        "grade": result.grade,
        "vetoes": [name_veto(one) for one in result.held] if has_vetoes else None,
        "at_risk": list_risks(written, result) if has_vetoes else None,
        "indicators": [
            print_part(part, scores[id_])
            for id_, part in parts.items()
            if "clauses" not in part and id_ in scores
        ],
    }


def rate_of(score: Score) -> Fraction | None:
    """Return earned ÷ what is decided, as a percentage; None while nothing is decided."""
    decided = (score.full or 0) - score.pending
    return half_up(100 * score.earned / decided) if decided else None


def name_veto(veto: Spec) -> str:
    """Return a veto's id."""
    return str(veto.get("id", veto["name"]))


def list_risks(written: list[Spec], result: Result) -> list[str]:
    """Return the ids of the vetoes that are near."""
    ids = {one["name"]: name_veto(one) for one in written}
    return [ids[name] for name in result.warnings]


def print_part(part: Spec, score: Score) -> Row:
    """Print a clause; an addition loses nothing and awaits nothing."""
    printed = {"id": str(part["id"]), "earned": show(score.earned + score.added)}
    if score.full is None:
        return printed
    sides = {"lost": show(score.lost), "pending": show(score.pending)}
    return {**printed, "full": show(score.full), **sides}


def by_key(rows: list[Row]) -> dict[tuple[str, str, str], Row]:
    """Return all indicators by assessment, unit and id."""
    return {
        (row["assessment"], row["unit"], indicator["id"]): indicator
        for row in rows
        for indicator in row["indicators"]
    }
