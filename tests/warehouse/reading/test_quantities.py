"""Quantities in a file: the measure of the header, and what a page says of a wrong cell."""

from __future__ import annotations

import pytest

from tests.repository import SCHEMES
from tests.warehouse.reading.schemes import TODAY
from tests.warehouse.reading.workbooks import make_grid, make_xlsx
from warehouse.reading.contract import Reading, ReadRequest, forms_of
from warehouse.reading.reader import read_content
from warehouse.schemes.scheme_files import load_scheme

FORMS = forms_of(load_scheme(SCHEMES / "invented-2023"))


def read(header: str, cell: str) -> Reading:
    grid = f"2023年6月办公秩序检查表\n单位|办公秩序|{header}\n甲局|√|{cell}\n乙局|×|0.05\n丙镇|×|"
    request = ReadRequest(file_name="表.xlsx", schemes=(FORMS,), today=TODAY)
    return read_content(make_xlsx([{"grid": make_grid(grid)}]), request)


@pytest.mark.parametrize(
    "header", ["办公经费", "办公经费（万元）", "办公经费(万元)", "办公经费（ 万 元 ）"]
)
def test_a_header_may_name_the_measure_of_the_form(header: str) -> None:
    reading = read(header, "12.5")
    assert reading.findings == ()
    (table,) = reading.tables
    assert [row.values["spending"] for row in table.rows] == ["12.5", "0.05", None]


@pytest.mark.parametrize("header", ["办公经费（%）", "办公经费（项）", "办公经费‰"])
def test_a_header_with_another_measure_is_refused(header: str) -> None:
    (finding,) = read(header, "12.5").findings
    assert (finding.severity, finding.code) == ("error", "measure_differs")
    assert finding.message == f"“{header}”的单位不是万元，系统不换算，请按万元填报。"


@pytest.mark.parametrize("header", ["办公经费（亿元）", "办公经费（元）"])
def test_a_column_in_an_unknown_measure_is_not_taken_for_it(header: str) -> None:
    reading = read(header, "12.5")
    assert [finding.code for finding in reading.findings] == ["unknown_column"]
    assert all("spending" not in row.values for row in reading.tables[0].rows)


SAID = [
    ("12.345", "error", "最多2位小数"),
    ("-1", "error", "不能是负数"),
    ("12.5亿元", "question", "以万元计"),
    ("1e15", "question", "无法判断数量"),
    ("9999999999999", "error", "大得不可能"),
]


@pytest.mark.parametrize(("cell", "severity", "said"), SAID)
def test_a_wrong_quantity_is_named_with_what_is_allowed(
    cell: str, severity: str, said: str
) -> None:
    (finding,) = read("办公经费", cell).findings
    assert (finding.severity, finding.column) == (severity, "spending")
    assert said in finding.message
