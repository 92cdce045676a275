"""Small texts: tables of Chinese, CSV that no spreadsheet runs, Markdown that stays text."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from dashboard.command_line.option_values import split_pairs
from dashboard.command_line.output import to_csv, to_json
from dashboard.command_line.text_table import draw_table
from dashboard.widgets.markdown_escape import escape
from documents.wording import (
    describe_change,
    format_exact,
    format_month,
    format_place,
    format_time,
    measure_width,
)
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


@pytest.mark.parametrize(
    ("rank", "previous", "said"),
    [(1, 3, "▲2"), (5, 4, "▼1"), (2, 2, "—"), (None, 1, ""), (1, None, "")],
)
def test_a_change_of_rank_is_an_arrow(rank: int | None, previous: int | None, said: str) -> None:
    assert describe_change(rank, previous) == said


def test_words_of_months_places_times_and_points() -> None:
    assert format_month("2021-05") == "2021年5月"
    assert format_place("a.xlsx", "附件1", 7) == "a.xlsx · 附件1 · 第7行"
    assert format_time(datetime(2021, 5, 1, 20, 30)) == "2021-05-02 04:30"
    assert (format_exact(Decimal("2.000000")), format_exact(Decimal("0.003333"))) == (
        "2.00",
        "0.003333",
    )


def test_pairs_are_parted_at_the_last_equals_sign() -> None:
    assert split_pairs(["a=b=c"], "--alias") == {"a=b": "c"}
    with pytest.raises(WrongCall, match="名称=内容"):
        split_pairs(["a"], "--alias")


def test_a_file_name_cannot_become_an_image_or_a_link() -> None:
    assert escape("![x](http://a.b)") == r"\!\[x\]\(http\:\/\/a\.b\)"
