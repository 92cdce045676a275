"""Every form of cases/periods.toml gets the month that its sentence says, or asks for it."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.reading.schemes import TODAY, read_bytes
from tests.warehouse.reading.workbooks import JX1, make_xlsx

CASES = tomllib.loads((Path(__file__).parent / "cases" / "periods.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["sentence"])
def test_a_form_is_of_the_month_that_the_sentence_says(case: dict[str, Any]) -> None:
    above = [[case["title"]], *([[case["line"]]] if "line" in case else [])]
    rows = [["县财政局", "√", "2", "1", ""], ["县公安局", "√", "1", "", ""]]
    below = [[case["foot"]]] if "foot" in case else []
    sheet = {"name": case.get("sheet", "Sheet1"), "grid": [*above, *JX1, *rows, *below]}
    today = date.fromisoformat(case["today"]) if "today" in case else TODAY
    reading = read_bytes(
        make_xlsx([sheet]),
        case.get("file", "表.xlsx"),
        "jiangxian-2021",
        month=case.get("given"),
        today=today,
    )
    stops = [f for f in reading.findings if f.severity != "warning"]
    wanted = case.get("question") or case.get("error")
    assert [f.code for f in stops] == ([wanted] if wanted else [])
    if "month" in case:
        assert reading.tables[0].month == case["month"]
    if "question" in case:
        assert reading.tables[0].month is None
        assert stops[0].id == case["question"]
    if "options" in case:
        assert list(stops[0].options) == case["options"]
    assert len(reading.tables[0].rows) == 2
