"""Texts of the command line: tables of Chinese, CSV that no spreadsheet runs, JSON, options."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from dashboard.command_line.option_values import split_pairs
from dashboard.command_line.output import to_csv, to_json
from dashboard.command_line.text_table import draw_table
from documents.wording import measure_width
from warehouse.faults import WrongCall


def test_a_chinese_character_is_two_columns_wide() -> None:
    assert measure_width("县a局") == 5
    lines = draw_table(["单位", "分"], [["县财政局", "9.50"], ["高崖镇", "10.00"]], ["分"]).split(
        "\n"
    )
    assert lines[2] == "县财政局   9.50"
    assert lines[3] == "高崖镇    10.00"


@pytest.mark.parametrize("text", ["=1", "+x", "-x", "@x", "\tx", "＝1", "－x"])
def test_csv_gives_formulas_an_apostrophe(text: str) -> None:
    assert to_csv(["a"], [{"a": text}]).split("\n")[1].strip('"') == f"'{text}"


def test_csv_keeps_negative_numbers_as_numbers() -> None:
    assert to_csv(["a"], [{"a": "-2.000000"}, {"a": Decimal("-1.50")}]) == "a\n-2.000000\n-1.50"


def test_json_keeps_decimals_as_text_and_times_as_utc() -> None:
    value = {"a": Decimal("9.50"), "b": datetime(2021, 5, 1, 8, 0)}
    assert '"9.50"' in to_json(value)
    assert '"2021-05-01T08:00:00Z"' in to_json(value)


def test_pairs_are_parted_at_the_last_equals_sign() -> None:
    assert split_pairs(["a=b=c"], "--alias") == {"a=b": "c"}
    with pytest.raises(WrongCall, match="名称=内容"):
        split_pairs(["a"], "--alias")
