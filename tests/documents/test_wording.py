"""Words and figures: changes of rank, months, places, times and points."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from documents.wording import (
    cite_document,
    describe_change,
    format_exact,
    format_grade,
    format_month,
    format_place,
    format_points,
    format_time,
)


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


@pytest.mark.parametrize(
    ("grade", "grades", "said"),
    [
        ("不合格", ("合格", "不合格"), "目前低于合格线"),
        ("合格", ("合格", "不合格"), "目前达到合格线"),
        ("良好", ("良好", "较差"), "目前为良好"),
        ("不得评优", (), "目前不得评优"),
        ("不合格(否决)", ("合格", "不合格"), "目前不合格（否决）"),
    ],
)
def test_an_unsettled_grade_says_where_a_unit_stands(
    grade: str, grades: tuple[str, ...], said: str
) -> None:
    assert format_grade(grade, is_settled=False, grades=grades) == said


def test_a_notice_is_cited_by_its_number_or_by_its_title() -> None:
    assert cite_document("河考发〔2021〕3号") == "河考发〔2021〕3号"
    assert cite_document("县河长制考核细则") == "《县河长制考核细则》"
    assert cite_document("《县河长制考核细则》") == "《县河长制考核细则》"


def test_points_below_nothing_have_a_minus_sign() -> None:
    assert format_points(Decimal("-30")) == "−30.00"
