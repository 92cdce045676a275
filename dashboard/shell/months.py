"""The months of a scheme's year as texts: its first month need not be January."""

from __future__ import annotations

from scoring.months import YEAR
from scoring.scheme import Scheme


def name_month(scheme: Scheme, number: int) -> str:
    """Return a month of the scheme's year (1-12) as its calendar month, e.g. 7月."""
    return f"{scheme.calendar.calendar_month(number)[1]}月"


def list_months(scheme: Scheme, last: int = 12) -> list[str]:
    """Return the names of the year's months in order, up to one."""
    return [name_month(scheme, number) for number in YEAR if number <= last]
