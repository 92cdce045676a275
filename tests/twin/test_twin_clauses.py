"""The cases of clauses of the shipped notices, by the parts of the rule language."""

from __future__ import annotations

from typing import Any

import pytest

from tests.years.clause_cases import CASES, type_case

from .printed import print_scores

ENDS = {"worst", "best"}
"""What only the engine tells: the twin has no bounds."""


@pytest.mark.parametrize(
    ("kind", "case"), CASES, ids=[f"{at}: {one['claim']}" for at, one in CASES]
)
def test_the_parts_agree_with_the_case(kind: str, case: dict[str, Any]) -> None:
    """The figures of the case's unit and clause are those expected; so are its vetoes."""
    scheme, assessment, part, unit, month = case["at"]
    choices, final = case.get("choices", {}), case.get("final", False)
    rows = print_scores(scheme, type_case(case), month, final=final, only=assessment, **choices)
    row = next(one for one in rows if one["unit"] == unit)
    expect = {key: value for key, value in case["expect"].items() if key not in ENDS}
    if "lines" in expect:
        kinds = {"veto": row["vetoes"], "at_risk": row["at_risk"]}
        assert {key for key, ids in kinds.items() if part in ids} == set(expect["lines"])
        return
    own = next(one for one in row["indicators"] if one["id"] == part)
    own = {"lost": "0.00", "pending": "0.00", **own}  # of an addition nothing is lost
    assert {key: own[key] for key in expect} == expect
