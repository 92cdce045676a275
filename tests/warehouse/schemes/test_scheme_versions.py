"""What a later version of a scheme may change, and what it may not."""

from __future__ import annotations

import pytest

from scoring.scheme import Scheme
from tests.changed_schemes import Parts, change_scheme, list_clauses
from tests.repository import SCHEMES
from tests.warehouse.editions.county import SCHEME, THIRD, UNIT
from tests.warehouse.walk import only_refused, query
from warehouse.faults import SchemeError
from warehouse.results.scheme_changes import choose, install_schemes
from warehouse.results.scores import read_scores
from warehouse.schemes.scheme_files import load_scheme
from warehouse.store import Store


@pytest.fixture
def scheme() -> Scheme:
    """Return the invented scheme."""
    return load_scheme(SCHEMES / SCHEME)


def test_a_column_keeps_its_type_for_the_rows_that_stand(county: Store, scheme: Scheme) -> None:
    """Figures of the new kind would be cut to fit the old column, silently."""

    def retype(parts: Parts) -> None:
        parts["forms"]["yx_work"]["column"]["reports"]["type"] = "tick"

    with (
        only_refused(county),
        pytest.raises(SchemeError, match=r"yx_work，列 reports：.*bigint.*boolean"),
    ):
        install_schemes(county, [change_scheme(scheme, retype)])
    assert query(county, "select max(version) from scheme_version") == [(1,)]


def test_a_unit_can_become_another_kind_and_keeps_its_number(county: Store, scheme: Scheme) -> None:
    sql = "select unit_id, kind from unit where unit_name = ?"
    ((number, kind),) = query(county, sql, UNIT)
    assert kind == "department"

    def move(parts: Parts) -> None:
        next(one for one in parts["units"] if one["name"] == UNIT)["kind"] = "zone"

    install_schemes(county, [change_scheme(scheme, move)])
    assert query(county, sql, UNIT) == [(number, "zone")]
    assert read_scores(county, SCHEME, THIRD)["units"]


def test_an_option_that_a_version_no_longer_has_falls_back_to_the_default(
    county: Store, scheme: Scheme
) -> None:

    def open_clause(parts: Parts, *options: str) -> None:
        """Let the office's order, 20 points, be read in several ways that all come to the same."""
        reading = {"id": "spare", "title": "备用", "clause": "一", "why": "没有说。"}
        parts["notice"]["reading"].append({**reading, "options": list(options)})
        list_clauses(parts, "1")[3]["full"] = {"by": "spare", **dict.fromkeys(options, 20)}

    first = change_scheme(scheme, lambda parts: open_clause(parts, "first", "second", "third"))
    install_schemes(county, [first])
    choose(county, SCHEME, "spare", "second", actor="甲", reason="测试")
    later = change_scheme(scheme, lambda parts: open_clause(parts, "first", "third"))
    install_schemes(county, [later])
    assert read_scores(county, SCHEME, THIRD)["interpretations"]["spare"] == "first"
