"""The schemes that ship list what their notices list, under every combination of readings."""

from __future__ import annotations

import time
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scoring.clauses.parts import walk_tree
from scoring.outline import AssessmentOutline, Item
from scoring.scheme import Scheme
from scoring.scheme_loading import load_text
from warehouse.schemes.scheme_files import load_shipped_schemes

SCHEMES = {scheme.id: scheme for scheme in load_shipped_schemes()}
CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "outlines.toml").read_text("utf-8")
)["assessment"]
COMBINATIONS = {"jiangxian-2021": 384, "qianyang-2022": 72}


def tell(outline: AssessmentOutline, item: Item) -> list[Any]:
    """Return an item as the cases write it."""
    points = item.full if item.has_full else item.ceiling
    kind = "addition" if item.kind == "clause" and not item.has_full else item.kind
    return [
        item.id, item.name, kind, str(points or Decimal(0)), item.clause, item.provider or "",
        list(outline.datasets_of(item.id)),
    ]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda one: f"{one['scheme']} {one['id']}")
def test_an_assessment_lists_what_its_notice_lists(case: dict[str, Any]) -> None:
    outline = SCHEMES[case["scheme"]].assessment(case["id"])
    listed = [tell(outline, one) for one in (*outline.vetoes, *outline.indicators)]
    assert listed == case["indicators"]
    assert (outline.title, outline.clause, outline.units) == (
        case["title"],
        case["clause"],
        case["units"],
    )
    assert str(outline.full) == case["full"]


def test_the_most_points_include_the_additions() -> None:
    assert SCHEMES["qianyang-2022"].assessment("1").most == 120
    assert SCHEMES["jiangxian-2021"].assessment("1").most == 100


def test_no_assessment_is_left_out() -> None:
    listed = [(scheme.id, one.id) for scheme in SCHEMES.values() for one in scheme.assessments]
    assert listed == [(case["scheme"], case["id"]) for case in CASES]


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=list(SCHEMES))
def test_every_combination_of_readings_can_be_chosen(scheme: Scheme) -> None:
    """Each holds the same clauses: no reading of these two notices adds or drops one."""
    combinations = scheme.notice.combinations()
    assert len(combinations) == COMBINATIONS[scheme.id]
    wanted = {one.id: [item.id for item in one.items] for one in scheme.assessments}
    for choices in combinations:
        chosen = scheme.chosen(choices)
        assert chosen.choices == scheme.choices(choices)
        for one in chosen.assessments:
            assert [part.id for part in walk_tree(one.total)][1:] == wanted[one.id]


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=list(SCHEMES))
def test_a_stored_scheme_is_the_scheme_of_its_files(scheme: Scheme) -> None:
    again = load_text(scheme.text)
    assert again == scheme and again.assessments == scheme.assessments
    for choices in scheme.notice.combinations():
        assert again.chosen(choices) == scheme.chosen(choices)


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=list(SCHEMES))
def test_a_scheme_is_read_back_in_time_and_then_kept(scheme: Scheme) -> None:
    """All combinations are checked: some 0.1 s; the limit leaves room for a busy machine."""
    load_text.cache_clear()
    begun = time.process_time()
    first = load_text(scheme.text)
    assert time.process_time() - begun < 0.6
    assert load_text(scheme.text) is first


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=list(SCHEMES))
def test_every_reading_is_depended_on_by_an_item(scheme: Scheme) -> None:
    used = {
        reading
        for one in scheme.assessments
        for item in (one.total, *one.items, *one.vetoes)
        for reading in one.readings_of(item.id)
    }
    assert used == {one.id for one in scheme.interpretations}
