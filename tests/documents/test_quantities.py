"""A quantity on blank forms, in exports and in proof workbooks: exact, with its measure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from documents.exports.forms import KINDS, name_column, to_cell
from documents.forms.entries import describe_entry
from documents.forms.plan import plan_form
from documents.proof.collecting import (
    to_fact,
)
from documents.tables import TableColumn, TableSheet
from scoring.dataset import Column
from scoring.described_forms import describe_form
from tests.repository import SCHEMES
from warehouse.results.typed_values import to_physical, to_text
from warehouse.schemes.scheme_files import load_scheme

SCHEME = load_scheme(SCHEMES / "invented-2023")
CHECK = SCHEME.dataset("yx_check")
MONTH = "2023-06"


def make_column(**more: Any) -> Column:
    written = {"key": "x", "headers": ["投资"], "type": "quantity", "decimals": 2, **more}
    return Column.model_validate(written)


HINTS: list[tuple[dict[str, Any], str]] = [
    ({"measure": "万元"}, "填本月的数（万元），不小于 0，最多2位小数，不写单位。没有的填 0。"),
    ({"read": "cumulative", "decimals": 0}, "填今年以来累计的数，不小于 0，整数，不写单位。"),
    (
        {"read": "inspection", "measure": "‰", "minimum": "-10", "maximum": "1000"},
        "填检查时的数（‰），-10–1000，最多2位小数，不写单位。",
    ),
    ({"default": "1.5"}, "填本月的数，不小于 0，最多2位小数，不写单位。空着按 1.5 算。"),
]


@pytest.mark.parametrize(("written", "hint"), HINTS)
def test_a_cell_says_what_it_takes(written: dict[str, Any], hint: str) -> None:
    entry = describe_entry(make_column(**written), CHECK, MONTH)
    assert entry.hint == hint
    assert entry.check is not None and entry.check["validate"] == "decimal"


def test_a_form_prints_the_measure_and_how_to_fill_it() -> None:
    form = plan_form(SCHEME, CHECK, MONTH)
    headers = [column.header for column in form.columns]
    assert "办公经费\n（万元）" in headers
    assert any("带小数的数只填数字" in note for note in form.notes)


def test_an_export_has_all_decimals_and_the_measure() -> None:
    column = make_column(measure="万元", decimals=6)
    assert name_column(column) == "投资（万元）"
    assert name_column(make_column(measure="万元", headers=["投资（万元）"])) == "投资（万元）"
    value = to_cell(column, to_physical(column, "12.345678"))
    sheet = TableSheet("表", [TableColumn("投资", KINDS["quantity"])], [[value], [None]])
    (frame,) = sheet.frames()
    assert frame.to_series().to_list() == [Decimal("12.345678"), None]


@pytest.mark.parametrize("text", ["0", "12.3", "-0.000001", "999999999999.999999"])
def test_a_quantity_comes_back_as_it_was_written(text: str) -> None:
    column = make_column(decimals=6)
    stored = tuple(value.quantize(Decimal("0.000001")) for value in to_physical(column, text))
    assert to_text(column, stored) == text
    fact = to_fact(column, stored, "甲", "form.x", 1)
    assert (fact.written, fact.number) == (text, Fraction(text))


def test_the_rules_know_its_decimals_and_measure() -> None:
    described = describe_form(CHECK).describe("spending")
    assert (described.type, described.decimals, described.measure) == ("quantity", 2, "万元")


def test_a_quantity_states_its_decimals_and_no_other_type_does() -> None:
    for written in ({"decimals": None}, {"type": "count", "decimals": 2}, {"decimals": 7}):
        with pytest.raises(ValueError, match="decimals"):
            make_column(**written)
