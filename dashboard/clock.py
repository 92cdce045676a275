"""What day it is where the offices are."""

from __future__ import annotations

from datetime import UTC, date, datetime

from documents.wording import CHINA_OFFSET


def today_in_china() -> date:
    """Return the day in China, whatever the server's own zone."""
    return (datetime.now(UTC) + CHINA_OFFSET).date()
