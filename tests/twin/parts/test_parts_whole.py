"""Worked and published figures through whole schemes, every other clause being perfect."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from . import tree
from .documents import HERE, read_scheme, read_toml
from .facts import Spec, Unit, Year
from .results import Result, assess, period_results
from .worked_cases import read_facts, show

FILES = [read_toml(path) for path in sorted((HERE / "cases" / "whole").glob("*.toml"))]
CASES = [(file, case) for file in FILES for case in file["case"]]


def read_year(file: Spec, case: Spec) -> Year:
    """Return a scheme's year with perfect cells, but for what the case says."""
    month = file.get("month", 12)
    own = {name: Fraction(value) for name, value in case.get("own", {}).items()}
    units = [Unit("甲", file.get("kind", ""), own=own)]
    cells = {"甲": file["perfect"] | case.get("cells", {})}
    facts = read_facts({**case, "cells": cells}, units, month)
    return Year(read_scheme(file["scheme"]), facts, month, choices=case.get("choose", {}))


def read_figure(year: Year, result: Result, key: str) -> str | None:
    """Return the total, its full mark, or a clause's or node's score."""
    if key == "total":
        return show(result.points, 2)
    if key == "full":
        return show(result.score.full, 2)
    spec, assessment = tree.find(year, key)
    score = tree.part_score(year, result.unit, spec, tree.members(year, assessment))
    return None if score is None else show(score.earned + score.added, 2)


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
        results = assess(year)
    got = {key: read_figure(year, results["甲"], key) for key in case["expect"]}
    assert got == case["expect"]


def test_all_published_figures_of_lianyungang_are_here() -> None:
    """The bulletins print 21 figures that the rule explains; the last case is ours."""
    published = [c for f, c in CASES if f["scheme"] == "lianyungang-12345"][:-1]
    assert sum(len(case["expect"]) for case in published) == 21
