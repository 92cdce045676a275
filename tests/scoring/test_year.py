"""The months of a scheme's year."""

from __future__ import annotations

import pytest

from scoring.year import SchemeYear

YEARS = [
    (SchemeYear(2021), (2021, 1)),
    (SchemeYear(2022, 7, starts_before=True), (2021, 7)),
    (SchemeYear(2022, 7), (2022, 7)),
    (SchemeYear(2022, 12, starts_before=True), (2021, 12)),
]


@pytest.mark.parametrize(("year", "start"), YEARS)
def test_a_year_has_its_first_month_and_eleven_more(
    year: SchemeYear, start: tuple[int, int]
) -> None:
    assert year.calendar_month(1) == start
    assert year.calendar_month(13) == (start[0] + 1, start[1])
    months = [year.calendar_month(number) for number in range(-11, 14)]
    assert [year.number(*month) for month in months] == list(range(-11, 14))
