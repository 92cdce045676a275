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


SLIPS: list[dict[str, Any]] = parse(HERE / "cases" / "slips.toml")["case"]


@pytest.mark.parametrize("case", SLIPS, ids=lambda one: " ".join(one["says"]))
def test_a_slip_is_refused_in_one_message(case: dict[str, Any]) -> None:
    """A value that means nothing where it stands."""
    scheme = dict(case.get("scheme", {}))
    clauses = [{"id": "1", **case["clause"]}] if "clause" in case else PLAIN
    document = {**build({"clauses": clauses}), **scheme}
    if document["total"] == "none":
        del document["total"]
    with pytest.raises(SchemeRefused) as caught:
        load_notice(document)
    messages = [str(one) for one in caught.value.refusals]
    assert len(messages) == 1, messages
    for words in (*case["says"], "（允许："):
        assert words in messages[0], messages


def test_totals_that_rest_on_each_other_are_refused() -> None:
    """Each assessment takes the other's total as a figure."""
    clause = {"id": "1", "full": 5, "each": "full", "per": 100, "clause": "附件"}
    document = build({})
    del document["total"]
    document["assessment"] = [
        {"id": "甲", "total": {"clauses": [{**clause, "of": {"assessment": "乙"}}]}},
        {"id": "乙", "total": {"clauses": [{**clause, "of": {"assessment": "甲"}}]}},
    ]
    with pytest.raises(SchemeRefused, match="成环：甲→乙→甲"):
        load_notice(document)


def test_more_combinations_than_can_be_checked_are_refused() -> None:
    """Thirteen readings of two options in one clause; in thirteen clauses they load."""
    readings = {f"r{number}": ["a", "b"] for number in range(13)}
    each = [{"of": "年表.甲", "each": {"by": name, "a": -1, "b": -2}} for name in readings]
    one = [{"id": "1", "full": 5, "lines": each}]
    with pytest.raises(SchemeRefused, match="8192种组合"):
        load_notice(build({"clauses": one, "readings": readings}))
    many = [{"id": str(number), "full": 5, **line} for number, line in enumerate(each)]
    notice = load_notice(build({"clauses": many, "readings": readings}))
    assert notice.choose({"r3": "b"}).choices["r3"] == "b"
