"""What does not load says where, what and what is allowed; a neighbour of each loads."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.clauses.faults import SchemeRefused
from scoring.clauses.loading import load_notice
from tests.scoring.clauses.scheme_files import HERE, parse

FILE = parse(HERE / "cases" / "refusals.toml")
CASES: list[dict[str, Any]] = FILE["case"]
PLAIN = [{"id": "1", "full": 5, "mark": "年表.评定"}]


def build(changes: dict[str, Any]) -> dict[str, Any]:
    """Return the base scheme with a case's keys put in."""
    changes = dict(changes)
    clauses = changes.pop("clauses", PLAIN)
    return {**FILE["base"], "total": {"clauses": clauses}, **changes}


@pytest.mark.parametrize(
    "case", [one for one in CASES if "wrong" in one], ids=lambda one: str(one["claim"])
)
def test_it_is_refused_with_place_key_and_what_is_allowed(case: dict[str, Any]) -> None:
    """One message, no more: none that follows from another."""
    with pytest.raises(SchemeRefused) as caught:
        load_notice(build(case["wrong"]))
    messages = [str(one) for one in caught.value.refusals]
    assert len(messages) == 1 or "several" in case, messages
    assert messages[0].startswith(("scheme.toml", "units.csv")), messages
    for words in (*case["says"], "（允许："):
        assert words in messages[0], messages


@pytest.mark.parametrize("case", CASES, ids=lambda one: str(one["claim"]))
def test_its_neighbour_loads(case: dict[str, Any]) -> None:
    """A refusal is no wider than its reason."""
    notice = load_notice(build(case["right"]))
    for choices in notice.combinations():
        notice.choose(choices)
    if "warns" in case:
        (warning,) = map(str, notice.warnings)
        assert all(words in warning for words in case["warns"]), warning
