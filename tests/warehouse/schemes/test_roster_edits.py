"""Units join, leave, merge and are renamed by month; what an assessment counts follows."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.scheme import Scheme
from scoring.scheme_loading import load_scheme as load_parts
from scoring.scheme_text import SchemeParts, read_text
from tests.repository import SCHEMES
from warehouse.faults import WrongCall
from warehouse.schemes.roster_edits import add_other_name, end_unit, join_unit, rename_unit
from warehouse.schemes.scheme_files import load_scheme

ONE, TWO, NEW = "云溪县甲局", "云溪县乙局", "云溪县新局"


@pytest.fixture(scope="module")
def parts() -> SchemeParts:
    """Return the invented scheme as written."""
    return read_text(load_scheme(SCHEMES / "invented-2023").text)


def find(scheme: Scheme, name: str) -> dict[str, Any]:
    """Return a unit's dated fields."""
    unit = next(one for one in scheme.units if one.name == name)
    return unit.model_dump(include={"kind", "own", "from_month", "to_month", "successor"})


def test_a_unit_joins_like_another_one(parts: SchemeParts) -> None:
    scheme = load_parts(join_unit(parts, f" {NEW} ", ONE, 6))
    joined, model = find(scheme, NEW), find(scheme, ONE)
    assert joined["from_month"] == 6 and joined["to_month"] == 12
    assert (joined["kind"], joined["own"]) == (model["kind"], model["own"])
    assert scheme.units[-1].name == NEW


def test_a_unit_merges_into_another_one(parts: SchemeParts) -> None:
    ended = find(load_parts(end_unit(parts, TWO, 5, ONE)), TWO)
    assert (ended["to_month"], ended["successor"]) == (5, ONE)


def test_a_renamed_unit_goes_on_as_one_of_its_own(parts: SchemeParts) -> None:
    scheme = load_parts(rename_unit(parts, TWO, NEW, 4))
    old, new = find(scheme, TWO), find(scheme, NEW)
    assert (old["to_month"], old["successor"], new["from_month"]) == (3, NEW, 4)
    names = [unit.name for unit in scheme.units]
    assert names.index(NEW) == names.index(TWO) + 1


def test_clauses_that_name_a_unit_name_the_renamed_one_too() -> None:
    parts = SchemeParts(
        {"units": 2, "total": {"clauses": [{"id": "1", "for": {"units": ["甲"]}}]}}, {},
        [{"name": "甲", "kind": "x"}, {"name": "乙", "kind": "x"}],
    )  # fmt: skip
    renamed = rename_unit(parts, "甲", "丙", 2)
    assert renamed.notice["total"]["clauses"][0]["for"]["units"] == ["甲", "丙"]
    assert renamed.notice["units"] == 3


def test_another_name_is_an_alias(parts: SchemeParts) -> None:
    scheme = load_parts(add_other_name(parts, TWO, NEW))
    assert NEW in next(one for one in scheme.units if one.name == TWO).aliases


def test_what_cannot_be_is_refused(parts: SchemeParts) -> None:
    with pytest.raises(WrongCall, match="已在名册里"):
        join_unit(parts, ONE, TWO, 3)
    with pytest.raises(WrongCall, match="请填写单位名称"):
        join_unit(parts, "  ", TWO, 3)
    with pytest.raises(WrongCall, match="没有“丁局”"):
        end_unit(parts, "丁局", 3)
    with pytest.raises(WrongCall, match="并入自己"):
        end_unit(parts, ONE, 3, ONE)
    with pytest.raises(WrongCall, match="在更名之前没有月份"):
        rename_unit(parts, ONE, NEW, 1)
    late = join_unit(parts, NEW, ONE, 6)
    with pytest.raises(WrongCall, match="第6月才加入"):
        end_unit(late, NEW, 5)
