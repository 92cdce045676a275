"""Worked and published figures through whole schemes, scored by the engine."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.scoring.assessing.case_facts import CaseFacts
from tests.scoring.assessing.known_facts import to_facts
from tests.scoring.assessing.scored import Scored
from tests.scoring.clauses.scheme_files import load, read_document
from tests.twin.parts import test_parts_examples as examples
from tests.twin.parts import test_parts_whole as whole
from tests.twin.parts.documents import read_roster, read_scheme, show
from tests.twin.parts.typed_text import type_facts


def read_case(file: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    """Return a scheme with perfect cells for one unit, but for what the case says, as a case."""
    unit = {"name": "甲", "kind": file.get("kind", ""), "own": case.get("own", {})}
    cells = {"甲": file["perfect"] | case.get("cells", {})}
    rest = {"units": [unit], "cells": cells, "as_of": file.get("month", 12)}
    rest["roster"] = read_document(file["scheme"])[1]
    return {**read_scheme(file["scheme"]), **case, **rest}


@pytest.mark.parametrize(
    ("file", "case"),
    whole.CASES,
    ids=[f"{file['scheme']}: {case['says']}" for file, case in whole.CASES],
)
def test_the_whole_scheme_gives_the_figure(file: dict[str, Any], case: dict[str, Any]) -> None:
    """Each figure that a case names comes out; with a month, of that month by itself."""
    loaded = CaseFacts(read_case(file, case))
    scheme = loaded.notice.choose({key: str(one) for key, one in case.get("choose", {}).items()})
    window = "month" if "month" in file else "year"
    scored = Scored(scheme, loaded.facts(), window=window)  # type: ignore[arg-type]
    month = loaded.month
    name = scheme.assessments[0].id
    got = {key: read_whole(scored, name, key, month) for key in case["expect"]}
    assert got == case["expect"]


def read_whole(scored: Scored, name: str, key: str, month: int) -> str | None:
    """Return the total, its full mark, or a clause's or node's score."""
    if key == "total":
        return show(scored.number(f"{name}|points", "甲", month))
    part = scored.part(f"{name}|root" if key == "full" else f"{name}|part {key}", "甲", month)
    if part is None:
        return None
    return show(part.full if key == "full" else part.earned + part.added)


@pytest.mark.parametrize(
    "example", examples.EXAMPLES, ids=[example["name"] for example in examples.EXAMPLES]
)
def test_the_engine_agrees_with_the_example(example: dict[str, Any]) -> None:
    """Each figure that an example of a shipped notice names comes out."""
    notice = load(example["scheme"])
    known = type_facts(
        read_scheme(example["scheme"]), read_roster(example["scheme"]), example["facts"]
    )
    scored = Scored(
        notice.choose(example["interpretations"]),
        to_facts(notice, known),
        is_final=example["final"],
    )
    month = int(example["as_of"][-2:])
    got = {
        unit: {key: read_example(scored, example["assessment"], unit, month, key) for key in keys}
        for unit, keys in example["expect"].items()
    }
    assert got == example["expect"]


def read_example(scored: Scored, name: str, unit: str, month: int, key: str) -> str | None:
    """Return a figure by its name in the examples."""
    if key == "rank":
        rank = scored.number(f"{name}|rank", unit, month)
        return None if rank is None else str(rank)
    if key == "grade":
        return scored.grade(name, unit, month)
    if key == "total":
        return show(scored.number(f"{name}|points", unit, month))
    found, _, side = key.partition(":")
    is_root = key in {"lost", "pending"}
    part_id = examples.NODES.get(found, found)
    part = scored.part(f"{name}|root" if is_root else f"{name}|part {part_id}", unit, month)
    if part is None:
        return None
    side = key if is_root else side
    return show(getattr(part, side) if side else part.earned + part.added)


def test_all_examples_are_here() -> None:
    """None is lost."""
    assert len(json.loads(examples.CASES.read_text(encoding="utf-8"))["examples"]) == 20
