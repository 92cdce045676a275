"""The ledger of every worked case: its lines are the figures, name their cells, and read well."""

from __future__ import annotations

import os
from typing import Any

import pytest

from scoring.assessing.scoring import score_assessment
from tests.scoring.assessing.case_facts import CaseFacts
from tests.scoring.assessing.ledger_faults import list_faults
from tests.twin.worked_cases import read_cases

SOAK = bool(os.environ.get("KAOHE_SOAK"))
CASES = read_cases()
ALL_MONTHS = list(range(1, 13))


def list_ways(number: int, month: int) -> list[tuple[bool, list[int]]]:
    """Return how a case is scored: (whether the year is closed, as of which months).

    By turns open as of all months and closed as of its own; all four ways in a long run.
    """
    every = [(is_final, months) for is_final in (False, True) for months in ([month], ALL_MONTHS)]
    if SOAK:
        return every
    return [(False, ALL_MONTHS)] if number % 2 else [(True, [month])]


@pytest.mark.parametrize(
    ("number", "case"), list(enumerate(CASES)), ids=[case["id"] for case in CASES]
)
def test_the_lines_are_the_figures(number: int, case: dict[str, Any]) -> None:
    """Lines of each home add up to each clause's, node's and total's figure; each has its source.

    Dated rows count as their clause does, the points lie within what the year may bring, and every
    reason is whole.
    """
    known = CaseFacts(case)
    scheme = known.notice.choose({key: str(one) for key, one in case.get("choose", {}).items()})
    facts = known.facts()
    faults = []
    for assessment in scheme.assessments:
        if assessment.id == "probe":
            continue  # figures that a case asks for, which are no part of its notice
        for is_final, months in list_ways(number, known.month):
            scored = score_assessment(scheme, assessment.id, facts, months, is_final=is_final)
            faults += list_faults(assessment, scored, facts.frame)
    assert faults == []
