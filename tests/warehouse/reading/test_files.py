"""Every file of the cases is read, asked about or refused as its sentence says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.reading.schemes import read_bytes
from tests.warehouse.reading.workbooks import JX1, make_csv, make_grid, make_xlsx
from warehouse.reading.contract import Finding, Reading

CASES = [
    case
    for name in ("files.toml", "headers.toml")
    for case in tomllib.loads((Path(__file__).parent / "cases" / name).read_text("utf-8"))["case"]
]
TRIED = [
    pytest.param(case, container, id=f"{case['sentence']} ({container})")
    for case in CASES
    for container in case.get("in", ["xlsx", "csv"])
]


def read_case(case: dict[str, Any], container: str) -> Reading:
    grid = make_grid(case["grid"])
    parts: dict[str, Any] = {
        key: case[key] for key in ("merges", "hidden_rows", "hidden_columns", "font") if key in case
    }
    content = make_csv(grid) if container == "csv" else make_xlsx([{"grid": grid, **parts}])
    return read_bytes(
        content,
        f"表.{container}",
        case.get("scheme", "jiangxian-2021"),
        dataset=case.get("chosen"),
        month=case.get("given"),
        answers=case.get("answers", {}),
    )


def is_found(line: str, findings: list[Finding]) -> bool:
    severity, code, *place = line.split()
    return any(
        f.severity == severity
        and f.code == code
        and (not place or [str(f.row), f.column][: len(place)] == place)
        for f in findings
    )


@pytest.mark.parametrize(("case", "container"), TRIED)
def test_a_file_is_read_as_the_sentence_says(case: dict[str, Any], container: str) -> None:
    check_reading(read_case(case, container), case)


def check_reading(reading: Reading, case: dict[str, Any]) -> None:
    """Compare a reading with a case."""
    stops = [f for f in reading.findings if f.severity != "warning"]
    for line in case.get("says", []):
        assert is_found(line, stops), (line, stops)
    assert len(stops) == len(case.get("says", [])), stops
    for line in case.get("warns", []):
        assert is_found(line, list(reading.findings)), (line, reading.findings)
    for part in case.get("tells", []):
        assert any(part in f.message for f in reading.findings), (part, reading.findings)
    if case.get("no_tables"):
        assert not reading.tables
        return
    months = case.get("months", [None if case.get("open_month") else case.get("month", "2021-05")])
    assert [table.month for table in reading.tables] == months
    assert {table.dataset for table in reading.tables} == {case.get("dataset", "jx1_progress")}
    rows = {(row.row, row.unit): row for table in reading.tables for row in table.rows}
    if "rows" in case:
        assert len(rows) == case["rows"]
    if "read" in case:
        assert len(rows) == len(case["read"]) or case.get("says")
    for line in case.get("read", []):
        number, unit, *values = line.split()
        row = rows.get((int(number), unit))
        if row is None and case.get("says"):
            continue
        assert row is not None, (line, rows)
        for value in values:
            key, _, wanted = value.partition("=")
            assert row.values[key] == (None if wanted == "-" else wanted), (key, row)
    if "cells" in case:
        assert list(reading.tables[0].rows[0].cells) == case["cells"]
    if "missing" in case:
        assert set(case["missing"]) <= set(reading.tables[0].missing_columns)


def test_a_blank_sheet_beside_a_filled_one_is_skipped() -> None:
    blank = [["县财政局", "", "", "", ""], ["县公安局", "", "", "", ""]]
    filled = [["县财政局", "√", "3", "2", ""]]
    sheets = [
        {"name": "2021年5月", "grid": [*JX1, *filled]},
        {"name": "2021年6月", "grid": [*JX1, *blank]},
    ]
    reading = read_bytes(make_xlsx(sheets), "表.xlsx", "jiangxian-2021")
    assert [table.month for table in reading.tables] == ["2021-05"]
    assert [(f.severity, f.code, f.sheet) for f in reading.findings] == [
        ("warning", "sheet_blank", "2021年6月"),
        ("warning", "missing_units", "2021年5月"),
    ]
