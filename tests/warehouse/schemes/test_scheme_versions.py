"""What a later version of a scheme may change, and what it may not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scoring.scheme import Scheme
from tests.repository import SCHEMES
from tests.warehouse.editions.county import SCHEME, THIRD, UNIT
from tests.warehouse.walk import only_refused, query
from warehouse.faults import SchemeError
from warehouse.results.scheme_changes import choose, install_schemes
from warehouse.results.scores import read_scores
from warehouse.schemes.scheme_files import load_scheme
from warehouse.store import Store


@pytest.fixture
def document() -> dict[str, Any]:
    """Return the invented scheme as data that can be changed."""
    read: dict[str, Any] = json.loads(load_scheme(SCHEMES / SCHEME).model_dump_json(by_alias=True))
    return read


def test_a_column_keeps_its_type_for_the_rows_that_stand(
    county: Store, document: dict[str, Any]
) -> None:
    """Figures of the new kind would be cut to fit the old column, silently."""
    roll = next(one for one in document["dataset"] if one["key"] == "yx_award")
    matter = next(one for one in roll["column"] if one["key"] == "matter")
    matter |= {"type": "count", "is_folded": False}
    with (
        only_refused(county),
        pytest.raises(SchemeError, match=r"yx_award, column matter: .*varchar.*bigint"),
    ):
        install_schemes(county, [Scheme.model_validate(document)])
    assert query(county, "select max(version) from scheme_version") == [(1,)]


def test_a_unit_can_become_another_kind_and_keeps_its_number(
    county: Store, document: dict[str, Any]
) -> None:
    sql = "select unit_id, kind from unit where unit_name = ?"
    ((number, kind),) = query(county, sql, UNIT)
    assert kind == "department"
    next(one for one in document["unit"] if one["name"] == UNIT)["kind"] = "zone"
    install_schemes(county, [Scheme.model_validate(document)])
    assert query(county, sql, UNIT) == [(number, "zone")]
    assert read_scores(county, SCHEME, THIRD)["units"]


def test_an_option_that_a_version_no_longer_has_falls_back_to_the_default(
    county: Store, document: dict[str, Any]
) -> None:
    spare = {"id": "spare", "title": "备用", "clause": "一", "why": "没有说。"}
    options = [{"id": one, "label": one} for one in ("first", "second", "third")]
    document["interpretation"].append({**spare, "options": options})
    install_schemes(county, [Scheme.model_validate(document)])
    choose(county, SCHEME, "spare", "second", actor="甲", reason="测试")
    document["interpretation"][-1]["options"] = [options[0], options[2]]
    install_schemes(county, [Scheme.model_validate(document)])
    assert read_scores(county, SCHEME, THIRD)["interpretations"]["spare"] == "first"
