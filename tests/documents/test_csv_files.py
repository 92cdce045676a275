"""A .csv that Excel opens correctly: Chinese text, numbers, and no formulas."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from documents.csv_files import write_csv
from documents.tables import CellValue, TableColumn, TableSheet


def write(columns: list[TableColumn], rows: list[list[CellValue]]) -> bytes:
    buffer = io.BytesIO()
    write_csv(buffer, TableSheet("表", columns, rows))
    return buffer.getvalue()


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_it_begins_with_a_bom_and_ends_its_lines_as_windows_does() -> None:
    assert write([TableColumn("单位")], [["县财政局"]]) == "\ufeff单位\r\n县财政局\r\n".encode()


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", " =1"],
)
def test_a_text_that_excel_would_compute_gets_a_leading_quote(text: str) -> None:
    assert read(write([TableColumn("原因")], [[text]]))[1] == [f"'{text}"]


@pytest.mark.parametrize("text", ["县财政局", "100 − 5", "a=b", "—", "http://example.org", ""])
def test_any_other_text_is_left_alone(text: str) -> None:
    assert read(write([TableColumn("原因"), TableColumn("数", "whole")], [[text, 1]]))[1] == [
        text,
        "1",
    ]


def test_a_title_that_excel_would_compute_is_neutralised_too() -> None:
    assert read(write([TableColumn("=1")], [["甲"]]))[0] == ["'=1"]


def test_negative_numbers_stay_numbers() -> None:
    columns = [
        TableColumn("分", "points"),
        TableColumn("确", "exact"),
        TableColumn("率", "percent"),
    ]
    rows: list[list[CellValue]] = [
        [Decimal("-2.5"), Decimal("-0.003333"), Decimal("98.555")],
        [None] * 3,
    ]
    assert read(write(columns, rows))[1:] == [["-2.50", "-0.003333", "98.56%"], ["", "", ""]]


def test_commas_quotes_and_line_breaks_come_back_as_they_were() -> None:
    row: list[CellValue] = ["一,二", '他说"好"', "两\n行"]
    assert read(write([TableColumn("甲"), TableColumn("乙"), TableColumn("丙")], [row]))[1] == row
