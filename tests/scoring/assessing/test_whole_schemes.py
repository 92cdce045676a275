"""Worked and published figures through whole schemes, scored by the engine."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from scoring.clauses.loading import load_notice
from scoring.clauses.notice import Notice
from tests.scoring.assessing.case_facts import to_roster_line
from tests.scoring.assessing.known_facts import to_facts
from tests.scoring.assessing.scored import Scored
from tests.scoring.assessing.typed_forms import describe_forms
from tests.scoring.clauses.scheme_files import load, read_document
from tests.twin import test_twin_examples as examples
from tests.twin import test_twin_whole as whole
from tests.twin.documents import read_roster, read_scheme, show
from tests.twin.facts import Year
from tests.twin.typed_text import type_facts
from tests.twin.worked_cases import decimals_of
from tests.twin.worked_cases import show as print_figure

SIDES = ("full", "pending")


def load_case(file: dict[str, Any], year: Year) -> Notice:
    """Return a whole scheme with the case's units before those of its own roster.

    Columns in which a case writes more decimals than they hold become quantities.
    """
    document, roster = read_document(file["scheme"])
    document = copy.deepcopy(document)
    document["form"] = describe_forms(document, year.facts)
    known = {row["name"]: row for row in roster}
    own = [_fill_group(to_roster_line(one), known) for one in year.facts.units]
    names = {line["name"] for line in own}
    return load_notice(document, own + [row for row in roster if row["name"] not in names])


def _fill_group(line: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Return a case's unit with a group: a notice that ranks groups asks for one, cases do not."""
    like = known.get(line["name"]) or next(iter(known.values()))
    return line if line["group"] else line | {"group": like.get("group", "")}


@pytest.mark.parametrize(
    ("file", "case"),
    whole.CASES,
    ids=[f"{file['scheme']}: {case['says']}" for file, case in whole.CASES],
)
def test_the_whole_scheme_gives_the_figure(file: dict[str, Any], case: dict[str, Any]) -> None:
    """Each figure that a case names comes out; with a month, of that month by itself."""
    year = whole.read_year(file, case)
    notice = load_case(file, year)
    scheme = notice.choose({key: str(one) for key, one in case.get("choose", {}).items()})
    window = "month" if "month" in file else "year"
    scored = Scored(scheme, to_facts(notice, year.facts), window=window)  # type: ignore[arg-type]
    name = str(file.get("assessment", scheme.assessments[0].id))
    here = (whole.name_of(case), year.month)
    got = {
        key: read_whole(scored, name, key, here, decimals_of(value))
        for key, value in case["expect"].items()
    }
    assert got == case["expect"]


def read_whole(
    scored: Scored, name: str, key: str, here: tuple[str, int], decimals: int
) -> str | None:
    """Return the total, its full mark or what waits, the grade, or a clause's or node's score."""
    if key == "total":
        return print_figure(scored.number(f"{name}|points", *here), 2)
    if key == "grade":
        return scored.grade(name, *here)
    names = [f"{one.id}|part {key}" for one in scored.scheme.assessments]
    its = next((one for one in names if f"{one}.is_there" in scored.values), "")
    part = scored.part(f"{name}|root" if key in SIDES else its, *here)
    if part is None:
        return None
    return print_figure(getattr(part, key) if key in SIDES else part.earned + part.added, decimals)


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
