"""Working days from Monday to Friday; public holidays are set anew each year and are not known."""

from __future__ import annotations

from datetime import date, timedelta

FRIDAY = 4


def add_working_days(start: date, count: int) -> date:
    """Return the day that is some working days after a day, which itself does not count."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= day.weekday() <= FRIDAY
    return day


def count_working_days(start: date, end: date) -> int:
    """Return how many working days are left after one day up to another; negative once past."""
    if end < start:
        return -count_working_days(end, start)
    days = (end - start).days
    return sum((start + timedelta(days=one)).weekday() <= FRIDAY for one in range(1, days + 1))
