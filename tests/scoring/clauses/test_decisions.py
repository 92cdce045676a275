"""What a total, a ranking and grades say; and what a grade line may hold."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.clauses.faults import SchemeRefused
from scoring.clauses.loading import load_notice
from scoring.clauses.parts import Node
from scoring.clauses.sentences.trees import say_consequence, say_grades, say_node, say_rank
from tests.scoring.clauses.scheme_files import HERE, NAMES, load, parse
from tests.scoring.clauses.test_refusals import build

CASES: list[dict[str, Any]] = parse(HERE / "cases" / "decisions.toml")["case"]


def say(case: dict[str, Any]) -> str:
    """Return the sentence of what a case is about."""
    kept: dict[str, Any] = {
        key: case[key] for key in ("rank", "grades", "consequence") if key in case
    }
    document = {**build({}), **kept}
    if "total" in case:
        nodes = [case["node"]] if "node" in case else []
        document["total"] = {**case["total"], "clauses": [*case["total"]["clauses"], *nodes]}
    scheme = load_notice(document).choose()
    (assessment,) = scheme.assessments
    if "rank" in case:
        return say_rank(assessment.rank)
    if assessment.grades:
        return say_grades(assessment.grades)
    if assessment.consequences:
        return say_consequence(assessment.consequences[0])
    node = assessment.total.clauses[-1] if "node" in case else assessment.total
    assert isinstance(node, Node)
    return say_node(node, scheme.heading)


@pytest.mark.parametrize("case", CASES, ids=lambda one: str(one["claim"]))
def test_it_says(case: dict[str, Any]) -> None:
    """In one sentence, with the numbers in."""
    assert say(case) == case["says"]


@pytest.mark.parametrize("name", NAMES)
def test_every_total_and_ranking_has_a_sentence(name: str) -> None:
    """Of each scheme, under its default readings."""
    scheme = load(name).choose()
    for one in scheme.assessments:
        assert say_node(one.total, scheme.heading) and say_rank(one.rank)


@pytest.mark.parametrize("line", [{"share": 0}, {"share": 120}, {"first": 0}, {"from": "x"}])
def test_a_grade_line_out_of_range_is_refused(line: dict[str, Any]) -> None:
    """A share is above 0 and at most 100 percent."""
    grades = {"list": [{"name": "优", **line}, {"name": "良"}]}
    with pytest.raises(SchemeRefused, match="优"):
        load_notice({**build({}), "grades": grades})
