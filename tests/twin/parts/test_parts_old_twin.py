"""The shipped notices in parts give the figures of the twin of today's rules, on random years."""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from tests.examples import seeds
from tests.years.sheets import Facts as OldFacts
from tests.years.sheets import Sheet
from tests.years.notices import FORMS, INTERPRETATIONS, JIANGXIAN, QIANYANG
from tests.twin.score import score_scheme
from tests.years.random_years import random_year

from . import tree
from .documents import read_roster, read_scheme, show
from .exact import Score
from .facts import Facts, Value, Year
from .results import Result, assess, part_scores


def convert(scheme: str, old: OldFacts) -> Facts:
    """Return the old twin's facts: rates as percentages, ledger rows by their dates."""
    facts = Facts(read_roster(scheme))
    for form in FORMS[scheme]:
        for key in FORMS[scheme][form]:
            facts.reported[f"{form}.{key}"] = set()
    for form, months in old.items():
        for month, sheet in months.items():
            if isinstance(sheet.rows, list):
                facts.rows += [{**row, **fold(row), "form": form} for row in sheet.rows]
            else:
                add_sheet(facts, scheme, form, int(month[-2:]), sheet)
    return facts


def add_sheet(facts: Facts, scheme: str, form: str, month: int, sheet: Sheet) -> None:
    """Add a month's sheet of a form."""
    for key in sheet.columns:
        facts.reported.setdefault(f"{form}.{key}", set()).add(month)
    assert isinstance(sheet.rows, dict)
    for unit, row in sheet.rows.items():
        for key, value in row.items():
            if value is not None:
                is_rate = FORMS[scheme][form][key].kind == "rate"
                facts.cells[f"{form}.{key}", unit, month] = convert_cell(value, is_rate)


def convert_cell(value: Any, is_rate: bool) -> Value:
    """Return a cell: a rate as a percentage, a count as a fraction, else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        found: Value = value
        return found
    return Fraction(value) * 100 if is_rate else Fraction(value)


def fold(row: dict[str, Any]) -> dict[str, str]:
    """Fold a matter, as the reading of a ledger does."""
    text = unicodedata.normalize("NFKC", str(row.get("matter", "")))
    kept = [c for c in text if not c.isspace() and unicodedata.category(c) != "Cf"]
    return {"matter": "".join(kept)} if "matter" in row else {}


def figures(result: Result, scores: dict[str, Score]) -> dict[str, Any]:
    """Return what both twins publish of a unit."""
    is_vetoed = result.points is None
    return {
        "rank": result.rank,
        "total": show(result.points),
        "lost": None if is_vetoed else show(result.score.lost),
        "pending": None if is_vetoed else show(result.score.pending),
        "grade": result.grade,
        "at_risk": bool(result.warnings),
        "indicators": {id_: sides(one) for id_, one in scores.items() if id_ != "加分"},
    }


def sides(score: Score) -> dict[str, str | None]:
    """Return a clause's sides; an addition has no lost or pending points."""
    earned = {"earned": show(score.earned + score.added)}
    if score.full is None:
        return earned
    return {**earned, "lost": show(score.lost), "pending": show(score.pending)}


def old_figures(row: dict[str, Any]) -> dict[str, Any]:
    """Return the same of the old twin's row."""
    names = ("earned", "lost", "pending")
    return {
        **{key: row[key] for key in ("rank", "total", "lost", "pending", "grade")},
        "at_risk": bool(row.get("at_risk")),
        "indicators": {
            one["id"]: {side: one[side] for side in names if side in one}
            for one in row["indicators"]
        },
    }


def draw(scheme: str, seed: int) -> tuple[OldFacts, int, bool, dict[str, str]]:
    """Draw a year, a month as of, whether it is closed, and an option of each reading."""
    dice = Random(seed)
    choices = {name: dice.choice(options) for name, options in INTERPRETATIONS[scheme].items()}
    return (
        random_year(scheme, seed),
        dice.choice((12, 12, dice.randint(1, 11))),
        seed % 4 == 0,
        choices,
    )


@pytest.mark.parametrize("scheme", [JIANGXIAN, QIANYANG])
@pytest.mark.parametrize("seed", seeds(6, first=500))
def test_the_parts_give_what_the_rules_gave(scheme: str, seed: int) -> None:
    """Every unit's clauses, total, rank and grade are the same."""
    old, month, is_final, choices = draw(scheme, seed)
    rows = score_scheme(scheme, old, month, final=is_final, choices=choices)
    year = Year(read_scheme(scheme), convert(scheme, old), month, is_final, choices)
    names = [a["id"] for a in tree.assessments(year)]
    boards = {name: (assess(year, name), part_scores(year, name)) for name in names}
    for row in rows:
        results, scores = boards[row["assessment"]]
        got = figures(results[row["unit"]], scores[row["unit"]])
        assert got == old_figures(row), (row["unit"], row["assessment"])
    assert len(rows) == sum(len(results) for results, _ in boards.values())
