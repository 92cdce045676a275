"""A question about a count offers the numbers written in the cell first."""

from __future__ import annotations

import pytest

from tests.warehouse.reading.schemes import read_bytes

HEADER = "单位,工作推进台账报送情况,专栏信息发布情况\n"


@pytest.mark.parametrize(
    ("written", "offered"),
    [
        ("约3条", ["3", "0", "1"]),
        ("约10", ["10", "0", "1"]),
        ("3-5", ["3", "5", "0"]),
        ("大概十二条", ["12", "0", "1"]),
        ("1条左右", ["1", "0"]),
        ("若干", ["0", "1"]),
        ("1.2万", ["0", "1"]),
        ("约1.5", ["0", "1"]),
    ],
)
def test_figures_of_the_cell_are_offered_first(written: str, offered: list[str]) -> None:
    text = f"2021年5月份优化营商环境工作推进情况\n{HEADER}县财政局,√,{written}\n"
    findings = read_bytes(text.encode(), "表.csv", "jiangxian-2021").findings
    asked = next(f for f in findings if f.code == "ambiguous_count")
    assert [option for option in asked.options if option.isdigit()][: len(offered)] == offered
