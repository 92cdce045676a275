"""Notes on the last check and backups, for the health view.

They are in a small file outside the database, because failures must be noted and read even if the
database cannot be written.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse.check_results import CheckReport
from warehouse.database.atomic_files import write_whole
from warehouse.database.clock import utc_now

UPKEEP = "upkeep.json"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Upkeep:
    """The last check, backup and copy to the second place; times are UTC in ISO, empty if none.

    A failure holds the message of the last fault; it is empty after the next success.
    """

    checked_at: str = ""
    verdict: str = ""
    backup_failure: str = ""
    elsewhere_at: str = ""
    elsewhere_backup: str = ""
    elsewhere_failure: str = ""


def read_upkeep(home: Path) -> Upkeep:
    """Return the notes; empty ones if the file is missing or unreadable."""
    known = {field.name for field in fields(Upkeep)}
    try:
        content = json.loads((home / UPKEEP).read_text("utf-8"))
        return Upkeep(**{key: str(value) for key, value in content.items() if key in known})
    except (OSError, ValueError, AttributeError, RecursionError):
        return Upkeep()


def note_upkeep(home: Path, **changes: Any) -> None:
    """Change some notes; a failure to write them is only logged, to stop no backup."""
    text = json.dumps(asdict(replace(read_upkeep(home), **changes)), ensure_ascii=False)
    try:
        write_whole(home / UPKEEP, text.encode("utf-8", "replace"))
    except OSError as error:
        _log.warning("upkeep is not noted: %s", error)


def note_check(home: Path, report: CheckReport) -> None:
    """Note the verdict of a verification.

    One that found nothing but could not run to its end is no proof: the note before it stays.
    """
    if report.verdict != "sound" or not report.unfinished:
        note_upkeep(home, checked_at=format_now(), verdict=report.verdict)


def format_now() -> str:
    """Return the current time as it is noted."""
    return utc_now().isoformat(timespec="seconds")


def parse_stamp(text: str) -> datetime | None:
    """Return a noted time (UTC); None if it is empty or unreadable."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
