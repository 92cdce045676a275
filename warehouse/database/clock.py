"""Times as they are stored (UTC), and as users see them (China)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

CHINA_OFFSET = timedelta(hours=8)
"""The business day follows Asia/Shanghai, which has had no other offset since 1991."""


def utc_now() -> datetime:
    """Return the current time as it is stored: UTC, without a time zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def to_china(moment: datetime) -> datetime:
    """Return a stored time as local time in China."""
    return moment + CHINA_OFFSET


def today_in_china() -> date:
    """Return the current day in China, whatever the server's time zone."""
    return to_china(utc_now()).date()


def name_moment(moment: datetime) -> str:
    """Return a stored time as a folder name in China's local time: 20211120-183000."""
    return to_china(moment).strftime("%Y%m%d-%H%M%S")
