"""The rows that a unit of a roster gives: nothing is rounded, and a month has one figure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from scoring.clauses.roster import AssessedUnit
from warehouse.database.roster_rows import UnitRow, describe_unit, list_figures
from warehouse.faults import SchemeError


def make_unit(**more: Any) -> AssessedUnit:
    return AssessedUnit.model_validate({"name": "甲局", "kind": "部门", **more})


def test_a_unit_is_assessed_all_year_unless_written() -> None:
    unit = make_unit(own={"quota": 4})
    assert describe_unit(unit) == UnitRow("部门", "", 1, 12)
    assert list(list_figures(unit)) == [("quota", 1, 12, Decimal(4))]


def test_a_unit_has_its_group_its_months_and_its_figures() -> None:
    unit = make_unit(
        group="一组",
        from_month=3,
        to_month=9,
        own={"task": "0.000001", "quota": [[1, 10], [7, "20.5"]]},
    )
    assert describe_unit(unit) == UnitRow("部门", "一组", 3, 9)
    assert list(list_figures(unit)) == [
        ("task", 1, 12, Decimal("0.000001")),
        ("quota", 1, 6, Decimal(10)),
        ("quota", 7, 12, Decimal("20.5")),
    ]


@pytest.mark.parametrize("value", [Fraction(1, 3), Fraction(10**12), Fraction(-(10**12))])
def test_a_figure_that_the_table_cannot_hold_is_refused(value: Fraction) -> None:
    unit = make_unit().model_copy(update={"own": {"task": value}})
    with pytest.raises(SchemeError, match=r"名册“甲局”的“task”：.*（允许：至多6位小数"):
        list(list_figures(unit))


@pytest.mark.parametrize("spans", [[(1, 7), (7, 12)], [(3, 2)]])
def test_a_month_has_one_figure_at_most(spans: list[tuple[int, int]]) -> None:
    steps = [{"value": "1", "from_month": first, "to_month": last} for first, last in spans]
    with pytest.raises(SchemeError, match="允许：每月至多一个数"):
        list(list_figures(make_unit(own={"task": steps})))
