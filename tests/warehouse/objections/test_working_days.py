"""Working days follow the State Council's calendar; years without one are reported."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.wording import describe_unknown_holidays, format_days_left
from warehouse.objections.working_days import (
    add_working_days,
    count_working_days,
    is_working_day,
    list_unknown_years,
)

FIVE = 5
KNOWN_DAYS = st.dates(date(2021, 1, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("day", "is_work"),
    [
        ("2021-02-07", True),  # a Sunday worked before the Spring Festival
        ("2021-02-11", False),
        ("2021-02-17", False),
        ("2021-02-20", True),
        ("2021-09-26", True),
        ("2021-10-07", False),
        ("2021-10-09", True),
        ("2023-04-05", False),  # Qingming, a Wednesday
        ("2023-05-06", True),
        ("2024-02-18", True),
        ("2025-10-08", False),
        ("2026-02-14", True),
        ("2026-10-10", True),
        ("2026-11-28", False),  # an ordinary Saturday
        ("2026-11-30", True),
    ],
)
def test_a_day_is_worked_as_announced(day: str, is_work: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is is_work


@pytest.mark.parametrize(
    ("filed", "due"),
    [
        ("2021-02-08", "2021-02-20"),  # the festival lies between; Saturday 20 is worked
        ("2021-04-01", "2021-04-09"),  # Qingming
        ("2021-09-24", "2021-09-30"),  # Sunday 26 is worked
        ("2021-09-29", "2021-10-12"),  # National Day; Saturday 9 is worked
        ("2022-03-01", "2022-03-08"),  # a plain week
    ],
)
def test_an_answer_is_due_after_five_days_that_are_worked(filed: str, due: str) -> None:
    assert add_working_days(date.fromisoformat(filed), FIVE) == date.fromisoformat(due)


@given(KNOWN_DAYS, st.integers(1, 15))
def test_counting_and_adding_agree(start: date, count: int) -> None:
    due = add_working_days(start, count)
    assert is_working_day(due)
    assert count_working_days(start, due) == count
    assert count_working_days(due, start) == -count


@pytest.mark.parametrize("year", [1999, 2200])
def test_a_year_without_known_holidays_counts_monday_to_friday(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=offset) for offset in range(60)]
    assert [is_working_day(day) for day in days] == [day.weekday() <= 4 for day in days]


def test_the_years_without_known_holidays_are_named() -> None:
    assert list_unknown_years(date(2021, 12, 30), date(2022, 1, 8)) == []
    assert list_unknown_years(date(2199, 12, 30), date(2200, 1, 8)) == [2199, 2200]
    assert "2199、2200年的放假安排尚未收录" in describe_unknown_holidays({2200, 2199})
    assert describe_unknown_holidays([]) == ""
    assert format_days_left(3, is_estimate=True) == "约还剩3个工作日"
    assert format_days_left(-1) == "已超期1个工作日"
