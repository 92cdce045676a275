"""The messy files are read as a careful colleague read them (samples/README.md)."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from scoring.dataset import Dataset
from tests.warehouse.reading.schemes import read_bytes, shipped_forms
from warehouse.reading.contract import Finding, Reading

SAMPLES = Path(__file__).parent / "samples"
EXPECTED = sorted(SAMPLES.glob("*.expected.json"))
FORMER_NAMES = {
    "县安监局": "县应急管理局",
    "县国土局": "县自然资源局",
    "县环保局": "市生态环境局绛县分局",
    "县经信局": "县工业和信息化科技局",
    "县农业局": "县农业农村局",
    "县水利局": "县水务局",
    "县卫计局": "县卫生健康和体育局",
    "县工商局": "县市场监督管理局",
}


def read_sample(expected: dict[str, Any], **known: Any) -> Reading:
    content = (SAMPLES / expected["file"]).read_bytes()
    return read_bytes(content, expected["file"], expected["scheme"], **known)


def load(path: Path) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return expected


def stopping(reading: Reading) -> list[Finding]:
    return [finding for finding in reading.findings if finding.severity != "warning"]


def is_about(finding: Finding, problem: dict[str, Any]) -> bool:
    """Tell whether a finding is about a problem; one across columns may name any of them."""
    if "row" not in problem:
        return finding.severity in problem["as"]
    is_unit = "unit" in {finding.column, problem["column"]}
    is_place = finding.row == problem["row"]
    return is_place and (not is_unit or finding.column == problem["column"])


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name.split(".")[0])
def test_a_sample_is_recognised_and_ends_as_expected(path: Path) -> None:
    expected = load(path)
    reading = read_sample(expected)
    if expected["outcome"] == "refused":
        assert [f.severity for f in stopping(reading)] == ["error"]
        assert not reading.tables
        return
    assert [(t.dataset, t.month) for t in reading.tables] == [
        (expected["dataset"], expected["month"])
    ]
    assert bool(stopping(reading)) == (expected["outcome"] == "stops")


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name.split(".")[0])
def test_every_problem_of_a_sample_is_named_and_nothing_else(path: Path) -> None:
    expected = load(path)
    findings = read_sample(expected).findings
    allowed = [*expected["problems"], *expected.get("may_ask", [])]
    for problem in expected["problems"]:
        named = [f for f in findings if is_about(f, problem) and f.severity in problem["as"]]
        assert named, problem
    if expected["outcome"] != "refused":
        for finding in findings:
            if finding.severity != "warning":
                assert any(is_about(finding, problem) for problem in allowed), finding
    for unit in expected.get("missing_units", []):
        assert any(f.code == "missing_units" and unit in f.message for f in findings)


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name.split(".")[0])
def test_the_rows_of_a_sample_are_read_right(path: Path) -> None:
    expected = load(path)
    aliases = {"aliases": {expected["scheme"]: FORMER_NAMES}} if "former" in path.name else {}
    reading = read_sample(expected, **aliases)
    rows = {row.row: row for table in reading.tables for row in table.rows}
    for wanted in expected.get("rows", []):
        row = rows[wanted["row"]]
        assert row.unit == wanted["unit"]
        dataset = next(
            d for d in shipped_forms()[expected["scheme"]].datasets if d.key == expected["dataset"]
        )
        for key, value in wanted["values"].items():
            assert is_same(row.values.get(key), value, dataset, key), (row, key, value)
        assert set(row.values) <= set(wanted["values"]), row
    listed = {row["row"] for row in expected.get("not_rows", [])}
    assert not listed & set(rows)


def is_same(read: str | None, wanted: str | None, dataset: Dataset, key: str) -> bool:
    """Compare two values: in tick columns a blank equals `no` or 0; rates may be rounded."""
    if read == wanted:
        return True
    column = dataset.column(key)
    if read is None or wanted is None:
        return column.type in {"tick", "filing", "count"} and {read, wanted} <= {None, "no", "0"}
    return column.type == "rate" and abs(Fraction(read) - Fraction(wanted)) <= Fraction(5, 10000)


def test_former_names_land_once_they_are_known() -> None:
    expected = load(SAMPLES / "jx3-former-names.expected.json")
    reading = read_sample(expected, aliases={expected["scheme"]: FORMER_NAMES})
    assert not stopping(reading)
    assert reading.tables[0].aliases_used["县安监局"] == "县应急管理局"
