"""Worked and published figures through whole schemes, every other clause being perfect."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from . import tree
from .documents import HERE, read_scheme, read_toml
from .facts import Spec, Unit, Year
from .results import Result, assess, period_results
from .worked_cases import decimals_of, read_facts, show

FILES = [read_toml(path) for path in sorted((HERE / "cases" / "whole").glob("*.toml"))]
CASES = [(file, case) for file in FILES for case in file["case"]]


def read_year(file: Spec, case: Spec) -> Year:
    """Return a scheme's year with perfect cells, but for what the case says.

    `others` are further units with their own differences; `blank` are cells that are not there.
    """
    month = file.get("month", 12)
    own = {name: Fraction(value) for name, value in case.get("own", {}).items()}
    others = case.get("others", {})
    kinds = case.get("kinds", {})
    units = [Unit(name_of(case), kinds.get(name_of(case), file.get("kind", "")), own=own)]
    units += [Unit(name, kinds.get(name, file.get("kind", ""))) for name in others]
    differences = {name_of(case): case.get("cells", {}), **others}
    cells = {name: file["perfect"] | one for name, one in differences.items()}
    for column in case.get("blank", []):
        del cells[name_of(case)][column]
    facts = read_facts({**case, "cells": cells}, units, month)
    return Year(read_scheme(file["scheme"]), facts, month, choices=case.get("choose", {}))


def name_of(case: Spec) -> str:
    """Return the unit whose figures a case names."""
    return str(case.get("unit", "甲"))


def read_figure(year: Year, result: Result, key: str, decimals: int = 2) -> str | None:
    """Return the total, its full mark or what waits, the grade, or a clause's or node's score."""
    if key == "total":
        return show(result.points, 2)
    if key in ("full", "pending"):
        return show(getattr(result.score, key), 2)
    if key == "grade":
        return result.grade
    spec, assessment = tree.find(year, key)
    score = tree.part_score(year, result.unit, spec, tree.members(year, assessment))
    return None if score is None else show(score.earned + score.added, decimals)


@pytest.mark.parametrize(
    ("file", "case"), CASES, ids=[f"{file['scheme']}: {case['says']}" for file, case in CASES]
)
def test_the_whole_scheme_gives_the_figure(file: dict[str, Any], case: dict[str, Any]) -> None:
    """Each figure that a case names comes out; with a month, of that month by itself."""
    year = read_year(file, case)
    if "month" in file:
        year = Year(year.scheme, year.facts, year.month, choices=year.choices, only=(year.month,))
        results = period_results(year, (year.month,))
    else:
        results = assess(year, file.get("assessment", "total"))
    one = results[name_of(case)]
    got = {key: read_figure(year, one, key, decimals_of(v)) for key, v in case["expect"].items()}
    assert got == case["expect"]


@pytest.mark.parametrize("scheme", sorted({file["scheme"] for file in FILES}))
def test_a_scheme_has_twelve_figures_at_least(scheme: str) -> None:
    """Each example scheme is held by worked figures."""
    cases = [case for file, case in CASES if file["scheme"] == scheme]
    assert sum(len(case["expect"]) for case in cases) >= 12


def test_all_published_figures_of_lianyungang_are_here() -> None:
    """The bulletins print 21 figures that the rule explains; the last case is ours."""
    published = [c for f, c in CASES if f["scheme"] == "lianyungang-12345"][:-1]
    assert sum(len(case["expect"]) for case in published) == 21
