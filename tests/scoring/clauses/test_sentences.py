"""A clause's sentence is built from its parts, with the numbers in."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.clauses.loading import load_notice
from scoring.clauses.parts import Clause, walk_tree
from scoring.clauses.readings import Choices, find_used
from scoring.clauses.sentences.clauses import say_clause
from scoring.clauses.sentences.vetoes import say_veto
from tests.scoring.clauses.scheme_files import HERE, NAMES, load, parse

FILE = parse(HERE / "cases" / "sentences.toml")
CASES: list[dict[str, Any]] = FILE["case"]


def say(case: dict[str, Any], choices: Choices | None = None) -> str:
    """Return the sentence of a case's clause or veto under some choices."""
    clause = {"id": "1", **case.get("clause", {"full": 5, "mark": "检查.一报告"})}
    total = {"clauses": [clause, *case.get("others", [])]}
    document = {**FILE["base"], "total": total}
    if "veto" in case:
        document["veto"] = [case["veto"]]
    used = find_used([total, document.get("veto", [])])
    document["readings"] = {name: FILE["readings"][name] for name in used}
    scheme = load_notice(document).choose(choices)
    (assessment,) = scheme.assessments
    if "veto" in case:
        return say_veto(assessment.vetoes[0], scheme.heading)
    first = assessment.total.clauses[0]
    assert isinstance(first, Clause)
    return say_clause(first, scheme.heading)


@pytest.mark.parametrize("case", CASES, ids=lambda one: str(one["claim"]))
def test_the_sentence_says(case: dict[str, Any]) -> None:
    """Under the first options, and under others where the case names them."""
    assert say(case) == case["says"]
    if "or_says" in case:
        assert say(case, case["choices"]) == case["or_says"]


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_and_veto_of_a_scheme_has_a_sentence(name: str) -> None:
    """Under every combination of readings, without a number of the models' own form."""
    notice = load(name)
    for choices in notice.combinations():
        scheme = notice.choose(choices)
        for assessment in scheme.assessments:
            parts = [one for one in walk_tree(assessment.total) if isinstance(one, Clause)]
            said = [say_clause(one, scheme.heading) for one in parts]
            said += [say_veto(one, scheme.heading) for one in assessment.vetoes]
            assert all(one.endswith("。") and "None" not in one for one in said)
