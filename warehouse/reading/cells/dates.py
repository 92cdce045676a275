"""Parse dates as people write them, with or without a year."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

from warehouse.reading.words.folding import tidy

_WITH_YEAR = re.compile(
    r"(?P<y>\d{4})\s*(?:年|[-./])\s*(?P<m>\d{1,2})\s*(?:月|[-./])\s*(?P<d>\d{1,2})\s*[日号]?"
    r"(?:[T\s]*\d{1,2}[::]\d{2}(?:[::]\d{2})?(?:\.\d+)?)?"
)
_COMPACT = re.compile(r"(?P<y>20\d{2})(?P<m>\d{2})(?P<d>\d{2})")
_MONTH_DAY = re.compile(r"(?P<m>\d{1,2})\s*(?:月|[-./])\s*(?P<d>\d{1,2})\s*[日号]?")


@lru_cache(maxsize=1 << 12)
def read_date_text(text: str) -> tuple[int | None, int, int] | None:
    """Return (year or None, month, day) of a text that is a date and nothing more, else None."""
    plain = tidy(unicodedata.normalize("NFKC", text))
    match = _WITH_YEAR.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if match:
        return int(match["y"]), int(match["m"]), int(match["d"])
    if match := _MONTH_DAY.fullmatch(plain):
        return None, int(match["m"]), int(match["d"])
    return None


def make_date(year: int, month: int, day: int) -> date | None:
    """Return the date, None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nearest_date(month: int, day: int, reported: str) -> date | None:
    """Return the date with this month and day that is nearest to the reported month (`YYYY-MM`)."""
    year = int(reported[:4])
    at = make_date(year, int(reported[5:7]), 15)
    if at is None:  # a month given in the request may be of the year 0
        return None
    days = [d for y in (year - 1, year, year + 1) if (d := make_date(y, month, day))]
    return min(days, key=lambda day: abs(day - at), default=None)
