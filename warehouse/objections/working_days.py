"""Count working days in China: public holidays are free, and some weekends are worked instead."""

from __future__ import annotations

from datetime import date, timedelta

from chinese_calendar import is_workday

FRIDAY = 4


def is_working_day(day: date) -> bool:
    """Return whether a day is a working day; in years not known, those are Monday to Friday."""
    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return day.weekday() <= FRIDAY


def list_unknown_years(start: date, end: date) -> list[int]:
    """Return the years between two days whose public holidays are not known.

    The State Council announces the holidays of a year at the end of the year before.
    """
    years = range(min(start, end).year, max(start, end).year + 1)
    return [year for year in years if not _is_known(year)]


def add_working_days(start: date, count: int) -> date:
    """Return the day `count` working days after a day, which itself does not count."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def count_working_days(start: date, end: date) -> int:
    """Return the working days after `start` until `end`, inclusive; negative if `end` is past."""
    if end < start:
        return -count_working_days(end, start)
    days = (end - start).days
    return sum(is_working_day(start + timedelta(days=offset)) for offset in range(1, days + 1))


def _is_known(year: int) -> bool:
    try:
        is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True
