"""The worked cases of other notices, each with its clause in the rule language."""

from __future__ import annotations

from typing import Any

import pytest

from .worked_cases import Reader, decimals_of, read_cases, read_year

CASES = read_cases()


def test_all_worked_cases_are_here() -> None:
    """No case is lost or listed twice."""
    assert len({case["id"] for case in CASES}) == len(CASES)
    assert sum(not case["id"].startswith("own-") for case in CASES) == 271


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_parts_agree_with_the_case(case: dict[str, Any]) -> None:
    """Each figure that a case names comes out."""
    reader = Reader(case, read_year(case))
    expected = {
        key: value if value != "none" or key == "points" else None
        for key, value in case["expect"].items()
    }
    got = {key: reader.read(key, decimals_of(value)) for key, value in expected.items()}
    assert got == expected, case["says"]
