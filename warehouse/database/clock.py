"""The time as it is stored, and as the clocks of the offices show it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

CHINA_OFFSET = timedelta(hours=8)
"""The business day is Asia/Shanghai's, which has had no other offset since 1991."""


def utc_now() -> datetime:
    """Return the time as it is stored: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def to_china(moment: datetime) -> datetime:
    """Return a stored time as the clock in China showed it."""
    return moment + CHINA_OFFSET


def today_in_china() -> date:
    """Return the day in China, whatever the server's own zone."""
    return to_china(utc_now()).date()


def name_moment(moment: datetime) -> str:
    """Return a stored time as the name of a folder: 20211120-183000, in China."""
    return to_china(moment).strftime("%Y%m%d-%H%M%S")
