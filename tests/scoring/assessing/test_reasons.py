"""What lines of the ledger say: the figure, its target, its months, and what follows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scoring.assessing.scoring import score_assessment
from tests.scoring.assessing.case_facts import CaseFacts
from tests.twin.documents import read_toml

CASES = read_toml(Path(__file__).parent / "reasons.toml")["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_lines_of_a_case_say(case: dict[str, Any]) -> None:
    """Its lines are those that the case lists, roundings aside: kind, points in all, reason."""
    known = CaseFacts(case)
    scheme = known.notice.choose({})
    scored = score_assessment(
        scheme, "1", known.facts(), [known.month], is_final=case.get("final", False)
    )
    first = scored.ledger["unit_id"].min()
    found = [
        f"{row['kind']} {row['reason']}"
        for row in scored.ledger.to_dicts()
        if row["kind"] != "rounding" and row["unit_id"] == first
    ]
    assert found == case["says"]
